"""Bounds how long threads wait for a PostgreSQL that takes connections and never answers.

The limits that the server keeps itself are of no use when it is the server that hangs.
"""

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

import psycopg

from bot.errors import StoreSilent

PATIENCE = 5.5  # seconds; the server itself ends a statement after five
T = TypeVar("T")


class NoAnswer(psycopg.OperationalError):
    """The server did not answer in time; the connection is closed."""


class ImpatientConnection(psycopg.Connection[Any]):
    """``patience`` None waits for ever: changes to the schema take their time."""

    patience: float | None = PATIENCE

    def wait(
        self,
        gen: Generator[Any, Any, T],
        interval: float = 0.1,
        timeout: float | None = None,
    ) -> T:
        if self.patience is None:
            return super().wait(gen, interval)
        try:
            return super().wait(_in_time(gen, monotonic() + self.patience), interval)
        except NoAnswer:
            gen.close()
            self.pgconn.finish()
            raise


def _in_time(gen: Generator[Any, Any, T], end: float) -> Generator[Any, Any, T]:
    """The same, until nothing has come by then: psycopg asks every interval."""
    ready: Any = None
    while True:
        try:
            state = gen.send(ready)
        except StopIteration as finished:
            return finished.value  # type: ignore[no-any-return]
        ready = yield state
        if not ready and monotonic() > end:
            raise NoAnswer("the server does not answer")


class Trial:
    """Once a server has not answered, one thread at a time finds out whether it does again."""

    def __init__(self) -> None:
        self._silent = False
        self._one = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Raises ``StoreSilent`` at once while another thread is waiting for the server."""
        alone = self._silent
        if alone and not self._one.acquire(blocking=False):
            raise StoreSilent("still no answer")
        try:
            yield
            self._silent = False
        except StoreSilent:
            self._silent = True
            raise
        finally:
            if alone:
                self._one.release()
