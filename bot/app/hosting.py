"""Runs a web application until the process is told to stop."""

import asyncio
import os
import signal
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler
from structlog.contextvars import bound_contextvars

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
    ready: Callable[[], None],
    leaving: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGTERM or SIGINT; ``ready`` is called once the port is open.

    ``leaving`` is called at the signal, while the last requests are still answered. A second
    signal ends the process at once. Raises ``ConfigError`` where the port cannot be opened.
    """
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def told(wanted: signal.Signals) -> None:
        loop.remove_signal_handler(wanted)
        leaving()
        stop.set()

    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, told, wanted)
    web_app.middlewares.append(numbered)
    runner = web.AppRunner(
        web_app, access_log=None, shutdown_timeout=ANSWERED_WITHIN, max_headers=MOST_HEADERS
    )
    await runner.setup()
    try:
        await _listen(web.TCPSite(runner, address, port), f"{address}:{port}")
        ready()
        await stop.wait()
    finally:
        await runner.cleanup()


async def _listen(site: web.TCPSite, where: str) -> None:
    try:
        await site.start()
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else type(error).__name__
        advice = "set PORT and HOST to a free one of this machine"
        raise ConfigError(f"nobody can be heard at {where} ({why}): {advice}") from error


@web.middleware
async def numbered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What is logged about one request carries one id, in the threads that work for it, too."""
    with bound_contextvars(request=fresh_id()):
        return await handler(request)
