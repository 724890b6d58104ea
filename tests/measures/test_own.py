import pytest

from bot.measures.own import own_change, own_weeks
from tests.measures.roster import wave


def test_a_person_sees_every_own_week_and_which_ones_count() -> None:
    weeks = own_weeks(
        [wave("ann", (5, 2, 0), checking=1), wave("ann", (1, 0, 0), name="w2", normal=False)]
    )

    assert [(w.wave, w.drudgery, w.checking, w.counted) for w in weeks] == [
        ("w1", 7, 1, True),
        ("w2", 1, 0, False),
    ]


def test_the_own_change_is_uncapped() -> None:
    own = own_change([wave("ann", (60, 0, 0))], [wave("ann", (30, 0, 0), name="w9", checking=3)])

    assert own is not None
    assert (own.hours.gross, own.hours.net, own.from_memory) == (30, 27, False)


@pytest.mark.parametrize(("now", "said"), [(3.19, 2.0), (3.3, 1.5), (4.9, 0.0), (6.3, -1.5)])
def test_the_own_change_is_said_on_the_half_hour(now: float, said: float) -> None:
    own = own_change([wave("ann", (5,))], [wave("ann", (now,), name="w9")])

    assert own is not None
    assert own.printed == said


def test_a_late_joiner_sees_the_own_change_marked_as_from_memory() -> None:
    own = own_change([wave("new", (9,), retro=True)], [wave("new", (4,), name="w9")])

    assert own is not None
    assert (own.hours.net, own.from_memory) == (5, True)


def test_a_measured_baseline_counts_alone_where_there_is_one() -> None:
    baseline = [wave("ann", (9,)), wave("ann", (40,), name="w2", retro=True)]

    own = own_change(baseline, [wave("ann", (4,), name="w9")])

    assert own is not None
    assert (own.hours.net, own.from_memory) == (5, False)


def test_there_is_no_own_change_before_both_periods_have_a_usable_week() -> None:
    assert own_change([wave("ann", (5,))], []) is None
    assert own_change([], [wave("ann", (5,))]) is None
    assert own_change([wave("ann", (5,), normal=False)], [wave("ann", (5,), name="w9")]) is None


def test_waves_of_two_people_are_never_mixed() -> None:
    with pytest.raises(ValueError, match="one person's"):
        own_change([wave("ann", (5,))], [wave("bea", (4,), name="w9")])
