from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.credit import Gain, credited, each_once
from bot.measures.hours_returned import PersonHours, person_hours
from bot.measures.winsorising import CONTRACTED, UNCAPPED
from tests.measures.roster import pair, twelve
from tests.measures.steady import briefly, steady

BOTH = {"copilot": Fraction(2, 3), "letters": Fraction(1, 3)}
TASK_HOURS = st.floats(0, 50, allow_subnormal=False)


def gain(who: str, hours: float, *pilots: str, task: str = "reporting") -> Gain:
    return Gain(who, task, "w9", hours, frozenset(pilots))


def test_overlapping_pilots_share_a_gain_as_declared() -> None:
    """Ann's 3 h are both pilots', 2 to 1; Bea's 4 h are Copilot's alone."""
    gains = [gain("ann", 3, "copilot", "letters"), gain("bea", 4, "copilot")]

    assert credited(gains, [BOTH]) == {"copilot": 6, "letters": 1}


@briefly
@given(
    st.lists(st.floats(-20, 20, allow_subnormal=False), min_size=1, max_size=12),
    st.fractions(0, 1, max_denominator=97),
    st.randoms(use_true_random=False),
)
def test_whatever_the_shares_credits_add_up_to_the_gains(
    hours: list[float], share: Fraction, random: Random
) -> None:
    gains = [gain(f"p{i}", h, *["copilot", "letters"][: 1 + i % 2]) for i, h in enumerate(hours)]
    declared = [{"copilot": share, "letters": 1 - share}]

    found = credited(gains, declared)

    assert sum(found.values()) == sum(Fraction(str(h)) for h in hours)
    assert credited(random.sample(gains, len(gains)), declared) == found


@pytest.mark.parametrize(
    "declared",
    [
        [{"copilot": Fraction(1, 2), "letters": Fraction(1, 3)}],
        [{"copilot": Fraction(3, 2), "letters": Fraction(-1, 2)}],
        [BOTH, BOTH],
        [],
    ],
)
def test_shares_that_make_more_or_less_of_a_gain_are_refused(
    declared: list[dict[str, Fraction]],
) -> None:
    with pytest.raises(ValueError, match=r"shares"):
        credited([gain("ann", 3, "copilot", "letters")], declared)


def test_one_person_task_and_week_is_counted_once() -> None:
    with pytest.raises(ValueError, match="counted once"):
        credited([gain("ann", 3, "copilot"), gain("ann", 3, "letters")], [])
    assert credited([gain("ann", 3, "copilot"), gain("ann", 1, "copilot", task="mail")], [])
    with pytest.raises(ValueError, match="belongs to a pilot"):
        gain("ann", 3)


def people() -> list[PersonHours]:
    return [person_hours(one, CONTRACTED) for one in twelve()]


def test_somebody_in_two_teams_counts_once_above_them() -> None:
    """The twelve return 33 h; four of them are in both teams."""
    teams = {"finance": people()[:8], "reporting": people()[4:]}

    both = each_once(teams)

    assert sum(person.net for person in both) == 33
    assert both == each_once(dict(reversed(teams.items()))) == tuple(people())


def test_somebody_who_was_measured_in_two_ways_makes_no_figure() -> None:
    other = person_hours(pair("ann", (1, 1, 1), (1, 1, 1)), CONTRACTED)

    with pytest.raises(ValueError, match="different hours"):
        each_once({"finance": people(), "reporting": [other]})


@steady
@given(st.tuples(*[TASK_HOURS] * 3), st.tuples(*[TASK_HOURS] * 3))
def test_no_more_comes_back_than_was_spent(
    before: tuple[float, ...], now: tuple[float, ...]
) -> None:
    """``sum_k d_ik <= B_i``: nobody can save hours that were never there."""
    for cap in (CONTRACTED, UNCAPPED):
        person = person_hours(pair("ann", before, now), cap)

        assert person.gross <= person.baseline
        tasks = frozenset(task for task, _ in person.before)
        assert person.change(tasks) == pytest.approx(person.gross, abs=1e-9)
