"""Tells every open page what happened, whichever thread it happened on."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from adapters.playground.parse import Json

_WAITING = 2000  # events a slow page may fall behind before it has to start over

Line = str | None
Queue = asyncio.Queue[Line]


class Broadcast:
    def __init__(self) -> None:
        self._queues = set[Queue]()
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def close(self) -> None:
        """End every stream. To be called on the loop."""
        self._loop = None
        self._spread(None)

    def tell(self, event: str, data: Json) -> None:
        """Safe from any thread; without a page nobody is told."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._spread, line(event, data))

    @contextmanager
    def listening(self) -> Iterator[Queue]:
        queue: Queue = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    def _spread(self, told: Line) -> None:
        for queue in self._queues:
            if queue.qsize() < _WAITING:
                queue.put_nowait(told)
            elif queue.qsize() == _WAITING:
                queue.put_nowait(None)  # the page connects again and reads everything anew


def line(event: str, data: Json) -> str:
    """One server-sent event; JSON has no raw line break that could end it early."""
    return f"event: {event}\ndata: {json.dumps(data)}\n\n"


async def lines(queue: Queue, pause: float, beat: str) -> AsyncIterator[str]:
    """What is told, and ``beat`` whenever nothing was for ``pause`` seconds."""
    while True:
        try:
            told = await asyncio.wait_for(queue.get(), pause)
        except TimeoutError:
            told = beat
        if told is None:
            return
        yield told
