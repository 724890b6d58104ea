"""The threads in which an adapter's turns run, and who is let in when there is too much to do."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from math import inf
from threading import Lock
from time import monotonic
from typing import TypeVar

import structlog

from bot.errors import StoreAway

THREADS = 6  # turns wait for the store most of their time
LONGEST_QUEUE = 1.0  # seconds; platforms are answered within 1.8, and a turn takes a while itself
_TOLD_EVERY = 1.0  # seconds; a line for each that is sent away would cost more than sending it away
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
        self._sent_away, self._told_at = 0, -inf

    def refuses(self) -> bool:
        """Whether whoever comes now is sent away.

        To be asked before anything costly is done for them: a loop that is busy with refusing takes
        the interpreter from the threads that work.
        """
        now = self._now()
        with self._lock:
            waited = now - next(iter(self._waiting.values()), now)
            if waited <= LONGEST_QUEUE:
                return False
            self._sent_away += 1
            if now - self._told_at < _TOLD_EVERY:
                return True
            sent_away, self._sent_away, self._told_at = self._sent_away, 0, now
        waiting = f"{waited:.1f} s"
        log.warning("too_busy", platform=self._name, waiting=waiting, sent_away=sent_away)
        return True

    def begin(self, turn: Callable[[], T]) -> Future[T]:
        """The turn's result; it can be cancelled as long as it waits. Raises ``StoreAway``."""
        if self.refuses():
            raise StoreAway("busy")
        ticket = object()
        with self._lock:
            self._waiting[ticket] = self._now()

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
