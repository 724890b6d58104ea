"""How sure a mean is (docs/measures.md 5). NumPy and SciPy load at the first figure, not before."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.measures.hours_returned import mean

FEWEST_FOR_BOOTSTRAP = 100
RESAMPLES = 2_000
_DRAWN_AT_ONCE = 250_000  # indices of 8 bytes: 2 MB, whatever the number of people


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
    from scipy.special import stdtrit  # a tenth of the import time of scipy.stats

    n, centre = len(values), _mean_of_several(values)
    deviation = math.sqrt(_central(values, 2) / (n - 1))
    half = float(stdtrit(n - 1, 0.975)) * deviation / math.sqrt(n)
    return Interval(centre - half, centre + half)


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


def resampled_means(values: Sequence[float], seed: int, resamples: int) -> list[float]:
    """Means of as many people drawn with replacement, in chunks; the seed decides every draw."""
    import numpy as np

    people, n = np.asarray(values, dtype=float), len(values)
    chance = np.random.RandomState(seed)  # its stream is frozen over NumPy's versions (NEP 19)
    means, rows = list[float](), max(1, _DRAWN_AT_ONCE // n)
    while (missing := resamples - len(means)) > 0:
        drawn = chance.randint(0, n, size=(min(rows, missing), n))
        means.extend(people[drawn].mean(axis=1).tolist())
    return means


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
