"""What the arithmetic works on: one person's answers to one check-in wave."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

HOURS_IN_A_WEEK = 168

Hours = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveHours:
    """One person's last full working week, in hours (docs/measures.md 1).

    ``hours`` names every task that was asked, zeros included; ``checking`` is the time spent
    checking or fixing AI output and is no part of ``hours``. ``confirmed`` is false while a total
    above the contracted hours waits for the person's word; ``retro`` marks a baseline that a late
    joiner gave from memory; ``wording`` is the version of the questions.

    Raises ValueError, naming the limit, for hours below 0, above 168, NaN or infinite, for a week
    of more than 168 hours, and for a task named twice.
    """

    respondent: str
    wave: str
    hours: Hours
    checking: float = 0.0
    contracted: float = 40.0
    normal: bool = True
    confirmed: bool = True
    wording: str = "1"
    retro: bool = False

    def __post_init__(self) -> None:
        if len(self.tasks) != len(self.hours):
            raise ValueError("a task is named twice")
        for value in (*(value for _, value in self.hours), self.checking, self.contracted):
            _refuse_beyond_a_week(value)
        _refuse_beyond_a_week(self.total)

    @property
    def total(self) -> float:
        return math.fsum(value for _, value in self.hours)

    @property
    def tasks(self) -> frozenset[str]:
        return frozenset(task for task, _ in self.hours)


def _refuse_beyond_a_week(value: float) -> None:
    if not 0 <= value <= HOURS_IN_A_WEEK:  # NaN fails every comparison
        raise ValueError(f"{value} is not between 0 and {HOURS_IN_A_WEEK} hours a week")


def needs_confirming(hours: Iterable[float], checking: float, contracted: float) -> bool:
    """Whether the form has to ask "really?": ``sum_k h > contracted`` or checking above it.

    All in hours a week. Until the person confirms, the answer is kept and held out of every
    figure; it is never changed silently (docs/measures.md 1).
    """
    return math.fsum(hours) > contracted or checking > contracted
