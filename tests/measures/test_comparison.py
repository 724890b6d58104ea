from collections.abc import Sequence
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.comparison import Arms, Difference, Member, are_alike, difference, staggered
from bot.measures.evidence import (
    Chosen,
    Control,
    Grade,
    Source,
    evidence_grade,
    may_be_published,
)
from bot.measures.intervals import interval_by_team, welch_interval
from bot.measures.thresholds import Thresholds
from tests.measures.steady import briefly

NETS = st.lists(st.integers(-8, 8).map(float), min_size=6, max_size=12)


def arm(nets: Sequence[float], name: str, baseline: float = 10, teams: int = 1) -> list[Member]:
    return [
        Member(f"{name}{i}", f"{name}-team{i % teams}", baseline + i % 3, net)
        for i, net in enumerate(nets)
    ]


def arms(treated: Sequence[float], control: Sequence[float], teams: int = 1) -> Arms:
    one, other = (arm(nets, name, teams=teams) for nets, name in ((treated, "t"), (control, "c")))
    return Arms(treated=tuple(one), control=tuple(other))


def compared(
    asked: Arms,
    control: Control = Control.BY_LOT,
    chosen: Chosen = Chosen.OTHERWISE,
    k: int = 5,
) -> Difference | None:
    return difference(asked, chosen=chosen, control=control, seed=7, thresholds=Thresholds(k=k))


def test_what_came_back_without_the_tool_is_taken_off() -> None:
    """(2, 3, 4, 3, 2, 4) is 3 on average and (1, 0, 1, 2, 1, 1) is 1: two hours are the tool's.

    s^2 is 0.8 and 0.4, so a = 0.8/6 and b = 0.4/6, sqrt(a + b) = 0.44721, v = 9 exactly:
    0.04 / (0.0177778/5 + 0.0044444/5). t(9, 0.975) = 2.262157.
    """
    found = compared(arms([2, 3, 4, 3, 2, 4], [1, 0, 1, 2, 1, 1]))

    assert found is not None
    assert (found.hours, found.by_team, found.grade) == (2, False, Grade.A)
    assert found.interval.half_width == pytest.approx(2.262157 * 0.447214, abs=1e-5)


def test_a_gain_that_everybody_has_is_no_gain_of_the_tool() -> None:
    nets = [1.0, 2, 3, 2, 1, 3, 2]

    found = compared(arms(nets, nets))

    assert found is not None
    assert found.hours == 0
    assert found.interval.low < 0 < found.interval.high


@briefly
@given(NETS, NETS)
def test_the_difference_is_numpys_and_its_interval_welchs(
    treated: list[float], control: list[float]
) -> None:
    found = compared(arms(treated, control))

    assert found is not None
    assert found.hours == pytest.approx(np.mean(treated) - np.mean(control))
    assert found.interval == welch_interval(treated, control)


@briefly
@given(NETS, NETS, st.integers(-5, 5), st.randoms(use_true_random=False))
def test_the_order_of_people_and_what_moves_both_arms_change_nothing(
    treated: list[float], control: list[float], shift: int, random: Random
) -> None:
    asked = arms(treated, control, teams=5)
    turned = Arms(
        treated=tuple(random.sample(asked.treated, len(treated))),
        control=tuple(random.sample(asked.control, len(control))),
    )
    moved = arms([n + shift for n in treated], [n + shift for n in control], teams=5)

    assert compared(asked) == compared(turned)
    before, after = compared(asked), compared(moved)
    assert before is not None
    assert after is not None
    assert after.hours == pytest.approx(before.hours)
    assert after.interval.half_width == pytest.approx(before.interval.half_width, rel=1e-6)


def test_from_ten_teams_on_teams_are_drawn_and_not_people() -> None:
    nets = [float(i % 5) for i in range(20)]
    nine = Arms(treated=tuple(arm(nets, "t", teams=5)), control=tuple(arm(nets, "c", teams=4)))

    ten, few = compared(arms(nets, nets, teams=5)), compared(nine)

    assert ten is not None
    assert few is not None
    assert (ten.by_team, few.by_team) == (True, False)
    teams = [[float(team)] * 4 for team in range(5)]
    assert ten.interval == interval_by_team(teams, teams, seed=7)


def test_one_team_against_many_cannot_be_drawn_by_team() -> None:
    one = Arms(treated=tuple(arm([1.0] * 8, "t")), control=tuple(arm([0.0, 1] * 10, "c", teams=10)))

    found = compared(one)

    assert found is not None
    assert not found.by_team


@pytest.mark.parametrize(("treated", "control"), [(5, 20), (20, 5)])
def test_neither_arm_may_be_under_the_threshold(treated: int, control: int) -> None:
    few, enough = arms([1.0] * treated, [0.0] * control), arms([1.0] * 6, [0.0] * 6)

    assert compared(few) is None
    assert compared(enough) is not None
    assert compared(enough, k=6) is None


def test_a_group_chosen_for_its_drudgery_is_refused_without_a_fair_control() -> None:
    asked = arms([2.0] * 10, [0.0] * 10)

    assert compared(asked, Control.OTHERS, Chosen.FOR_ITS_DRUDGERY) is None
    assert compared(asked, Control.BY_LOT, Chosen.FOR_ITS_DRUDGERY) is not None
    assert compared(asked, Control.MATCHED, Chosen.FOR_ITS_DRUDGERY) is not None
    assert compared(asked, Control.OTHERS) is not None
    assert compared(asked, Control.NONE) is None


def test_a_control_that_only_calls_itself_matched_is_not() -> None:
    unlike = Arms(
        treated=tuple(arm([2.0] * 10, "t", baseline=14)), control=tuple(arm([0.0] * 10, "c"))
    )

    assert not are_alike(unlike)
    assert compared(unlike, Control.MATCHED, Chosen.FOR_ITS_DRUDGERY) is None
    assert (found := compared(unlike, Control.MATCHED)) is not None
    assert found.grade is Grade.C
    assert (alike := compared(arms([2.0] * 10, [0.0] * 10), Control.MATCHED)) is not None
    assert alike.grade is Grade.B


@pytest.mark.parametrize(("apart", "alike"), [(0.24, True), (0.26, False)])
def test_alike_is_a_quarter_of_the_spread_before(apart: float, alike: bool) -> None:
    """Baselines 9, 10, 11 in both arms have s = 1."""
    one = tuple(Member(f"t{h}", "t", h + apart, 0) for h in (9, 10, 11))
    other = tuple(Member(f"c{h}", "c", h, 0) for h in (9, 10, 11))

    assert are_alike(Arms(treated=one, control=other)) is alike
    assert not are_alike(Arms(treated=one[:1], control=other))


def test_nobody_is_in_both_arms() -> None:
    everybody = tuple(arm([1.0] * 6, "t"))

    with pytest.raises(ValueError, match="named twice"):
        Arms(treated=everybody, control=everybody[:1])


def test_teams_that_wait_are_the_control_of_those_that_started() -> None:
    members = [Member(f"{team}{i}", team, 10, 1) for team in "abcd" for i in range(2)]
    starts = {"a": date(2026, 3, 2), "b": date(2026, 3, 16), "c": date(2026, 4, 6), "d": None}

    asked = staggered(members, starts, date(2026, 3, 2), date(2026, 3, 29))

    assert {member.team for member in asked.treated} == {"a"}
    assert {member.team for member in asked.control} == {"c", "d"}  # b started on the way


def test_when_all_have_started_nobody_is_left_to_compare_with() -> None:
    members = [Member(f"{team}{i}", team, 10, 1) for team in "ab" for i in range(8)]
    starts = dict.fromkeys("ab", date(2026, 3, 2))

    assert compared(staggered(members, starts, date(2026, 4, 6), date(2026, 5, 3))) is None


def test_a_staggered_start_without_a_plan_is_refused() -> None:
    members = [Member("x", "a", 10, 1)]

    with pytest.raises(KeyError):
        staggered(members, {}, date(2026, 3, 2), date(2026, 3, 29))
    with pytest.raises(ValueError, match="before it begins"):
        staggered(members, {"a": None}, date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("source", "control", "grade"),
    [
        (Source.PAIRED, Control.BY_LOT, Grade.A),
        (Source.PAIRED, Control.MATCHED, Grade.B),
        (Source.PAIRED, Control.OTHERS, Grade.C),
        (Source.PAIRED, Control.NONE, Grade.C),
        (Source.CURRENT_ONLY, Control.BY_LOT, Grade.D),
        (Source.USAGE, Control.NONE, Grade.E),
    ],
)
def test_the_grade_says_who_was_compared_with_whom(
    source: Source, control: Control, grade: Grade
) -> None:
    assert evidence_grade(source, control) is grade


def test_before_and_after_alone_is_for_groups_that_were_not_picked_for_a_bad_week() -> None:
    assert may_be_published(Chosen.OTHERWISE, Control.NONE)
    assert not may_be_published(Chosen.FOR_ITS_DRUDGERY, Control.NONE)
    assert not may_be_published(Chosen.FOR_ITS_DRUDGERY, Control.OTHERS)
