"""Clients that mean harm: some throw what nobody sends, some hold connections and say nothing.

Each kind comes from a loopback address of its own, and so has 200 connections at most (Linux).
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import cycle
from time import monotonic

from tests.e2e.test_hostile_sockets import ALONE, END, GET, HIDING, POST

HERE = "127.0.0.1"
THROWERS, HOLDERS, CROWD = "127.0.0.2", "127.0.0.3", "127.0.0.4"
ANSWERED_ONCE = "a slow second head"
HOLDING = {
    "silence": b"",
    "a slow first line": b"GET /",
    "a line of HTTP/0.9": b"GET /health\r\n",
    "a slow head": f"{GET}X-A: a".encode(),
    ANSWERED_ONCE: f"GET /health HTTP/1.1\r\nHost: bot{END}{GET}X-A: a".encode(),
    "a slow body": f"{POST}Content-Length: 9999{END}".encode(),
    "a slow body that nobody wants": (
        f"{POST}Content-Length: 9999{END}".replace("/slack/events", "/health").encode()
    ),
}
OF_EACH = 25  # that hold on
THROWN = 60.0  # a second
CAME, ROOM = 250, 200  # in the crowd, and how many of it may stay
PATIENCE = 30.0


class Siege:
    """``outcomes`` of each kind; after how many seconds those that held on were ``cut``."""

    def __init__(self, port: int, hidden: bytes) -> None:
        self._port, self._hidden = port, hidden
        self.outcomes: dict[str, Counter[str]] = {}
        self.cut: dict[str, list[float]] = {kind: [] for kind in HOLDING}
        self.turned_away = 0

    async def run(self, seconds: float) -> None:
        until = monotonic() + seconds
        holders = [kind for kind in HOLDING for _ in range(OF_EACH)]
        await asyncio.gather(
            self._throw(until), self._crowd(), *(self._hold(kind, until) for kind in holders)
        )

    @property
    def unrefused(self) -> dict[str, Counter[str]]:
        """The kinds of which something was taken, or answered with a fault of ours."""
        fine = {"4xx", "cut"}
        return {kind: counted for kind, counted in self.outcomes.items() if counted.keys() - fine}

    async def _throw(self, until: float) -> None:
        cases = [*((kind, raw + self._hidden) for kind, raw in HIDING.items()), *ALONE.items()]
        async with asyncio.TaskGroup() as thrown:
            for case, raw in cycle(cases):
                if monotonic() > until:
                    return
                thrown.create_task(self._thrown(case, raw))
                await asyncio.sleep(1 / THROWN)

    async def _thrown(self, case: str, raw: bytes) -> None:
        async with self._connected(THROWERS) as (reader, writer):
            writer.write(raw)
            self._note(case, await _all(reader))

    async def _hold(self, kind: str, until: float) -> None:
        while monotonic() < until:
            async with self._connected(HOLDERS) as (reader, writer):
                began, heard = monotonic(), asyncio.create_task(_all(reader))
                writer.write(HOLDING[kind])
                while not (await asyncio.wait({heard}, timeout=1))[0]:
                    with suppress(ConnectionError):
                        writer.write(b"a" if HOLDING[kind] else b"")
                self.cut[kind].append(monotonic() - began)
                self._note(kind, heard.result())

    async def _crowd(self) -> None:
        async with asyncio.TaskGroup() as crowd:
            for _ in range(CAME):
                crowd.create_task(self._come())

    async def _come(self) -> None:
        async with self._connected(CROWD) as (reader, _):
            began = monotonic()
            self._note("a crowd", await _all(reader))
            self.turned_away += monotonic() - began < PATIENCE / 6

    @asynccontextmanager
    async def _connected(
        self, address: str
    ) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        come = asyncio.open_connection(HERE, self._port, local_addr=(address, 0))
        reader, writer = await come
        try:
            yield reader, writer
        finally:
            writer.close()

    def _note(self, kind: str, heard: bytes) -> None:
        told = [first.decode() for first in re.findall(rb"HTTP/\d\.\d ([2-5])\d\d ", heard)]
        if kind == ANSWERED_ONCE:
            assert told.pop(0) == "2"
        outcome = "+".join(f"{first}xx" for first in told) or "cut"
        self.outcomes.setdefault(kind, Counter())[outcome] += 1


async def _all(reader: asyncio.StreamReader) -> bytes:
    """What comes until the other side hangs up."""
    heard = bytearray()
    with suppress(ConnectionError):
        async with asyncio.timeout(PATIENCE):
            while some := await reader.read(1 << 16):
                heard += some
    return bytes(heard)
