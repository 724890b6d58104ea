"""The threads in which an adapter's turns run, and who is let in when there is too much to do."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock
from time import monotonic
from typing import TypeVar

import structlog

from bot.errors import StoreAway

THREADS = 6  # turns wait for the store most of their time
LONGEST_QUEUE = 1.0  # seconds; platforms are answered within 1.8, and a turn takes a while itself
T = TypeVar("T")

log = structlog.get_logger()


class TurnThreads:
    """Runs turns in the order in which they came.

    While the first in the queue has waited for a second already, whoever comes is sent away at
    once: otherwise everybody would wait just too long, and all would be done and yet be repeated.
    """

    def __init__(self, name: str, now: Callable[[], float] = monotonic) -> None:
        self._pool, self._name = ThreadPoolExecutor(THREADS, name), name
        self._waiting = OrderedDict[object, float]()  # since when
        self._now, self._lock = now, Lock()

    def begin(self, turn: Callable[[], T]) -> Future[T]:
        """The turn's result; it can be cancelled as long as it waits. Raises ``StoreAway``."""
        ticket, now = object(), self._now()
        with self._lock:
            waited = now - next(iter(self._waiting.values()), now)
            if waited <= LONGEST_QUEUE:
                self._waiting[ticket] = now
        if waited > LONGEST_QUEUE:
            log.warning("too_busy", platform=self._name, waiting=f"{waited:.1f} s")
            raise StoreAway("busy")

        def run() -> T:
            self._leave(ticket)
            return turn()

        work = self._pool.submit(copy_context().run, run)
        work.add_done_callback(lambda _: self._leave(ticket))
        return work

    def close(self) -> None:
        """Nothing that waits is begun any more, and nothing that runs is waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _leave(self, ticket: object) -> None:
        with self._lock:
            self._waiting.pop(ticket, None)
