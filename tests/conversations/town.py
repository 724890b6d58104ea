"""A small organisation on one platform: people at their desks, and a clock that is moved."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import count, takewhile
from pathlib import Path
from random import Random
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from bot.app.routing import program_router
from bot.catalog import Catalog
from bot.clockwork import Clockwork
from bot.config import Config, read_config
from bot.conversation.dispatch import Dispatcher
from bot.conversation.limits import Gate
from bot.conversation.turn import Turns
from bot.delivery import Courier
from bot.delivery.pacing import Pacing
from bot.engine.inline import InlineEngine
from bot.keyring import KeyRing
from bot.leadership import Leadership
from bot.roster import parse_roster
from bot.showcase.clock import MovedClock, advance
from bot.store.database import Database
from tests.consenting import everybody_agrees
from tests.platforms.playground import PlaygroundDesk, PlaygroundPlatform
from tests.platforms.slack import SlackPlatform
from tests.platforms.slack_desk import SlackDesk
from tests.platforms.teams import TeamsDesk, TeamsPlatform
from tests.words import shipped_words

START = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)  # a Monday, eight o'clock in Berlin
STORIES = Path(__file__).with_name("app.yaml")
HEADER = "name,email,team,parent_team,manager_email,role_band,contracted_hours,zone,platform_id"
TEAMS = {"Finance": 12, "Payroll": 8, "Legal": 4, "Office": 2}
NAMES = (
    "Mona Alice Ben Carl Dora Emil Fred Gina Hans Ida Jan Kim "
    "Paul Quin Rosa Sven Tara Ulf Vera Will Leon Lisa Luca Lars Lena Ada"
).split()
WORKSPACES = {
    "slack": "T1",
    "teams": "11111111-1111-1111-1111-111111111111",
    "playground": "playground",
}

Choices = Callable[[], Config]
Settled = Callable[..., Database]  # by the platform, and the addresses of newcomers
Desk = SlackDesk | TeamsDesk | PlaygroundDesk
Platform = SlackPlatform | TeamsPlatform | PlaygroundPlatform
PLATFORMS: dict[str, Callable[[Dispatcher, MovedClock], Platform]] = {
    "slack": SlackPlatform,
    "teams": TeamsPlatform,
    "playground": PlaygroundPlatform,
}


def account(platform: str, name: str) -> str:
    """The id of a person's account, in the shape it has on that platform."""
    return str(uuid5(NAMESPACE_URL, name)) if platform == "teams" else f"U{name.upper()}"


def roster(platform: str) -> str:
    """Finance is managed by Mona, Payroll by Paul, Legal by Leon; Lena leads, Ada administers."""
    names, lines = iter(NAMES), [HEADER]
    for team, size in TEAMS.items():
        boss = ""
        for _ in range(size):
            name = next(names)
            id = f"{platform}:{WORKSPACES[platform]}:{account(platform, name)}"
            email = f"{name.lower()}@northlight.example"
            lines.append(f"{name} {team},{email},{team},Northlight,{boss},band,40,,{id}")
            boss = boss or email
    return "\n".join(lines)


AS_ALWAYS: Choices = partial(cache(read_config), STORIES)


class Town:
    """Everything real but the network: store, words, core, courier, drawing and reading."""

    def __init__(
        self,
        platform: str,
        database: Database,
        messages: Path | None = None,
        newcomers: Collection[str] = (),
        choices: Choices = AS_ALWAYS,
        start: datetime = START,
    ) -> None:
        """``newcomers`` are the mail addresses of those who were not told yet who sees what."""
        self.name, self.clock = platform, MovedClock(start)
        numbers = count(int(start.timestamp()))  # none that was given away before the start
        router = program_router()
        gate = Gate(choices().limits, lambda: self.clock().timestamp())
        catalog = Catalog([messages], "en", router.opens_form) if messages else shipped_words()
        keys = KeyRing.parse("a key that is long enough for stories")
        self.turns = Turns(
            database, keys, catalog, choices, self.clock, lambda: f"id{next(numbers)}"
        )
        self.dispatcher = Dispatcher(self.turns, router, self._wake, gate)
        self.platform = PLATFORMS[platform](self.dispatcher, self.clock)
        self._desks = dict[str, Desk]()
        messengers, leadership = {platform: self.platform.messenger}, Leadership(self.turns)
        courier = Courier(self.turns, leadership, messengers, Random(1), Pacing({}), workers=1)
        self.clockwork = Clockwork(self.turns, InlineEngine(), courier, {}, leadership)
        self._is_settled, self._newcomers = self._has_people(), newcomers
        if not self._is_settled:
            self._settle(choices().organisation.zone)

    def desk(self, name: str) -> Desk:
        if name not in self._desks:
            self._desks[name] = self.platform.desk(account(self.name, name))
        return self._desks[name]

    def people(self, team: str) -> list[str]:
        """First names of everybody in a team, its manager first."""
        before = takewhile(lambda other: other != team, TEAMS)
        start = sum(TEAMS[other] for other in before)
        return NAMES[start : start + TEAMS[team]]

    def deliver(self) -> None:
        self.clockwork.beat()

    def _wake(self) -> None:
        """Nobody waits for anything while they arrive one after the other."""
        if self._is_settled:
            self.deliver()

    def pass_time(self, **step: float) -> None:
        """Let time go by, and everything happen that falls due meanwhile."""
        for _ in advance(self.clock, self.clockwork, timedelta(**step)):
            pass

    def until(self, local: str) -> None:
        """Let time go by until that local time in Berlin, such as ``2026-09-08 10:00``."""
        then = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Berlin"))
        assert then > self.clock(), f"{local} lies in the past"
        self.pass_time(seconds=(then - self.clock()).total_seconds())

    def _has_people(self) -> bool:
        with self.turns.begin() as turn:
            return bool(turn.store.people.whereabouts())

    def _settle(self, zone: str) -> None:
        with self.turns.begin() as turn:
            lines = parse_roster(roster(self.name).encode(), home_zone=zone)
            turn.store.roster.replace(lines, turn.now)
            everybody_agrees(turn.store, turn.now, but=self._newcomers)
            for name, role in (("lena", "program_lead"), ("ada", "it_admin")):
                person = turn.store.people.by_email(f"{name}@northlight.example")
                assert person is not None
                turn.store.people.grant(person.id, role, turn.now)
        for name in NAMES:
            self.platform.arrive(account(self.name, name))
        self._is_settled = True
        self.deliver()
