"""`dividend serve`: everything joined, from the first check to a clean stop."""

import asyncio
import fcntl
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom

import structlog
from aiohttp import web

from adapters.slack.app import SlackAdapter
from adapters.slack.settings import SlackSettings
from adapters.teams.app import TeamsAdapter
from adapters.teams.settings import TeamsSettings
from bot.app.parts import Parts, open_parts
from bot.app.web import Readiness, mount_status
from bot.clockwork import Clockwork
from bot.config import Environment
from bot.conversation.dispatch import Dispatcher
from bot.delivery import Courier
from bot.engine.inline import InlineEngine
from bot.errors import StoreBusy
from bot.model.ports import Clock, Conversation, Directory, Engine, Messenger
from bot.pictures import png
from bot.store.schema import migrate

Adapter = SlackAdapter | TeamsAdapter
STOP_WITHIN = 10.0  # seconds, promises.md R-X2
log = structlog.get_logger()


def serve(environment: Environment) -> None:
    """Run until SIGTERM or SIGINT. Raises ``SetupError`` with what the admin can do."""
    parts = open_parts(environment)
    with only_one(environment.database_url):
        migrate(parts.database)
        asyncio.run(_run(environment, parts))
    parts.database.close()


async def _run(environment: Environment, parts: Parts) -> None:
    joined = Joined(environment, parts, InlineEngine())
    web_app = web.Application(client_max_size=2**20)
    joined.mount(web_app)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, stop.set)
    runner = web.AppRunner(web_app, access_log=None, shutdown_timeout=STOP_WITHIN / 2)
    await runner.setup()
    await web.TCPSite(runner, environment.host, environment.port).start()
    joined.clockwork.start()
    log.info("ready", address=f"http://{environment.host}:{environment.port}")
    await stop.wait()
    log.info("stopping")
    await asyncio.to_thread(joined.clockwork.stop)
    await runner.cleanup()
    joined.close()


class Joined:
    """The adapters that are on, the core, the courier and the clock."""

    def __init__(self, environment: Environment, parts: Parts, engine: Engine) -> None:
        messengers, directories = dict[str, Messenger](), dict[str, Directory]()
        self._courier = Courier(parts.turns, messengers, SystemRandom())
        self.clockwork = Clockwork(parts.turns, engine, self._courier, directories)
        dispatcher = Dispatcher(parts.turns, parts.router, self.clockwork.wake)
        self._adapters = adapters(environment, parts.turns.clock, dispatcher, self.clockwork)
        for platform, adapter in self._adapters.items():
            messengers[platform], directories[platform] = adapter.messenger, adapter.directory
        self._readiness = Readiness(parts.turns, lambda: self.clockwork.last_beat)

    def mount(self, web_app: web.Application) -> None:
        for adapter in self._adapters.values():
            adapter.mount(web_app)
        mount_status(web_app, self._readiness)

    def close(self) -> None:
        self._courier.close()


def adapters(
    environment: Environment, clock: Clock, conversation: Conversation, clockwork: Clockwork
) -> dict[str, Adapter]:
    """The adapters whose secrets are there; one that is off says so once."""
    found = dict[str, Adapter]()
    common = (conversation, clock, png, clockwork.wake)
    if (slack := environment.slack) is not None:
        found["slack"] = SlackAdapter(
            SlackSettings(
                bot_token=slack.bot_token,
                signing_secret=slack.signing_secret,
                app_token=slack.app_token,
                api_url=slack.api_url,
                test_mode=environment.test_mode,
            ),
            *common,
        )
    if (teams := environment.teams) is not None:
        if not teams.checked:
            log.warning("teams_unchecked", meaning="anybody on this machine may send; tests only")
        found["teams"] = TeamsAdapter(
            TeamsSettings(
                app_id=teams.app_id,
                app_password=teams.app_password,
                tenant_id=teams.tenant_id,
                test_mode=environment.test_mode,
                token_url=teams.token_url,
                metadata_url=teams.metadata_url,
                service_hosts=teams.service_hosts,
                unchecked=not teams.checked,
            ),
            *common,
        )
    for platform in {"slack", "teams"} - found.keys():
        log.info("adapter_off", platform=platform, reason="none of its variables is set")
    return found


@contextmanager
def only_one(database_url: str) -> Iterator[None]:
    """Hold the SQLite file for this process. Raises ``StoreBusy`` when another one serves it."""
    file = database_url.removeprefix("sqlite:///")
    if file == database_url:
        yield
        return
    with Path(f"{file}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusy(
                f"another `dividend serve` uses {file}: stop it, or use PostgreSQL for several"
            ) from error
        yield
