"""The door in front of aiohttp: how many connections an address has, how long a head may take.

aiohttp bounds each line of a head and each idle connection, but neither of these two.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

import structlog
from aiohttp import HttpVersion10, HttpVersion11, web
from aiohttp.typedefs import Handler

VERSIONS = (HttpVersion10, HttpVersion11)  # aiohttp reads 0.9 and 2.0 as if they were these
LONGEST_HEAD = 16_384  # bytes of all headers together, promises.md R-J8
READ_WITHIN = 10.0  # seconds, promises.md R-J8

log = structlog.get_logger()


class Door:
    """Makes protocols for ``loop.create_server``, around those that ``inside`` makes.

    An address has at most ``most`` connections open; further ones are cut without an answer. A
    head that is not there ``within`` seconds of its first byte, the first one of the connection's
    beginning, is not waited for any longer.
    """

    def __init__(self, inside: Callable[[], asyncio.Protocol], most: int, within: float) -> None:
        self.inside, self.within = inside, within
        self._most = most
        self._open = Counter[str]()

    def __call__(self) -> "Visit":
        return Visit(self)

    def enter(self, address: str) -> bool:
        """Whether there is room for one more; ``leave`` makes room again."""
        if self._open[address] >= self._most:
            log.warning("too_many_connections", most=self._most)
            return False
        self._open[address] += 1
        return True

    def leave(self, address: str) -> None:
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]


class Visit(asyncio.Protocol):
    """One connection: passes everything on to aiohttp's protocol, and watches the time."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._inside: asyncio.Protocol | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._is_answering = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        self._address = str(peer[0]) if peer else ""
        if not self._door.enter(self._address):
            self._transport.abort()
            return
        self._inside = self._door.inside()
        self._inside.connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        if self._inside is not None:
            self._expect_head()
            self._inside.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inside.eof_received() if self._inside is not None else None

    def pause_writing(self) -> None:
        if self._inside is not None:
            self._inside.pause_writing()

    def resume_writing(self) -> None:
        if self._inside is not None:
            self._inside.resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        self._expect_nothing()
        if self._inside is not None:
            self._door.leave(self._address)
            self._inside.connection_lost(error)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """A head is complete; what arrives meanwhile is a body, and whoever reads it waits."""
        self._expect_nothing()
        self._is_answering = True
        try:
            yield
        finally:
            self._is_answering = False

    def _expect_head(self) -> None:
        if self._deadline is None and not self._is_answering:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(self._door.within, self._transport.abort)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


@web.middleware
async def watched(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tells the connection that the head is complete, and refuses what no client of ours sends."""
    if request.version not in VERSIONS:
        raise web.HTTPBadRequest
    if sum(len(name) + len(value) for name, value in request.raw_headers) > LONGEST_HEAD:
        raise web.HTTPRequestHeaderFieldsTooLarge
    visit = request.transport.get_protocol() if request.transport else None
    if not isinstance(visit, Visit):
        return await handler(request)
    with visit.answering():
        return await handler(request)
