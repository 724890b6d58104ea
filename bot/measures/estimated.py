"""Estimated hours: what the whole group would return if the silent were like the others."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.measures.intervals import Interval, variance_of_mean

FEWEST_IN_A_STRATUM = 5
LEAST_COVERAGE = 0.5


@dataclass(frozen=True, slots=True)
class Stratum:
    """A team or role band: the net hours ``r_i`` of those who answered, and ``N_s`` eligible."""

    id: str
    nets: tuple[float, ...]
    eligible: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """``contributions`` are ``r_i N_s / n_s``, which add up to ``hours``; all in hours a week."""

    hours: float
    interval: Interval
    contributions: tuple[float, ...]


def estimated_hours(strata: Sequence[Stratum]) -> Estimate | None:
    """``H_e = sum_s N_s r_s +- 1.96 sqrt(sum_s N_s^2 s_s^2 / n_s)`` (docs/measures.md 3 and 5).

    The stratified expansion estimator (Cochran 1977, chapter 5) without the finite-population
    factor. None below 50 % coverage, and when merging leaves a stratum of fewer than five answers.
    """
    eligible, answered = (sum(s.eligible for s in strata), sum(len(s.nets) for s in strata))
    parts = merged(strata)
    if not parts or len(parts[0].nets) < FEWEST_IN_A_STRATUM:
        return None
    if answered < LEAST_COVERAGE * eligible:
        return None
    contributions = tuple(net * s.eligible / len(s.nets) for s in parts for net in s.nets)
    hours = math.fsum(contributions)
    half = 1.96 * math.sqrt(math.fsum(s.eligible**2 * variance_of_mean(s.nets) for s in parts))
    return Estimate(hours, Interval(hours - half, hours + half), contributions)


def merged(strata: Iterable[Stratum]) -> tuple[Stratum, ...]:
    """Strata by number of answers, fewest first; the two smallest merge while one is under five."""
    parts = sorted(strata, key=_size)
    while len(parts) > 1 and len(parts[0].nets) < FEWEST_IN_A_STRATUM:
        one, other, *rest = parts
        both = Stratum(f"{one.id}+{other.id}", one.nets + other.nets, one.eligible + other.eligible)
        parts = sorted((both, *rest), key=_size)
    return tuple(parts)


def _size(stratum: Stratum) -> tuple[int, str]:
    return len(stratum.nets), stratum.id
