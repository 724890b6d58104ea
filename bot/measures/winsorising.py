"""One cap on high values, the same for both periods, so that one slip cannot make the headline."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import quantiles

from bot.measures.pairing import Paired
from bot.measures.records import WaveHours

FEWEST_FOR_A_PERCENTILE = 20


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that one wave's total may count, in hours; None: each person's contracted hours."""

    hours: float | None

    def limit(self, wave: WaveHours) -> float:
        return wave.contracted if self.hours is None else self.hours


CONTRACTED = Cap(None)
UNCAPPED = Cap(math.inf)


def cap_for(people: Sequence[Paired]) -> Cap:
    """``c = P95`` of all wave totals, pooled over both periods and all groups of the pilot.

    Linear interpolation between order statistics (Hyndman and Fan 1996, type 7; NumPy's default).
    Below 20 people a percentile is one person's answer: the contracted hours are the cap instead.
    ``people`` are those of the whole pilot, never of one group (docs/measures.md 2).
    """
    if len(people) < FEWEST_FOR_A_PERCENTILE:
        return CONTRACTED
    totals = [wave.total for wave in _waves(people)]
    return Cap(quantiles(totals, n=20, method="inclusive")[-1])


def capped(wave: WaveHours, cap: Cap) -> WaveHours:
    """The wave with ``total <= cap``; its tasks shrink in proportion, so that they still add up."""
    limit, total = cap.limit(wave), wave.total
    if total <= limit:
        return wave
    return replace(wave, hours=tuple((task, value * (limit / total)) for task, value in wave.hours))


def touched(people: Iterable[Paired], cap: Cap) -> int:
    """How many wave totals the cap lowers; the gate prints it as a band."""
    return sum(wave.total > cap.limit(wave) for wave in _waves(people))


def _waves(people: Iterable[Paired]) -> list[WaveHours]:
    return [wave for pair in people for wave in (*pair.baseline, *pair.current)]
