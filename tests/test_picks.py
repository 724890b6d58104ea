"""Hours to pick from."""

from hypothesis import given
from hypothesis import strategies as st

from bot.features.answering.picks import hours_to_pick


def test_last_times_hours_stand_amid_half_hours_and_larger_numbers_amid_whole_ones() -> None:
    assert hours_to_pick(3) == [0, 1, 2, 2.5, 3, 3.5, 4, 5, 7]
    assert hours_to_pick(0) == [0, 0.5, 1, 2, 4]
    assert hours_to_pick(2.75) == [0, 1, 2, 2.5, 2.75, 3, 3.5, 4.5, 6.5]
    assert hours_to_pick(8) == [0, 4, 6, 7, 8, 9, 10, 12, 16]
    assert hours_to_pick(168) == [0, 160, 164, 166, 168]


@given(st.floats(0, 168))
def test_one_can_always_say_the_same_none_less_and_more(last: float) -> None:
    hours = hours_to_pick(last)

    assert hours == sorted(set(hours))
    assert {0, last} <= set(hours) <= {last, *(half / 2 for half in range(337))}
    assert len(hours) <= 9
    assert any(h < last for h in hours) or last == 0
    assert any(h > last for h in hours) or last > 167
