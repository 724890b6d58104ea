"""How much of a week is dull, and how much of it is hated."""

import math
from collections.abc import Mapping, Sequence

from bot.measures.hours_returned import mean
from bot.measures.records import WaveHours


def drudgery_share(weeks: Sequence[WaveHours]) -> float | None:
    """``mean of min(sum_k h_ik, contracted_i) / contracted_i`` over people, from 0 to 1.

    One week per person. People without contracted hours have no share; None when nobody has one.
    """
    shares = [min(w.total, w.contracted) / w.contracted for w in weeks if w.contracted]
    return mean(shares) if shares else None


def hated_hours(week: WaveHours, dislike: Mapping[str, int]) -> float:
    """``sum_k h_k x dislike_k`` of one person's week: hours, weighed from 0 to 1.

    ``dislike`` is the person's own five-point answer for each task; 1 (do not mind) weighs nothing,
    5 (hate it) weighs 1, by ``(answer - 1) / 4``, so that the sum never exceeds the hours. A task
    without an answer weighs nothing. Raises ValueError for an answer outside 1 to 5.
    """
    if not all(1 <= answer <= 5 for answer in dislike.values()):
        raise ValueError("dislike is from 1 to 5")
    return math.fsum(hours * (dislike.get(task, 1) - 1) / 4 for task, hours in week.hours)
