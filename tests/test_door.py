"""The door: nobody keeps it open by saying nothing, or by coming in great numbers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from time import monotonic

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.app.door import Door
from bot.app.hosting import served

HERE, WITHIN, MOST = "127.0.0.1", 0.15, 3
ASK, NOW, LATER = (
    f"GET /{at} HTTP/1.1\r\nHost: bot\r\n\r\n".encode() for at in ("", "now", "later")
)
POST = b"POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: 9999\r\n\r\n"
YES = b"HTTP/1.1 200 OK"


class Caller:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def say(self, what: bytes) -> None:
        self._writer.write(what)
        await self._writer.drain()

    async def ask(self, what: bytes = ASK) -> bytes:
        """The first line of the answer; nothing where the connection is cut instead."""
        try:
            await self.say(what)
            head = await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), 3)
            await self._reader.readexactly(len("yes"))
        except (ConnectionError, asyncio.IncompleteReadError):
            return b""
        return head.partition(b"\r\n")[0]

    async def dribble(self, what: bytes) -> float:
        """Say it, and then one byte after the other; after how many seconds it was cut."""
        began = monotonic()
        with suppress(ConnectionError):
            async with asyncio.timeout(3):
                await self.say(what)
                while not self._reader.at_eof():
                    await self.say(b"a")
                    await self._heard(0.01)
        return monotonic() - began

    async def hung_up(self) -> float:
        """After how many seconds of silence it was cut."""
        began = monotonic()
        with suppress(ConnectionError):
            assert await asyncio.wait_for(self._reader.read(1), 3) == b""
        return monotonic() - began

    def leave(self) -> None:
        self._writer.close()

    async def _heard(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._reader.read(1 << 16), seconds)


Call = Callable[[], Awaitable[Caller]]


@asynccontextmanager
async def house(most: int = 100) -> AsyncIterator[Call]:
    """Something that answers ``yes``, behind a door; ``/later`` once ``/now`` was asked."""
    asked = asyncio.Event()

    async def yes(_: web.Request) -> web.Response:
        return web.Response(text="yes")

    async def now(_: web.Request) -> web.Response:
        asked.set()
        return web.Response(text="yes")

    async def later(_: web.Request) -> web.Response:
        await asked.wait()
        return web.Response(text="yes")

    web_app = web.Application()
    web_app.router.add_route("*", "/", yes)
    web_app.router.add_get("/now", now)
    web_app.router.add_get("/later", later)
    async with served(web_app, HERE, 0, most, WITHIN) as port, AsyncExitStack() as callers:

        async def call() -> Caller:
            reader, writer = await asyncio.open_connection(HERE, port)
            callers.callback(writer.close)
            return Caller(reader, writer)

        yield call


SLOW = {
    "a head that stops in its first line": b"GET /",
    "a head that stops in a name": b"GET / HTTP/1.1\r\nHost: bot\r\nX-",
    "a head that stops in a value": b"GET / HTTP/1.1\r\nHost: bot\r\nX-A: ",
    "a second head on one connection": ASK + b"GET / HTTP/1.1\r\nHost: bot\r\nX-A: ",
    "a body that nobody wants": POST,
}


@pytest.mark.parametrize("case", SLOW)
async def test_what_comes_byte_by_byte_is_not_waited_for(case: str) -> None:
    async with house() as call:
        slow, other = await call(), await call()
        dribbling = asyncio.create_task(slow.dribble(SLOW[case]))
        assert await other.ask() == YES

        assert WITHIN * 0.9 < await dribbling < WITHIN + 1


async def test_whoever_says_nothing_is_sent_away() -> None:
    async with house() as call:
        silent = await call()

        assert WITHIN * 0.9 < await silent.hung_up() < WITHIN + 1


async def test_a_connection_that_was_answered_may_rest_and_be_used_again() -> None:
    async with house() as call:
        resting = await call()
        assert await resting.ask() == YES

        await (await call()).hung_up()  # so much time has gone by

        assert await resting.ask() == YES


async def test_whoever_waits_for_an_answer_is_not_sent_away() -> None:
    async with house() as call:
        waiting = await call()
        answer = asyncio.create_task(waiting.ask(LATER))

        await (await call()).hung_up()
        assert await (await call()).ask(NOW) == YES

        assert await answer == YES


async def test_one_address_has_so_many_connections_and_no_more() -> None:
    async with house(MOST) as call:
        inside = [await call() for _ in range(MOST)]
        assert [await caller.ask() for caller in inside] == [YES] * MOST

        with capture_logs() as logs:
            assert await (await call()).ask() == b""
        [line] = logs
        assert line == {"event": "too_many_connections", "log_level": "warning", "most": MOST}
        assert [await caller.ask() for caller in inside] == [YES] * MOST

        inside[0].leave()
        assert await eventually_in(call)


async def eventually_in(call: Call) -> bool:
    """The bot hears of a connection's end a moment after it."""
    async with asyncio.timeout(3):
        while await (await call()).ask() != YES:
            pass
    return True


def test_others_come_in_all_the_same() -> None:
    door = Door(asyncio.Protocol, 1, WITHIN)

    assert door.enter("192.0.2.1")
    assert not door.enter("192.0.2.1")
    assert door.enter("2001:db8::1")
    door.leave("192.0.2.1")
    assert door.enter("192.0.2.1")
