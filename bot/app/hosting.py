"""Runs a web application until the process is told to stop."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

from aiohttp import web
from aiohttp.typedefs import Handler
from structlog.contextvars import bound_contextvars

from bot.app.door import READ_WITHIN, Door, watched
from bot.app.outside import fresh_id
from bot.errors import ConfigError

MOST_HEADERS = 100  # promises.md R-J8
# Seconds of the 10 of promises.md R-X2: 4 for what the courier has in the air, from the signal on;
# then 1 for the engine, 2 for what each adapter still does.
ANSWERED_WITHIN = 3.0


async def host(
    web_app: web.Application,
    address: str,
    port: int,
    connections: int,
    ready: Callable[[], None],
    leaving: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGTERM or SIGINT; ``ready`` is called once the port is open.

    ``connections`` are how many one address may have open. ``leaving`` is called at the signal,
    while the last requests are still answered. A second signal ends the process at once. Raises
    ``ConfigError`` where the port cannot be opened.
    """
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def told(wanted: signal.Signals) -> None:
        loop.remove_signal_handler(wanted)
        leaving()
        stop.set()

    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, told, wanted)
    async with served(web_app, address, port, connections):
        ready()
        await stop.wait()


@asynccontextmanager
async def served(
    web_app: web.Application,
    address: str,
    port: int,
    connections: int,
    within: float = READ_WITHIN,
) -> AsyncIterator[int]:
    """Whoever connects is answered while the block lasts; gives the port, for where it was 0.

    ``within`` so many seconds a head must be there, and then what is left of a body that nobody
    wanted to read.
    """
    web_app.middlewares.extend([watched, numbered])
    runner = web.AppRunner(
        web_app,
        access_log=None,
        shutdown_timeout=ANSWERED_WITHIN,
        max_headers=MOST_HEADERS,
        lingering_time=within,
        auto_decompress=False,  # whoever compresses is refused, and nothing is unpacked before that
    )
    await runner.setup()
    try:
        door = Door(cast(web.Server, runner.server), connections, within)
        server = await _listening(door, address, port)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
    finally:
        await runner.cleanup()


async def _listening(door: Door, address: str, port: int) -> asyncio.Server:
    try:
        return await asyncio.get_running_loop().create_server(door, address, port, backlog=128)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else type(error).__name__
        where, advice = f"{address}:{port}", "set PORT and HOST to a free one of this machine"
        raise ConfigError(f"nobody can be heard at {where} ({why}): {advice}") from error


@web.middleware
async def numbered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What is logged about one request carries one id, in the threads that work for it, too."""
    with bound_contextvars(request=fresh_id()):
        return await handler(request)
