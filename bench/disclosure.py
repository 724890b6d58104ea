"""The differencing rule over a year of figures of an organisation of 5,000 people."""

import gc
from collections.abc import Iterator
from random import Random
from statistics import median
from time import process_time

from bot.measures.differencing import PublishedSets

NAME = "disclosure"
TARGET = "5,000 people, 500 groups, 52 weeks: 50 ms a figure, 60 s for all"
WEEKS, TEAMS, SEATS, DEPARTMENT = 52, 445, 11, 9
CHANGES = 0.08  # of a team's panel, in a week: four batches of three a year


async def run() -> None:
    gc.freeze()  # what other benchmarks loaded is not to be searched here
    published, spent, refused = PublishedSets(), list[float](), 0
    for people in _sets(Random(1)):  # noqa: S311 - the same sets each time
        started = process_time()
        refused += not published.add(people)
        spent.append(process_time() - started)
    spent.sort()
    print(f"{len(spent):,} figures, {refused:,} refused, {sum(spent):.1f} s for all")
    print(f"a figure, ms of the processor: median {median(spent) * 1000:.2f}, "
          f"99 of 100 under {spent[len(spent) * 99 // 100] * 1000:.1f}, "
          f"longest {spent[-1] * 1000:.1f}")  # fmt: skip


def _sets(chance: Random) -> Iterator[frozenset[str]]:
    """Week by week all teams, then departments, then everybody; one team in twelve is hidden.

    Nobody checks here whether people may come and go: some sets must be refused.
    """
    born = iter(range(10**9))
    teams = [{f"p{next(born)}" for _ in range(SEATS)} for _ in range(TEAMS)]
    for _week in range(WEEKS):
        for team in teams:
            if chance.random() < CHANGES:
                team -= set(chance.sample(sorted(team), 3))
                team |= {f"p{next(born)}" for _ in range(3)}
        hidden = set(chance.sample(range(TEAMS), TEAMS // 12))
        yield from (frozenset(team) for i, team in enumerate(teams) if i not in hidden)
        starts = range(0, TEAMS, DEPARTMENT)
        yield from (frozenset[str]().union(*teams[s : s + DEPARTMENT]) for s in starts)
        yield frozenset[str]().union(*teams)
