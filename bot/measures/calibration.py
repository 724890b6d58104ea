"""How well the scorecard guesses: predicted hours beside measured ones."""

from collections.abc import Sequence
from statistics import median


def calibration(predicted: float, measured: float) -> float | None:
    """``predicted / measured``, no unit: 2 means twice as much was promised as came.

    None when nothing or less came back: no factor makes a promise of that. Raises ValueError for a
    prediction that is not above zero.
    """
    if not predicted > 0:
        raise ValueError("a prediction is above zero")
    return predicted / measured if measured > 0 else None


def typical_calibration(pilots: Sequence[tuple[float, float]]) -> float | None:
    """The median over pilots of (predicted, measured); one that returned nothing counts as worst.

    None without pilots, and when half of them or more returned nothing.
    """
    found = [calibration(*pilot) for pilot in pilots]
    if not found:
        return None
    typical = median(float("inf") if one is None else one for one in found)
    return typical if typical != float("inf") else None
