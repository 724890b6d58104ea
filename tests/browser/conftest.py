"""A browser, and the playground with its small world served beside it."""

import asyncio
import shutil
import threading
from collections.abc import Iterator

import pytest
from aiohttp import web
from playwright.sync_api import Browser, sync_playwright

from tests.adapters.playground.conftest import staged
from tests.browser.visits import FLAGS

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser found: looked for {', '.join(_BROWSERS)}")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def base() -> Iterator[str]:
    """The address of a playground that has just begun."""
    adapter, _, world, _ = staged()
    list(world.reset())
    web_app = web.Application()
    adapter.mount(web_app)
    loop, ready = asyncio.new_event_loop(), threading.Event()
    runner = web.AppRunner(web_app, shutdown_timeout=1)
    ports = list[int]()

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ports.append(runner.addresses[0][1])
        ready.set()

    def serve() -> None:
        loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=serve)
    thread.start()
    ready.wait(10)
    yield f"http://127.0.0.1:{ports[0]}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
