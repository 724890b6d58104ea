"""A browser, and the playground: with a small world behind it, and with the whole bot."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web
from playwright.sync_api import Browser, sync_playwright

from adapters.playground.app import PlaygroundAdapter
from bot.app.parts import open_parts
from bot.app.playground import Playground, first_day, made_up_store
from bot.config import read_environment
from bot.showcase.clock import MovedClock
from bot.store.schema import migrate
from tests.adapters.playground.conftest import staged
from tests.adapters.playground.stage import SmallTalk, SmallWorld
from tests.browser.visits import FLAGS

ROOT = Path(__file__).parents[2]
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ends with its module: as long as it is open, no other test of the process may run a loop."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser found: looked for {', '.join(_BROWSERS)}")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def small() -> tuple[PlaygroundAdapter, SmallTalk, SmallWorld]:
    adapter, talk, world = staged()
    list(world.reset())
    return adapter, talk, world


@pytest.fixture
def talk(small: tuple[PlaygroundAdapter, SmallTalk, SmallWorld]) -> SmallTalk:
    """The bot behind ``base``."""
    return small[1]


@pytest.fixture
def base(small: tuple[PlaygroundAdapter, SmallTalk, SmallWorld]) -> Iterator[str]:
    """The address of a playground that has just begun, with a small world behind it."""
    with served(small[0]) as address:
        yield address


@pytest.fixture(scope="session")
def lived_in() -> Iterator[str]:
    """The address of the real playground, with all of the bot behind it and three weeks lived."""
    weeks = 3
    clock = MovedClock(first_day(weeks))
    with made_up_store() as address:
        environment = read_environment(
            {"DIVIDEND_SECRET_KEY": "x" * 20, "DATABASE_URL": address}, ROOT
        )
        parts = open_parts(environment, clock)
        migrate(parts.database)
        playground = Playground(parts, clock, weeks)
        for _ in playground.begin():
            pass
        with served(playground.adapter) as page:
            yield page
        parts.database.close()


@contextmanager
def served(adapter: PlaygroundAdapter) -> Iterator[str]:
    """The adapter's page on a free port, in a thread of its own."""
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
