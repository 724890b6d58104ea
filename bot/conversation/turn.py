"""Everything a handler or a job may reach, and nothing else."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.catalog import Catalog
from bot.config import Config
from bot.errors import FormRejected, UnknownPerson
from bot.keyring import KeyRing
from bot.model.events import Event
from bot.model.forms import Form
from bot.model.ports import Clock
from bot.model.replies import ShowCard, ShowFieldErrors
from bot.model.zones import known_zone
from bot.permissions import Role
from bot.store.audit import BY_COMMAND
from bot.store.database import Database
from bot.store.store import Store
from bot.store.tables import Person

CLOCK, COMMAND_LINE = "clock", BY_COMMAND


@dataclass(frozen=True, slots=True)
class Turn:
    """One unit of work: time stands still in it, and all of it is saved or none.

    ``person`` and ``roles`` are those of the actor; a job has none, and is done ``by`` the clock.
    """

    store: Store
    catalog: Catalog
    config: Config
    now: datetime
    new_id: Callable[[], str]
    language: str
    by: str
    person: Person | None = None
    roles: frozenset[Role] = frozenset()

    @property
    def me(self) -> Person:
        """The person who acts. Raises ``UnknownPerson`` for somebody who is not on the roster."""
        if self.person is None:
            raise UnknownPerson
        return self.person

    @property
    def respondent(self) -> str:
        """The pseudonym on the answers of whoever acts; empty until they answer for the first time.

        Looking makes none: whoever erased their data has no link to answers any more.
        """
        return self.store.pseudonyms.of_all([self.me.id]).get(self.me.id, "")

    @property
    def today(self) -> date:
        """The date where the organisation is."""
        return self.now.astimezone(ZoneInfo(self.config.organisation.zone)).date()

    def told_at(self, event: Event) -> datetime:
        """When the source says that it happened; its clock may be ahead of ours."""
        return min(event.occurred_at, self.now)

    def say(self, message: str, **values: object) -> ShowCard:
        return ShowCard(self.catalog.card(message, self.language, values))

    def correct(
        self, form: Form, entered: Mapping[str, str], rejected: FormRejected
    ) -> ShowFieldErrors:
        """The form again, with what was typed and what is wrong beside each field."""
        errors = {
            field: self.catalog.text(problem.message, self.language, problem.values)
            for field, problem in rejected.problems.items()
        }
        return ShowFieldErrors(form, entered, errors)

    def word(self, label: str) -> str:
        return self.catalog.label(label, self.language)

    def day(self, day: date) -> str:
        return self.catalog.short_day(day, self.language)

    def full_day(self, day: date) -> str:
        """With its year, for what is kept long."""
        return self.catalog.full_day(day, self.language)

    def place(self, zone: str) -> ZoneInfo:
        """The zone of that name, else the organisation's: a profile may name any."""
        return known_zone(zone) or ZoneInfo(self.config.organisation.zone)

    def local(self, at: datetime, zone: str) -> str:
        """An instant as values say it, in somebody's zone: elsewhere it may be another day."""
        return at.astimezone(self.place(zone)).isoformat()

    def record(self, deed: str, subject: str, **details: object) -> None:
        """Write into the audit chain, in this transaction."""
        actor = self.person.id if self.person else self.by
        self.store.audit.record(self.now, actor, deed, subject, details)


@dataclass(frozen=True, slots=True)
class Turns:
    """Begins turns; each is one transaction of the store."""

    database: Database
    keys: KeyRing
    catalog: Catalog
    choices: Callable[[], Config]
    clock: Clock
    new_id: Callable[[], str]

    @property
    def config(self) -> Config:
        """The choices in force: the file may be changed while the program runs."""
        return self.choices()

    @contextmanager
    def begin(self, by: str = CLOCK) -> Iterator[Turn]:
        """A turn; ``by`` is who acts in it, for the audit chain, while no person is known."""
        with self.database.transaction() as session:
            yield self._turn(Store(session, self.keys, self.new_id), by)

    @contextmanager
    def reading(self) -> Iterator[Turn]:
        """A turn for a store that cannot be written; raises ``NotWritable`` at any change."""
        with self.database.reading() as session:
            yield self._turn(Store(session, self.keys, self.new_id), CLOCK)

    def _turn(self, store: Store, by: str) -> Turn:
        config = self.choices()  # one and the same for all of the turn
        return Turn(
            store=store,
            catalog=self.catalog,
            config=config,
            now=self.clock(),
            new_id=self.new_id,
            language=config.organisation.language,
            by=by,
        )
