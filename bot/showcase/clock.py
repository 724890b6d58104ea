"""A clock that stands still until it is moved, and lets everything happen on the way."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol


class MovedClock:
    """The time of a made-up world, aware UTC; it goes back only to start over."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def start_over(self, instant: datetime) -> None:
        """Everything that knew the time before is gone."""
        self._now = instant

    def move_to(self, instant: datetime) -> None:
        self._now = max(self._now, instant)


class Clockwork(Protocol):
    """What moves with the clock; ``bot.clockwork`` is it."""

    def beat(self) -> None: ...

    def next_instant(self) -> datetime | None: ...


def advance(clock: MovedClock, clockwork: Clockwork, step: timedelta) -> Iterator[datetime]:
    """Move forward by ``step``, stopping at every instant at which something is due.

    Yields the time at each stop, after all that was due by then has happened.
    """
    target = clock() + step
    clockwork.beat()
    while (due := clockwork.next_instant()) is not None and due <= target:
        clock.move_to(max(due, clock() + timedelta(microseconds=1)))
        clockwork.beat()
        yield clock()
    clock.move_to(target)
    clockwork.beat()
    yield clock()
