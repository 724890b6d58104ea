import pytest

from bot.measures.pairing import Paired, from_memory, late_joiners, paired
from tests.measures.roster import wave


def names(pairs: tuple[Paired, ...]) -> list[str]:
    return [pair.respondent for pair in pairs]


def test_only_people_of_both_periods_are_compared() -> None:
    before = [wave("stayer", (5,)), wave("leaver", (9,))]
    now = [wave("joiner", (1,), name="w9"), wave("stayer", (3,), name="w9")]

    assert names(paired(before, now)) == ["stayer"]


def test_a_week_that_was_not_normal_leaves_the_headline() -> None:
    before = [wave("ann", (5,)), wave("ann", (30,), name="w2", normal=False), wave("bea", (5,))]
    now = [wave("ann", (3,), name="w9"), wave("bea", (0,), name="w9", normal=False)]

    [ann] = paired(before, now)

    assert [w.wave for w in ann.baseline] == ["w1"]


def test_an_unconfirmed_total_is_held_out() -> None:
    before, now = [wave("ann", (5,))], [wave("ann", (60,), name="w9", confirmed=False)]

    assert paired(before, now) == ()


def test_a_late_joiner_is_told_apart_and_never_in_the_headline() -> None:
    before = [wave("ann", (5,)), wave("new", (9,), retro=True)]
    now = [wave("ann", (3,), name="w9"), wave("new", (1,), name="w9")]

    assert names(paired(before, now)) == ["ann"]
    assert late_joiners(before) == {"new"}


def test_a_baseline_from_memory_gives_way_to_a_measured_one() -> None:
    before = [wave("ann", (5,)), wave("ann", (20,), name="w2", retro=True)]

    assert late_joiners(before) == frozenset()
    assert len(paired(before, [wave("ann", (3,), name="w9")])[0].baseline) == 1


def test_answers_to_another_wording_are_not_compared() -> None:
    now = [wave("ann", (3,), name="w9", wording="2")]

    assert paired([wave("ann", (5,))], now) == ()


def test_tasks_asked_only_later_are_left_out_of_both_periods() -> None:
    [ann] = paired([wave("ann", (5, 2))], [wave("ann", (3, 1, 9), name="w9")])

    assert ann.current[0].hours == (("reporting", 3), ("reconciling", 1))


def test_a_wave_without_a_task_of_the_baseline_is_not_compared() -> None:
    assert paired([wave("ann", (5, 2))], [wave("ann", (3,), name="w9")]) == ()


def test_two_answers_to_one_wave_are_refused_rather_than_counted_twice() -> None:
    with pytest.raises(ValueError, match="two answers"):
        paired([wave("ann", (5,)), wave("ann", (6,))], [])


def test_late_joiners_are_compared_with_what_they_remember_beside_the_headline() -> None:
    before = [
        wave("ann", (5,)),
        wave("new", (9,), retro=True),
        wave("odd", (9,), retro=True, normal=False),
        wave("gone", (9,), retro=True),
    ]
    now = [wave(who, (3,), name="w9") for who in ("ann", "new", "odd")]

    [new] = from_memory(before, now)

    assert (new.respondent, new.baseline[0].total, new.current[0].total) == ("new", 9, 3)
    assert names(paired(before, now)) == ["ann"]
