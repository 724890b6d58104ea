"""How often a 95 % interval holds the truth: simulated, and printed as in docs/measures.md.

``python -m bench.coverage_of_intervals``. Every shape has a known mean. The demo's is a difference
of two correlated gammas (a Gaussian copula), fitted by their moments to what the showcase's people
enter: hours before, and hours now with checking. Seeds are fixed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
from scipy.special import gammaincinv, ndtr
from scipy.stats import skew

from bot.dividend.weeks import CHECKING, NO, NORMAL_WEEK, TASK
from bot.measures.hours_returned import person_hours
from bot.measures.intervals import (
    FEWEST_FOR_BOOTSTRAP,
    Interval,
    interval_by_team,
    interval_of_mean,
    welch_interval,
)
from bot.measures.pairing import paired
from bot.measures.records import WaveHours
from bot.measures.velocity import Item, velocity
from bot.measures.winsorising import cap_for
from bot.model.actions import Action
from bot.model.fields import NumberField
from bot.model.forms import Form
from bot.showcase.staff import Habits, filled, habits

SIZES = (8, 15, 30, 100, 300)
TEAMS, COMMON = (2, 3, 5, 10, 20), (0.0, 0.2)
ITEMS, SPREADS = (20, 50, 200), (0.8, 1.5)
BY_STUDENT, BY_BOOTSTRAP, BY_TEAM = 20_000, 4_000, 2_000
PEOPLE, TASKS, WAVES_BEFORE, WAVES_NOW, SETTLED = 4_000, 6, 2, 4, 3

Draw = Callable[[np.random.RandomState, int], list[float]]


@dataclass(frozen=True)
class Shape:
    name: str
    draw: Draw
    mean: float


def demo_weeks() -> tuple[list[WaveHours], list[WaveHours]]:
    """What made-up people enter before a pilot, and once its gain has come in."""
    before, now = list[WaveHours](), list[WaveHours]()
    chance = Random(2026)  # noqa: S311 - made-up people
    for number in range(PEOPLE):
        person, name = habits(chance), f"p{number:04}"
        before += [_week(name, f"b{w}", person, 0, chance) for w in range(WAVES_BEFORE)]
        now += [_week(name, f"c{w}", person, SETTLED, chance) for w in range(WAVES_NOW)]
    return before, now


def _week(name: str, wave: str, person: Habits, weeks: int, chance: Random) -> WaveHours:
    fields = tuple(NumberField(f"{TASK}{task}", "") for task in range(TASKS))
    entered = filled(Form("", fields, Action("x"), Action("x"), "", ""), person, weeks, chance)
    return WaveHours(
        respondent=name,
        wave=wave,
        hours=tuple((field.id, float(entered[field.id])) for field in fields),
        checking=float(entered[CHECKING]),
        normal=entered[NORMAL_WEEK] != NO,
    )


def fitted() -> Shape:
    """Gammas by the method of moments; ``shape = m^2 / s^2``, ``scale = s^2 / m``."""
    people = paired(*demo_weeks())
    hours = [person_hours(pair, cap_for(people)) for pair in people]
    before = np.array([person.baseline for person in hours])
    now = np.array([person.current + person.checking for person in hours])
    (k, a), (m, b) = ((x.mean() ** 2 / x.var(), x.var() / x.mean()) for x in (before, now))
    together = float(np.corrcoef(before, now)[0, 1])
    print(
        f"Demo: before gamma({k:.1f}, {a:.3f}), now gamma({m:.1f}, {b:.3f}), correlation "
        f"{together:.2f}; net {np.mean(before - now):.2f} h, skewness {skew(before - now):.2f}\n"
    )

    def draw(chance: np.random.RandomState, n: int) -> list[float]:
        one = chance.standard_normal(n)
        two = together * one + np.sqrt(1 - together**2) * chance.standard_normal(n)
        return (a * gammaincinv(k, ndtr(one)) - b * gammaincinv(m, ndtr(two))).tolist()

    return Shape("demo: paired gammas", draw, k * a - m * b)


def shapes() -> Iterator[Shape]:
    yield fitted()
    yield Shape("gammas of shape 2 and 1, paired", _lopsided, 2.0)
    yield Shape("exponential", lambda chance, n: chance.exponential(1, n).tolist(), 1.0)
    yield Shape(
        "lognormal, s = 1", lambda chance, n: chance.lognormal(0, 1, n).tolist(), np.exp(0.5)
    )


def _lopsided(chance: np.random.RandomState, n: int) -> list[float]:
    """Much drudgery of few, of which each keeps a half on average: ``B ~ gamma(2, 2)``."""
    before = chance.gamma(2, 2, n)
    return (before - before * chance.exponential(0.5, n)).tolist()


def coverage(intervals: Iterable[Interval], truth: float) -> str:
    """In percent: held the truth (lay below it / above it)."""
    ends = np.array([(interval.low, interval.high) for interval in intervals])
    below, above = 100 * np.mean(ends[:, 1] < truth), 100 * np.mean(ends[:, 0] > truth)
    return f"{100 - below - above:.1f} ({below:.1f} / {above:.1f})"


def of_means() -> None:
    known = list(shapes())
    _row("net hours", *(f"n = {n}" for n in SIZES))
    _row(*["---"] * (1 + len(SIZES)))
    for shape in known:
        _row(shape.name, *(coverage(_of_mean(shape, n), shape.mean) for n in SIZES))


def _of_mean(shape: Shape, n: int) -> Iterator[Interval]:
    chance = np.random.RandomState(n)
    for seed in range(BY_STUDENT if n < FEWEST_FOR_BOOTSTRAP else BY_BOOTSTRAP):
        yield interval_of_mean(shape.draw(chance, n), seed)


def of_differences() -> None:
    """Two arms of teams of 6 to 14; a share of the variance is common to a team's people."""
    _row("teams", *(f"{name}, {share:.0%} common" for share in COMMON for name in ARMS))
    _row(*["---"] * (1 + len(COMMON) * len(ARMS)))
    for teams in TEAMS:
        found = (_of_difference(by, teams, share) for share in COMMON for by in ARMS.values())
        _row(f"{teams} + {teams}", *(coverage(intervals, 0) for intervals in found))


def _by_people(treated: list[list[float]], control: list[list[float]], seed: int) -> Interval:
    return welch_interval(*([v for team in arm for v in team] for arm in (treated, control)))


ARMS = {"Welch": _by_people, "by team": interval_by_team}


def _of_difference(by: Callable[..., Interval], teams: int, share: float) -> Iterator[Interval]:
    chance = np.random.RandomState(teams)
    for seed in range(BY_TEAM):
        yield by(_arm(chance, teams, share), _arm(chance, teams, share), seed)


def _arm(chance: np.random.RandomState, teams: int, share: float) -> list[list[float]]:
    arm = []
    for size in chance.randint(6, 15, teams):
        common = chance.standard_normal() * np.sqrt(share)
        own = (chance.gamma(2, 1, size) - 2) * np.sqrt((1 - share) / 2)
        arm.append((common + own).tolist())
    return arm


def of_velocity() -> None:
    _row("items", *(f"lognormal, s = {spread}" for spread in SPREADS))
    _row(*["---"] * (1 + len(SPREADS)))
    for n in ITEMS:
        _row(f"{n} + {n}", *(coverage(_of_velocity(n, spread), 1.25) for spread in SPREADS))


def _of_velocity(n: int, spread: float) -> Iterator[Interval]:
    chance = np.random.RandomState(n)
    start, week = datetime(2026, 1, 5, tzinfo=UTC), timedelta(weeks=1)
    for seed in range(BY_TEAM):
        before, now = (
            [
                Item(f"{i:03}", start, start + timedelta(hours=hours))
                for i, hours in enumerate((median * chance.lognormal(0, spread, n)).tolist())
            ]
            for median in (10, 8)
        )
        if (found := velocity(before, now, (week, week), seed)) is not None:
            yield found.interval


def _row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    for measure in (of_means, of_differences, of_velocity):
        measure()
        print()
