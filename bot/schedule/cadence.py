"""When is something due: cron text, read as wall time and placed in a zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from heapq import heappop, heappush
from itertools import takewhile

from croniter import croniter

from bot.config.values import checked_cadence

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Cadence:
    text: str

    @classmethod
    def parse(cls, text: str) -> "Cadence":
        """Raises ``ValueError`` for what is not cron text with five columns, or never falls due."""
        return cls(checked_cadence(text))


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """One due time: the instant (aware UTC), and the wall time it was meant for.

    The two differ where the clock jumps: a wall time that is missing is read with the offset before
    the gap, of one that comes twice the first is meant (RFC 5545).
    """

    at: datetime
    local_date: date
    wall_time: time

    @property
    def key(self) -> str:
        """Names the occurrence: the same in every process, and unique within its cadence."""
        return f"{self.local_date}T{self.wall_time:%H:%M}"


def due_between(cadence: Cadence, zone: tzinfo, start: datetime, end: datetime) -> Iterator[Due]:
    """In order of time: everything due after ``start``, up to and including ``end``."""
    return takewhile(lambda due: due.at <= end, _due_after(cadence, zone, start))


def next_after(cadence: Cadence, zone: tzinfo, instant: datetime) -> Due:
    """The first due time later than ``instant``.

    Where the clock jumps, two wall times of one cadence can share an instant: to miss none, take
    ``due_between``.
    """
    return next(_due_after(cadence, zone, instant))


def latest_due(cadence: Cadence, zone: tzinfo, now: datetime, grace: timedelta) -> Due | None:
    """What fell due last, unless that is ``grace`` ago or longer."""
    return max(due_between(cadence, zone, now - grace, now), default=None)


def _due_after(cadence: Cadence, zone: tzinfo, start: datetime) -> Iterator[Due]:
    """Endless. A missing wall time lands after later ones, so they are put in order by a heap."""
    waiting = list[Due]()
    earliest = start.astimezone(zone).replace(tzinfo=None) - _shift(zone, start)
    for wall in _wall_times(cadence, earliest):
        due = _placed(wall, zone)
        while waiting and waiting[0].at <= due.at - _shift(zone, due.at):
            yield heappop(waiting)
        if due.at > start:
            heappush(waiting, due)


def _wall_times(cadence: Cadence, earliest: datetime) -> Iterator[datetime]:
    """Without a zone, from ``earliest`` on. The library runs on UTC, where no time is missing."""
    begin = earliest.replace(second=0, microsecond=0, tzinfo=UTC) - _MINUTE
    times = croniter(cadence.text, begin)
    while True:
        wall: datetime = times.get_next(datetime)
        yield wall.replace(tzinfo=None)


def _placed(wall: datetime, zone: tzinfo) -> Due:
    at = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return Due(at, wall.date(), wall.time())


def _shift(zone: tzinfo, instant: datetime) -> timedelta:
    """How far the clock jumps within a day of ``instant``; almost always not at all."""
    before = (instant - _DAY).astimezone(zone).utcoffset() or timedelta()
    after = (instant + _DAY).astimezone(zone).utcoffset() or timedelta()
    return abs(after - before)
