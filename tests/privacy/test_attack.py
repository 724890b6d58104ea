"""Whoever keeps every figure of every team and department, and knows one member's answers."""

import pytest

from tests.privacy.attack import A_QUARTER_NEVER, RESTLESS, TEN, Year, attacked
from tests.privacy.publishers import ByTheRule, Naively
from tests.privacy.town import Habits
from tests.promises import Measured

LEAST_SHOWN = 0.85


@pytest.mark.parametrize("habits", [TEN, RESTLESS], ids=["usual", "restless"])
def test_half_a_year_of_figures_tells_nobody_apart_and_few_weeks_go_without(
    habits: Habits,
) -> None:
    year = attacked(ByTheRule(), habits, teams=10, number_of_weeks=26, seed=7)

    assert (year.same_answers, year.other_answers) == (0, 0)
    assert year.shown >= LEAST_SHOWN


def test_the_same_attacker_tells_most_people_apart_under_the_naive_rule() -> None:
    year = attacked(Naively(), TEN, teams=10, number_of_weeks=26, seed=7)

    assert year.same_answers >= 0.9 * year.people


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2])
def test_a_year_of_figures_of_two_hundred_teams_tells_nobody_apart(
    seed: int, measured: Measured
) -> None:
    year = attacked(ByTheRule(seed=seed), TEN, seed=seed)
    measured("R-P4", "told apart, 200 teams x 52 weeks", "0", _told_apart(year))
    measured("R-P4", "team-weeks with a new figure", "85 %", f"{year.shown:.1%}")

    assert (year.same_answers, year.other_answers) == (0, 0)
    assert year.shown >= LEAST_SHOWN


@pytest.mark.soak
@pytest.mark.parametrize("habits", [A_QUARTER_NEVER, RESTLESS], ids=["never", "restless"])
def test_nor_does_it_where_many_never_answer_or_nobody_stays(
    habits: Habits, measured: Measured
) -> None:
    year = attacked(ByTheRule(), habits, seed=3)
    measured("R-P4", f"told apart, {habits}", "0", _told_apart(year))
    measured("R-P4", f"team-weeks with a new figure, {habits}", "-", f"{year.shown:.1%}")

    assert (year.same_answers, year.other_answers) == (0, 0)


def _told_apart(year: Year) -> str:
    return f"{year.same_answers} and {year.other_answers} of {year.people:,}"
