"""The playground: a made-up organisation on its own store, with a clock that can be moved."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

from adapters.playground import parse
from adapters.playground.app import PlaygroundAdapter
from adapters.playground.rooms import channel_room
from adapters.playground.settings import PLATFORM, WORKSPACE, PlaygroundSettings
from adapters.playground.world import Person, Progress
from bot.app.outside import system_clock
from bot.app.parts import Parts
from bot.clockwork import Clockwork
from bot.conversation.dispatch import Dispatcher
from bot.conversation.turn import Turn
from bot.delivery import Courier
from bot.delivery.pacing import Pacing
from bot.engine.inline import InlineEngine
from bot.leadership import Leadership
from bot.model.cards import Card
from bot.model.events import Address, AnyEvent, Event
from bot.model.forms import Form
from bot.model.ports import Conversation, Directory, Messenger
from bot.model.replies import Reply
from bot.permissions import Role
from bot.pictures import svg
from bot.roster import RosterLine, parse_roster
from bot.showcase.clock import MovedClock
from bot.showcase.history import Stage, live_on, play
from bot.store.schema import migrate

ROSTER = Path(__file__).parent.parent / "showcase" / "organisation.csv"
LEAD = "lena.fuchs"
ROLES = {
    "lena.fuchs@northlight.example": Role.PROGRAM_LEAD,
    "noah.visser@northlight.example": Role.IT_ADMIN,
}
UNDECIDED = {"xenia.popov@northlight.example"}  # of a team that is too small for figures anyway
FEATURED = {
    *ROLES,
    *UNDECIDED,
    "ada.brandt@northlight.example",
    "ben.okafor@northlight.example",
}
CHANNELS = ("Finance", "Support", "Engineering", "Operations", "People")
SEED = 2026
WEEKS = 12  # of history before the visitor comes


@contextmanager
def made_up_store() -> Iterator[str]:
    """The address of a store that is gone when the playground ends."""
    with tempfile.TemporaryDirectory(prefix="dividend-playground-") as folder:
        yield f"sqlite:///{folder}/playground.sqlite"


def first_day(weeks: int = WEEKS) -> datetime:
    """The Monday from which so many weeks lead up to this one."""
    today = system_clock().date()
    monday = today - timedelta(days=today.weekday(), weeks=weeks)
    return datetime.combine(monday, time(0), UTC)


@dataclass(frozen=True, slots=True)
class Visited:
    """The core as the page sees it; remembers as whom something was done there."""

    conversation: Conversation
    people: set[str]

    def dispatch(self, event: AnyEvent) -> Reply:
        self.people.add(event.actor.account)
        return self.conversation.dispatch(event)

    def offer(self, form: Form, event: Event) -> Card:
        return self.conversation.offer(form, event)


class Playground:
    """The made-up organisation behind the page: it is the page's ``World``."""

    def __init__(self, parts: Parts, clock: MovedClock, weeks: int = WEEKS) -> None:
        self._parts, self._clock, self._weeks = parts, clock, weeks
        home = parts.config.organisation
        self._lines = parse_roster(ROSTER.read_bytes(), home_zone=home.zone)
        self._people: Sequence[Person] = ()
        messengers, directories = dict[str, Messenger](), dict[str, Directory]()
        random = Random(SEED)  # noqa: S311 - jitter between tries
        self._leadership = Leadership(parts.turns)
        courier = Courier(parts.turns, self._leadership, messengers, random, Pacing({}), workers=1)
        self._engine = InlineEngine()
        self._clockwork = Clockwork(
            parts.turns, self._engine, courier, directories, self._leadership
        )
        self._dispatcher = Dispatcher(parts.turns, parts.router, self._clockwork.beat)
        self._visited = Visited(self._dispatcher, set())
        self.adapter = PlaygroundAdapter(
            PlaygroundSettings(self._word, home.language, home.zone),
            self._visited,
            clock,
            svg,
            self,
        )
        messengers[PLATFORM] = self.adapter.messenger
        directories[PLATFORM] = self.adapter.directory

    def people(self) -> Sequence[Person]:
        """Everybody; those who show a role each stand first."""
        return self._people

    def channels(self) -> Sequence[str]:
        return CHANNELS

    def now(self) -> datetime:
        return self._clock()

    @property
    def last_beat(self) -> datetime | None:
        return self._clockwork.last_beat

    def advance(self, step: timedelta) -> Iterator[Progress]:
        """The others live on; whom a visitor stepped into is left to the visitor."""
        start = self._clock()
        for now in live_on(self._stage, step, self._visited.people):
            yield Progress((now - start) / step, now)

    def begin(self) -> Iterator[Progress]:
        """Live through the weeks before the visitor comes, by the same code as ever after."""
        self._found()
        arrivals = [parse.arrival(account_of(line), self._clock()) for line in self._lines]
        channels = {name: Address(PLATFORM, WORKSPACE, channel_room(name)) for name in CHANNELS}
        self._visited.people.clear()
        self._stage = Stage(
            self._clock,
            self._clockwork,
            self._dispatcher,
            self._parts.turns,
            PLATFORM,
            LEAD,
            channels,
            arrivals,
            [account_of(line) for line in self._lines if line.email in UNDECIDED],
        )
        for share, now in play(self._stage, self._weeks):
            yield Progress(share, now)

    def reset(self) -> Iterator[Progress]:
        """Empty the store and begin again; the made-up time starts over with it."""
        self._empty_store()
        self._clock.start_over(first_day(self._weeks))
        self._engine.forget()
        self._clockwork.forget()
        self._leadership.forget()
        yield from self.begin()

    def _empty_store(self) -> None:
        """A new file: the audit chain of the old one refuses to be emptied."""
        database = self._parts.database
        database.close()
        for file in Path(database.file or "").parent.glob("playground.sqlite*"):
            file.unlink()
        migrate(database)

    def _found(self) -> None:
        """The roster and the roles."""
        with self._parts.turns.begin() as turn:
            turn.store.roster.replace(self._lines, turn.now)
            for email, role in ROLES.items():
                person = turn.store.people.by_email(email)
                if person is not None:
                    turn.store.people.grant(person.id, role, turn.now)
            found = [self._person(line, turn) for line in self._lines]
        self._people = sorted(found, key=lambda person: not person.featured)

    def _person(self, line: RosterLine, turn: Turn) -> Person:
        known = turn.store.people.by_email(line.email)
        roles = turn.store.people.roles(known.id) if known else frozenset()
        return Person(
            id=account_of(line),
            name=line.name,
            role=", ".join(self._word(name) for name in _shown(roles, line.email)),
            team=line.team,
            featured=line.email in FEATURED,
            email=line.email,
            zone=line.zone,
            locale=self._parts.config.organisation.language,
        )

    def _word(self, name: str, language: str = "") -> str:
        home = self._parts.config.organisation.language
        return self._parts.catalog.label(name, language or home)


def account_of(line: RosterLine) -> str:
    return line.email.partition("@")[0]


def _shown(roles: frozenset[str], email: str) -> list[str]:
    """Everybody is an employee: that is said only of those who are nothing else."""
    if email in UNDECIDED:
        return ["playground.undecided"]
    return [f"role.{role}" for role in sorted(roles - {Role.EMPLOYEE}) or [Role.EMPLOYEE]]
