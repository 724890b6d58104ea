"""How coarsely figures are printed (docs/measures.md 10.9): grids, bands and classes of size."""

import math
from dataclasses import dataclass
from enum import StrEnum

HALF_HOUR = 0.5
FIVE_HOURS = 5.0
EDGES = (-8.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0)
FEWEST_FOR_A_MEAN = 10
FEWEST_FOR_PERCENT = 20
WEEKS_BEFORE_ANNUAL = 8


@dataclass(frozen=True, slots=True)
class Band:
    """From ``low`` up to, not including, ``high`` hours a week; None is an open end."""

    low: float | None
    high: float | None


class SizeClass(StrEnum):
    """How many people a figure is over; below 20 nothing says it more exactly."""

    BELOW_TEN = "6-9"
    BELOW_TWENTY = "10-19"
    TWENTY_AND_MORE = "20+"


class Share(StrEnum):
    """A part of a group in bands: both edges belong to the middle one."""

    UNDER_HALF = "under_half"
    HALF_TO_THREE_QUARTERS = "half_to_three_quarters"
    MORE = "more"


class Direction(StrEnum):
    """What the hours returned say in a word: more came back, less did, or nobody can tell."""

    MORE = "more"
    LESS = "less"
    NOT_DISTINGUISHABLE = "not_distinguishable"


class Trend(StrEnum):
    UP = "up"
    SAME = "same"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Coverage:
    """``n / N`` as a band; ``percent`` only from 20 people on."""

    share: Share
    percent: int | None


def band_of(hours: float) -> Band:
    """The band that holds a mean of hours a week; an edge belongs to the band above it."""
    value = _settled(hours)
    low = max((edge for edge in EDGES if edge <= value), default=None)
    high = min((edge for edge in EDGES if edge > value), default=None)
    return Band(low, high)


def rounded(hours: float, step: float) -> float:
    """The nearest multiple of ``step``, halves away from zero, as people round by hand."""
    steps = math.floor(_settled(abs(hours) / step) + 0.5)
    return math.copysign(steps * step, hours) if steps else 0.0


def rounded_outward(low: float, high: float, step: float) -> tuple[float, float]:
    """The smallest interval on the grid of ``step`` that holds the raw one entirely."""
    return math.floor(low / step) * step + 0.0, math.ceil(high / step) * step + 0.0


def direction(low: float, high: float) -> Direction:
    """Not distinguishable from no change when the interval holds zero, its ends included."""
    if low <= 0 <= high:
        return Direction.NOT_DISTINGUISHABLE
    return Direction.MORE if low > 0 else Direction.LESS


def size_class(people: int) -> SizeClass:
    if people < FEWEST_FOR_A_MEAN:
        return SizeClass.BELOW_TEN
    return SizeClass.BELOW_TWENTY if people < FEWEST_FOR_PERCENT else SizeClass.TWENTY_AND_MORE


def at_least(count: int) -> int:
    """The lower end of the band of a count: 0 up to 19, then 20, 50, 100, 200, 500 and so on."""
    if count < FEWEST_FOR_PERCENT:
        return 0
    power: int = 10 ** (len(f"{count}") - 1)
    return power * max(step for step in (1, 2, 5) if step * power <= count)


def share(part: int, whole: int) -> Share:
    """Under half, half to three quarters, or more."""
    if 2 * part < whole:
        return Share.UNDER_HALF
    return Share.HALF_TO_THREE_QUARTERS if 4 * part <= 3 * whole else Share.MORE


def coverage(people: int, eligible: int) -> Coverage:
    exact = people >= FEWEST_FOR_PERCENT
    percent = int(rounded(100 * people / eligible, 1)) if exact else None
    return Coverage(share(people, eligible), percent)


def annual_hours(printed: float, weeks_of_data: int, working_weeks: int = 46) -> float | None:
    """A printed weekly total over the site's working weeks; None before eight weeks of data."""
    return printed * working_weeks if weeks_of_data >= WEEKS_BEFORE_ANNUAL else None


def _settled(value: float) -> float:
    """Without the noise of binary fractions: 0.7 + 0.3 h is on the edge of 1, not below it."""
    return round(value, 9)
