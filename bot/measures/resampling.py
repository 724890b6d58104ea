"""Drawing people, items or teams again, with a stored seed: the same seed gives the same draws."""

from collections.abc import Callable, Sequence
from typing import Any

RESAMPLES = 2_000
_DRAWN_AT_ONCE = 250_000  # indices of 8 bytes: 2 MB, whatever the number of people


def resampled_means(values: Sequence[float], seed: int, resamples: int = RESAMPLES) -> list[float]:
    """Means of as many values drawn with replacement; the seed decides every draw."""
    return _resampled([values], seed, resamples, lambda drawn: drawn[0].mean(axis=1))


def resampled_quantiles(
    values: Sequence[float], share: float, seed: int, resamples: int = RESAMPLES
) -> list[float]:
    """Quantiles (type 7) of as many values drawn with replacement; 0.5 is the median."""
    import numpy as np

    return _resampled([values], seed, resamples, lambda drawn: np.quantile(drawn[0], share, axis=1))


def resampled_by_team(
    teams: Sequence[Sequence[float]], seed: int, resamples: int = RESAMPLES
) -> list[float]:
    """Means over the people of as many teams drawn with replacement, each with all its people."""
    sums, sizes = [sum(team) for team in teams], [len(team) for team in teams]
    return _resampled(
        [sums, sizes], seed, resamples, lambda drawn: drawn[0].sum(axis=1) / drawn[1].sum(axis=1)
    )


def _resampled(
    columns: Sequence[Sequence[float]],
    seed: int,
    resamples: int,
    statistic: Callable[[list[Any]], Any],
) -> list[float]:
    """The statistic of rows drawn together, in chunks: memory does not grow with their number."""
    import numpy as np

    arrays, n = [np.asarray(column, dtype=float) for column in columns], len(columns[0])
    chance = np.random.RandomState(seed)  # its stream is frozen over NumPy's versions (NEP 19)
    found, rows = list[float](), max(1, _DRAWN_AT_ONCE // n)
    while (missing := resamples - len(found)) > 0:
        drawn = chance.randint(0, n, size=(min(rows, missing), n))
        found.extend(statistic([array[drawn] for array in arrays]).tolist())
    return found
