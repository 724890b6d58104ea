"""How fast work goes through a process, beside how fast it went by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles

from bot.measures.hours_returned import mean
from bot.measures.intervals import Interval
from bot.measures.resampling import resampled_quantiles

FEWEST_ITEMS = 20
_HOUR, _WEEK = timedelta(hours=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of work from its fixed start to its fixed end; ``reworked``: it came back.

    Raises ValueError when it ends before, or as, it starts.
    """

    id: str
    started: datetime
    ended: datetime
    reworked: bool = False

    def __post_init__(self) -> None:
        if self.ended <= self.started:
            raise ValueError("an item ends after it starts")

    @property
    def cycle(self) -> float:
        """Hours by the clock, nights and weekends included."""
        return (self.ended - self.started) / _HOUR


@dataclass(frozen=True, slots=True)
class Flow:
    """One period: ``median`` and ``slow`` (85th percentile) are cycle times in hours.

    ``in_process`` is how many items are under way at a time; ``rework`` the share that came back.
    """

    median: float
    slow: float
    items_a_week: float
    in_process: float
    rework: float


@dataclass(frozen=True, slots=True)
class Velocity:
    """``ratio`` 1.25: a quarter faster than by hand. ``amber``: rework rose, so faster is no gain
    for sure. Never added to hours: both tell of one gain, from two sides."""

    ratio: float
    interval: Interval
    slow_ratio: float
    baseline: Flow
    current: Flow
    amber: bool


def flow(items: Sequence[Item], length: timedelta) -> Flow | None:
    """One period of that length, by the items that ended in it; None below 20 items.

    Percentiles are of type 7 (Hyndman and Fan 1996). Little's law (1961), ``L = lambda W``: items
    in process are items a week times the mean cycle time in weeks.

    Raises ValueError for an item counted twice and a period without length.
    """
    if len({item.id for item in items}) != len(items):
        raise ValueError("an item is counted twice")
    if length <= timedelta():
        raise ValueError("a period has a length")
    if len(items) < FEWEST_ITEMS:
        return None
    cycles, a_week = [item.cycle for item in items], len(items) / (length / _WEEK)
    return Flow(
        median=median(cycles),
        slow=quantiles(cycles, n=20, method="inclusive")[16],
        items_a_week=a_week,
        in_process=a_week * mean(cycles) * (_HOUR / _WEEK),
        rework=sum(item.reworked for item in items) / len(items),
    )


def velocity(
    baseline: Sequence[Item],
    current: Sequence[Item],
    lengths: tuple[timedelta, timedelta],
    seed: int,
) -> Velocity | None:
    """``median cycle time by hand / median cycle time now``, no unit; above 1 is faster.

    The 95 % interval is the percentile bootstrap of the ratio (Efron 1979), the periods drawn
    apart, 2,000 times; it turns over with the ratio. ``lengths`` of the two periods. None when
    either has fewer than 20 items. Raises ValueError as ``flow`` does.
    """
    before, now = flow(baseline, lengths[0]), flow(current, lengths[1])
    if before is None or now is None:
        return None
    return Velocity(
        ratio=before.median / now.median,
        interval=_interval(baseline, current, seed),
        slow_ratio=before.slow / now.slow,
        baseline=before,
        current=now,
        amber=now.rework > before.rework,
    )


def _interval(baseline: Sequence[Item], current: Sequence[Item], seed: int) -> Interval:
    by_hand, now = (
        resampled_quantiles(
            [item.cycle for item in sorted(period, key=lambda item: item.id)], 0.5, s
        )
        for period, s in ((baseline, seed), (current, seed + 1))
    )
    ratios = sorted(one / other for one, other in zip(by_hand, now, strict=True))
    cuts = quantiles(ratios, n=40, method="inclusive")
    return Interval(cuts[0], cuts[-1])
