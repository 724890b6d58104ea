"""A year of figures about a town, and who could be told apart from them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.privacy.attacker import Row, told_apart
from tests.privacy.publishers import ByTheRule, Naively
from tests.privacy.town import Habits, Town, weeks

Publisher = ByTheRule | Naively


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """``shown``: of all weeks of all teams, the share with a new figure; ``departments`` alike."""

    shown: float
    departments: float
    people: int
    same_answers: int
    other_answers: int


def attacked(
    publisher: Publisher, habits: Habits, *, teams: int = 200, number_of_weeks: int = 52, seed: int
) -> Year:
    """Let the publisher publish, then give the attacker everything.

    Managers of all teams and departments compare what they see. Once people are taken as always
    saying the same, over the whole town; once each answer is an unknown, by departments.
    """
    town = Town(teams, habits, Random(seed))
    for now in weeks(number_of_weeks):
        town.live_a_week(now)
        publisher.publish(town, now)
    parents = [figure for figure in publisher.figures if figure.group in town.tree]
    rows: list[Row] = [figure.panel for figure in publisher.figures]
    weeks_of_teams = teams * number_of_weeks
    return Year(
        shown=(len(rows) - len(parents)) / weeks_of_teams,
        departments=len(parents) / (len(town.tree) * number_of_weeks),
        people=len(frozenset[str]().union(*rows)),
        same_answers=len(told_apart(rows, answers_change=False)),
        other_answers=len(told_apart(rows, answers_change=True)),
    )


TEN = Habits()
A_QUARTER_NEVER = Habits(never=0.25, answers=0.95)
RESTLESS = Habits(leaves=0.5, moves=0.3, erases=0.1)
YEARS: Sequence[tuple[str, Callable[[], Publisher], Habits, int]] = (
    ("the rule", ByTheRule, TEN, 52),
    ("the rule, a quarter of people never answers", ByTheRule, A_QUARTER_NEVER, 52),
    ("the rule, half leave and a third move in a year", ByTheRule, RESTLESS, 52),
    ("naive: five answers this week", Naively, TEN, 26),
)


def table(teams: int = 200, seed: int = 1) -> list[str]:
    lines = [f"{'':50}{'weeks':>6}{'teams':>8}{'depts':>8}{'people':>8}{'same':>7}{'other':>7}"]
    for name, publisher, habits, number in YEARS:
        year = attacked(publisher(), habits, teams=teams, number_of_weeks=number, seed=seed)
        lines.append(
            f"{name:50}{number:>6}{year.shown:>8.1%}{year.departments:>8.1%}{year.people:>8,}"
            f"{year.same_answers:>7,}{year.other_answers:>7,}"
        )
    return lines
