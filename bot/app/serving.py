"""`dividend serve`: everything joined, from the first check to a clean stop."""

import asyncio
import fcntl
import gc
import platform
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import TextIO

import structlog
import uvloop
from aiohttp import web

from adapters.slack.app import SlackAdapter
from adapters.slack.settings import SlackSettings
from adapters.teams.app import TeamsAdapter
from adapters.teams.files import Link
from adapters.teams.settings import TeamsSettings
from bot.app.downloads import Links
from bot.app.hosting import host
from bot.app.outside import fresh_id, system_clock
from bot.app.parts import Parts, open_parts
from bot.app.web import Readiness, mount_status
from bot.clockwork import Clockwork
from bot.config import Environment, TeamsSecrets
from bot.conversation.dispatch import Dispatcher
from bot.conversation.limits import Gate
from bot.delivery import Courier
from bot.engine.durable import DbosEngine
from bot.errors import ConfigError, StoreBusy
from bot.leadership import Leadership
from bot.model.ports import Clock, Conversation, Directory, Engine, Messenger
from bot.pictures import png
from bot.store.database import Database
from bot.store.schema import migrate

Adapter = SlackAdapter | TeamsAdapter
LARGEST_BODY = 2**20  # bytes, promises.md R-S2
log = structlog.get_logger()


def serve(environment: Environment, clock: Clock = system_clock) -> None:
    """Run until SIGTERM or SIGINT. Raises ``SetupError`` with what the admin can do."""
    parts = open_parts(environment, clock)
    parts.catalog.load()
    with only_one(parts.database):
        migrate(parts.database)
        with parts.turns.begin() as turn:
            turn.store.installation.recognise()
        replica = name_of_replica(environment, parts.database)
        engine = DbosEngine(environment.database_url, replica, parts.turns.clock)
        web_app = web.Application(client_max_size=LARGEST_BODY)
        joined = Joined(environment, parts, engine, replica)
        joined.mount(web_app)
        joined.tick_with(web_app)
        address = f"http://{environment.host}:{environment.port}"
        _spare_the_collector()
        ready = partial(log.info, "ready", address=address)
        leaving = joined.clockwork.stop_sending
        place = environment.host, environment.port
        uvloop.run(host(web_app, *place, environment.http_connections, ready, leaving))
    parts.database.close()
    log.info("stopped")


def _spare_the_collector() -> None:
    """What was imported and read stays for good.

    Looking through all of it for garbage holds up every answer meanwhile, again and again.
    """
    gc.collect()
    gc.freeze()


def name_of_replica(environment: Environment, database: Database) -> str:
    """The same after a restart, and no other's: machine and port. SQLite has one process only."""
    return "only" if database.is_sqlite else f"{platform.node()}:{environment.port}"


class Joined:
    """The adapters that are on, the core, the courier and the clock."""

    def __init__(
        self, environment: Environment, parts: Parts, engine: Engine, replica: str = "only"
    ) -> None:
        messengers, directories = dict[str, Messenger](), dict[str, Directory]()
        self._engine = engine
        leadership = Leadership(parts.turns, replica, environment.lease)
        self._courier = Courier(parts.turns, leadership, messengers, SystemRandom())
        self.clockwork = Clockwork(parts.turns, engine, self._courier, directories, leadership)
        dispatcher = Dispatcher(
            parts.turns, parts.router, self.clockwork.wake, Gate(parts.config.limits)
        )
        self._links = Links(parts.turns, environment.public_url) if environment.public_url else None
        link = self._links.to if self._links else None
        self._adapters = adapters(environment, parts.turns.clock, dispatcher, link)
        for name, adapter in self._adapters.items():
            messengers[name], directories[name] = adapter.messenger, adapter.directory
        self._readiness = Readiness(
            parts.turns, lambda: self.clockwork.last_beat, self._courier.oldest_due
        )

    def mount(self, web_app: web.Application) -> None:
        for adapter in self._adapters.values():
            adapter.mount(web_app)
        if self._links:
            self._links.mount(web_app)
        mount_status(web_app, self._readiness, self._times_held_back)

    def _times_held_back(self) -> int:
        slack = self._adapters.get("slack")
        return slack.times_rate_limited if isinstance(slack, SlackAdapter) else 0

    def tick_with(self, web_app: web.Application) -> None:
        """The clock starts after the adapters and stops before them: it sends through them."""
        web_app.cleanup_ctx.append(self._ticking)

    def close(self) -> None:
        """Let what is in the air arrive, and begin nothing more."""
        self._engine.close()
        self._courier.close()

    async def _ticking(self, _: web.Application) -> AsyncIterator[None]:
        await asyncio.to_thread(self._engine.open)
        self.clockwork.start()
        yield
        await asyncio.to_thread(self.clockwork.stop)
        await asyncio.to_thread(self.close)


def adapters(
    environment: Environment, clock: Clock, conversation: Conversation, link: Link | None = None
) -> dict[str, Adapter]:
    """The adapters whose secrets are there; one that is off says so once.

    ``link`` makes one-use addresses of files, where browsers can reach this program.
    """
    found = dict[str, Adapter]()
    common = (conversation, clock, png)
    if (slack := environment.slack) is not None:
        found["slack"] = SlackAdapter(
            SlackSettings(
                bot_token=slack.bot_token,
                signing_secret=slack.signing_secret,
                app_token=slack.app_token,
                api_url=slack.api_url,
                test_mode=environment.test_mode,
                workspaces=frozenset(slack.workspaces),
            ),
            *common,
            fresh_id,
        )
    if (teams := environment.teams) is not None:
        if not teams.checked:
            log.warning("teams_unchecked", meaning="anybody on this machine may send; tests only")
        settings = _teams_settings(teams, environment.test_mode)
        found["teams"] = TeamsAdapter(settings, *common, link=link)
    for name in sorted({"slack", "teams"} - found.keys()):
        log.info("adapter_off", platform=name, reason="none of its variables is set")
    return found


def _teams_settings(teams: TeamsSecrets, test_mode: bool) -> TeamsSettings:
    return TeamsSettings(
        app_id=teams.app_id,
        app_password=teams.app_password,
        tenant_id=teams.tenant_id,
        test_mode=test_mode,
        token_url=teams.token_url,
        metadata_url=teams.metadata_url,
        service_hosts=teams.service_hosts,
        unchecked=not teams.checked,
    )


@contextmanager
def only_one(database: Database) -> Iterator[None]:
    """Hold the SQLite file for this process. Raises ``StoreBusy`` when another one serves it."""
    if database.file is None:
        yield
        return
    with _opened(Path(f"{database.file}.lock")) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusy(
                f"another `dividend serve` uses {database.file}: stop it, "
                "or use PostgreSQL for several"
            ) from error
        yield


def _opened(lock: Path) -> TextIO:
    try:
        return lock.open("w")
    except OSError as error:
        what = f"{lock.parent} cannot be written in ({error.strerror})"
        raise ConfigError(f"{what}: make that folder, and let the bot's account own it") from error
