"""How sure a mean is (docs/measures.md 5). NumPy and SciPy load at the first figure, not before."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.measures.hours_returned import mean
from bot.measures.resampling import RESAMPLES, resampled_by_team, resampled_means

FEWEST_FOR_BOOTSTRAP = 100


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2


def interval_of_mean(values: Sequence[float], seed: int) -> Interval:
    """The 95 % interval of the mean of one value per person, in the values' unit.

    Student's t below 100 people, BCa bootstrap over people from 100 on. ``seed`` is stored with
    the figure; equal values in equal order and an equal seed give an equal interval.

    Raises ValueError for fewer than two values.
    """
    if len(values) < FEWEST_FOR_BOOTSTRAP:
        return t_interval(values)
    return bca_interval(values, seed)


def t_interval(values: Sequence[float]) -> Interval:
    """``r +- t(n-1, 0.975) s / sqrt(n)``, ``s`` with n - 1 (Student 1908).

    Raises ValueError for fewer than two values.
    """
    n, centre = len(values), _mean_of_several(values)
    deviation = math.sqrt(_central(values, 2) / (n - 1))
    half = students_quantile(n - 1, 0.975) * deviation / math.sqrt(n)
    return Interval(centre - half, centre + half)


def students_quantile(degrees: float, share: float) -> float:
    """The quantile of Student's t; the degrees of freedom need not be whole."""
    from scipy.special import stdtrit  # a tenth of the import time of scipy.stats

    return float(stdtrit(degrees, share))


def bca_interval(values: Sequence[float], seed: int, resamples: int = RESAMPLES) -> Interval:
    """Bias-corrected and accelerated bootstrap of the mean, over people (Efron 1987).

    The acceleration is the jackknife's in closed form: leaving person i out of a mean moves it by
    ``(x_i - r) / (n - 1)``, so ``a = sum (x_i - r)^3 / (6 (sum (x_i - r)^2)^1.5)``. Resampling is
    chunked: memory does not grow with the number of people.

    Raises ValueError for fewer than two values.
    """
    import numpy as np
    from scipy.special import ndtr, ndtri

    centre, spread = _mean_of_several(values), _central(values, 2)
    if _are_alike(values):
        return Interval(centre, centre)
    means = np.asarray(resampled_means(values, seed, resamples))
    below = float(np.mean(means < centre) + np.mean(means <= centre)) / 2
    bias, acceleration = ndtri(below), _central(values, 3) / (6 * math.pow(spread, 1.5))
    shifted = bias + ndtri(np.array([0.025, 0.975]))
    low, high = np.quantile(means, ndtr(bias + shifted / (1 - acceleration * shifted)))
    return Interval(float(low), float(high))


def welch_interval(treated: Sequence[float], control: Sequence[float]) -> Interval:
    """``r_T - r_C +- t(v, 0.975) sqrt(a + b)`` with ``a = s_T^2 / n_T``, ``b = s_C^2 / n_C``.

    Neither equal variances nor equal sizes are taken for granted. Degrees of freedom (Welch 1947):
    ``v = (a + b)^2 / (a^2 / (n_T - 1) + b^2 / (n_C - 1))``. One value per person, in their unit.

    Raises ValueError for fewer than two values in either group.
    """
    difference = _mean_of_several(treated) - _mean_of_several(control)
    return _about(
        difference,
        (variance_of_mean(treated), len(treated)),
        (variance_of_mean(control), len(control)),
    )


def interval_by_team(
    treated: Sequence[Sequence[float]], control: Sequence[Sequence[float]], seed: int
) -> Interval:
    """Welch's interval with the spread of each mean from a bootstrap over whole teams.

    People of a team share its weeks: counted one by one they would make the interval too narrow.
    Each arm's mean is over its people; its variance is that of 2,000 draws of teams, times
    ``G / (G - 1)``, and ``G`` teams stand for ``n`` in Welch's degrees of freedom (Cameron, Gelbach
    and Miller 2008 on why few clusters need both). One sequence of values per team.

    Raises ValueError for fewer than two teams in either arm, or a team without people.
    """
    if min(len(treated), len(control)) < 2 or not all((*treated, *control)):
        raise ValueError("an interval by team needs two teams with people in either arm")
    centres = [mean([value for team in arm for value in team]) for arm in (treated, control)]
    draws = (resampled_by_team(treated, seed), resampled_by_team(control, seed + 1))
    one, other = (
        (_spread(d, len(arm)), len(arm)) for d, arm in zip(draws, (treated, control), strict=True)
    )
    return _about(centres[0] - centres[1], one, other)


def _about(difference: float, one: tuple[float, int], other: tuple[float, int]) -> Interval:
    """``one`` and ``other`` are the variance of a mean and how many independent parts it has."""
    (a, n), (b, m) = one, other
    if a + b == 0:
        return Interval(difference, difference)
    share = a / (a + b)  # of the two, so that the squares of tiny ones do not vanish
    degrees = 1 / (share**2 / (n - 1) + (1 - share) ** 2 / (m - 1))
    half = students_quantile(degrees, 0.975) * math.sqrt(a + b)
    return Interval(difference - half, difference + half)


def variance_of_mean(values: Sequence[float]) -> float:
    """``s^2 / n``, in the square of the values' unit. Raises ValueError for fewer than two."""
    return _central(values, 2) / (len(values) - 1) / len(values)


def _spread(draws: Sequence[float], teams: int) -> float:
    return _central(draws, 2) / len(draws) * teams / (teams - 1)


def skewness(values: Sequence[float]) -> float:
    """``g1 = m3 / m2^1.5``, moments about the mean divided by n; 0 when all values are equal."""
    if _are_alike(values):
        return 0.0
    n = len(values)
    return (_central(values, 3) / n) / math.pow(_central(values, 2) / n, 1.5)


def _mean_of_several(values: Sequence[float]) -> float:
    if len(values) < 2:
        raise ValueError("an interval needs at least two people")
    return mean(values)


def _central(values: Sequence[float], power: int) -> float:
    centre = mean(values)
    return math.fsum((value - centre) ** power for value in values)


def _are_alike(values: Sequence[float]) -> bool:
    """Apart by no more than the noise of binary fractions, which has no shape to speak of."""
    return max(values) - min(values) < 1e-9
