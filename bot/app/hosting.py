"""Runs a web application until the process is told to stop."""

import asyncio
import signal
from collections.abc import Callable

from aiohttp import web

STOP_WITHIN = 10.0  # seconds, promises.md R-X2


async def host(
    web_app: web.Application, address: str, port: int, ready: Callable[[], None]
) -> None:
    """Serve until SIGTERM or SIGINT; ``ready`` is called once the port is open.

    A second signal ends the process at once.
    """
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def told(wanted: signal.Signals) -> None:
        loop.remove_signal_handler(wanted)
        stop.set()

    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, told, wanted)
    runner = web.AppRunner(web_app, access_log=None, shutdown_timeout=STOP_WITHIN / 2)
    await runner.setup()
    try:
        await web.TCPSite(runner, address, port).start()
        ready()
        await stop.wait()
    finally:
        await runner.cleanup()
