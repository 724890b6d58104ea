"""The whole bot in this process, on loopback, beside what a test plays of Slack or Microsoft.

The servers run on an event loop of their own thread, so that tests stay plain functions.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import TypeVar
from zoneinfo import ZoneInfo

import uvloop
from aiohttp import web
from sqlmodel import func, select

from bot.app.door import READ_WITHIN
from bot.app.hosting import served
from bot.app.parts import open_parts
from bot.app.serving import LARGEST_BODY, Joined
from bot.config import read_environment
from bot.conversation.turn import Turn
from bot.engine.inline import InlineEngine
from bot.roster import parse_roster
from bot.showcase.clock import MovedClock, advance
from bot.store.tables import (
    Account,
    AuditEntry,
    Delivery,
    EventKey,
    Person,
    Preference,
    Response,
)
from bot.store.tables import (
    Answer as Kept,
)
from tests.consenting import everybody_agrees
from tests.conversations import town
from tests.e2e.http import Answer, ask, eventually

T = TypeVar("T")
STORIES = Path(town.__file__).with_name("app.yaml")
KEY = "a key that is long enough for stories"
TRACES = (EventKey, Delivery, Response, Kept, Account, Preference, AuditEntry)
HERE = "127.0.0.1"
SOON = timedelta(seconds=10)
ROLES = (("lena", "program_lead"), ("ada", "it_admin"))


class Background:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = uvloop.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="e2e")
        self._thread.start()

    def run(self, work: Coroutine[object, object, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    @contextmanager
    def entered(self, server: AbstractAsyncContextManager[T]) -> Iterator[T]:
        """What is entered and left in the loop, and used from the test's thread."""
        try:
            yield self.run(server.__aenter__())
        finally:  # uvloop never ends closing while something still listens
            self.run(server.__aexit__(None, None, None))

    def call(self, work: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(work)

    def begin(self, work: Coroutine[object, object, T]) -> Future[T]:
        """Let it go on beside the test."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Stage:
    """One bot with its store and its clock; it is reached by HTTP only, and looked at directly."""

    def __init__(
        self,
        loop: Background,
        platform: str,
        database_url: str,
        variables: Mapping[str, str],
        config: Path = STORIES,
        within: float = READ_WITHIN,
    ) -> None:
        self.loop, self.platform = loop, platform
        self.clock = MovedClock(town.START)
        environment = read_environment(
            {
                "DIVIDEND_TEST_MODE": "1",
                "DIVIDEND_SECRET_KEY": KEY,
                "DATABASE_URL": database_url,
                "DIVIDEND_CONFIG": str(config),
                **variables,
            },
            config.parent,
        )
        self.parts = open_parts(environment, self.clock)
        self.joined = Joined(environment, self.parts, InlineEngine())
        self._settle()
        web_app = web.Application(client_max_size=LARGEST_BODY)
        self.joined.mount(web_app)
        most = environment.http_connections
        self._serving = loop.entered(served(web_app, HERE, 0, most, within))
        self.place = HERE, self._serving.__enter__()

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        with self.turn() as turn:
            broken = turn.store.audit.first_broken()
        self._serving.__exit__(None, None, None)
        self.joined.close()
        self.parts.database.close()
        assert broken is None, "the audit chain does not hold after all this"

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        return ask(self.place, method, path, body, headers or {})

    def turn(self) -> AbstractContextManager[Turn]:
        return self.parts.turns.begin()

    def deliver(self) -> None:
        """Time goes by until everything has been sent that only pacing had put off."""
        self._go_on()
        while any(row.send_after <= self.clock() + SOON for row in self._waiting()):
            self._go_on()

    def _waiting(self) -> list[Delivery]:
        return [row for row in self.deliveries() if row.state == "waiting"]

    def _go_on(self) -> None:
        self.clock.move_to(self.clock() + timedelta(seconds=2))
        self.joined.clockwork.beat()

    def pass_time(self, **step: float) -> None:
        for _ in advance(self.clock, self.joined.clockwork, timedelta(**step)):
            pass

    def until(self, local: str) -> None:
        """Let time go by until that local time in Berlin."""
        then = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Berlin"))
        self.pass_time(seconds=(then - self.clock()).total_seconds())

    def eventually(self, found: Callable[[], T]) -> T:
        return eventually(found)

    def person(self, name: str, turn: Turn) -> Person:
        person = turn.store.people.by_email(f"{name.lower()}@northlight.example")
        assert person is not None
        return person

    def stored(self, name: str) -> list[dict[str, float | str]]:
        """What is kept of a person's answers, wave by wave."""
        with self.turn() as turn:
            respondent = turn.store.pseudonyms.of(self.person(name, turn).id)
            found = turn.store.surveys.of_respondent(respondent)
            return [{**answered.numbers, **answered.texts} for answered in found]

    def everything_stored(self) -> list[tuple[object, ...]]:
        """Everybody's answers, whole."""
        with self.turn() as turn:
            rows = turn.store.events.session.exec(select(Kept)).all()
        return sorted((r.wave_id, r.respondent, r.question, r.number, r.sealed) for r in rows)

    def traces(self) -> tuple[int, ...]:
        """How many rows there are of everything that an event could leave behind."""
        with self.turn() as turn:
            count = turn.store.events.session.exec
            return tuple(count(select(func.count()).select_from(table)).one() for table in TRACES)

    def deliveries(self) -> list[Delivery]:
        with self.turn() as turn:
            return turn.store.outbox.all()

    def _settle(self) -> None:
        home = self.parts.config.organisation.zone
        roster = town.roster(self.platform).encode()
        with self.turn() as turn:
            turn.store.roster.replace(parse_roster(roster, home_zone=home), turn.now)
            everybody_agrees(turn.store, turn.now)
            for name, role in ROLES:
                turn.store.people.grant(self.person(name, turn).id, role, turn.now)
