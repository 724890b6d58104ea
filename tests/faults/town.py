"""Who lives through the faults: people of eight Slack workspaces and of a Teams tenant."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import select, update

from adapters.slack.errand import Errand
from bot.app.outside import fresh_id
from bot.keyring import KeyRing
from bot.model.actions import Action
from bot.roster import parse_roster
from bot.store.database import Database
from bot.store.schema import migrate
from bot.store.store import Store
from bot.store.tables import Account, Answer, AuditEntry, Delivery, Leader, Occurrence, Wave
from tests.consenting import everybody_agrees
from tests.conversations.town import HEADER
from tests.fakes.teams_server import TENANT

KEY = "a key that is long enough for faults"
CONFIG = Path(__file__).with_name("app.yaml")
LIMITED, SCHEDULES = CONFIG.with_name("limited.yaml"), CONFIG.with_name("schedules.yaml")
WAVE = "faults-wave"
ERRAND = str(Errand(Action("survey.submit", WAVE)))
QUESTION = "checking_hours"
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata")
_WORKSPACES, _PEOPLE_OF_EACH = 8, 12


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """Somebody with one account; ``chat`` is where the bot's messages to them arrive."""

    platform: str
    workspace: str
    account: str

    @property
    def email(self) -> str:
        return f"{self.platform}-{self.account}@northlight.example".lower()

    @property
    def chat(self) -> str:
        return f"a:{self.account}" if self.platform == "teams" else f"D{self.account}"


SLACK = [
    Inhabitant("slack", f"T{workspace}", f"U{workspace}X{number:02}")
    for workspace in range(_WORKSPACES)
    for number in range(_PEOPLE_OF_EACH)
]
TEAMS = [
    Inhabitant("teams", TENANT, str(uuid5(NAMESPACE_URL, str(number))))
    for number in range(_PEOPLE_OF_EACH)
]


def settle(database_url: str, now: datetime) -> None:
    """Everybody is on the roster, was met before, and is invited to a wave that is open."""
    database = Database(database_url)
    migrate(database)
    with database.transaction() as session:
        store = Store(session, KeyRing.parse(KEY), fresh_id)
        store.roster.replace(parse_roster(_roster().encode(), home_zone="Europe/Berlin"), now)
        session.flush()
        everybody_agrees(store, now)
        session.connection().execute(update(Account).values(looked_up_at=now, last_seen_at=now))
        wave = Wave(
            id=WAVE,
            survey="checkin",
            local_date=now.date(),
            kind="baseline",
            opens_at=now,
            closes_at=now + timedelta(days=5),
        )
        store.surveys.invite(store.surveys.open(wave), store.people.everyone(), now)
    database.close()


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store holds when everything is over.

    ``replies`` are by the ``name`` of the event that each answers, ``refusals`` by e-mail.
    """

    deliveries: list[Delivery]
    replies: dict[str, Delivery]
    name: Callable[[str], str]
    refusals: Counter[str]
    hours: dict[str, float]
    first_broken: int | None

    @property
    def unsettled(self) -> int:
        return sum(row.state in ("waiting", "sending") for row in self.deliveries)

    @property
    def doubtful(self) -> list[Delivery]:
        return [row for row in self.deliveries if row.state not in ("sent", "waiting", "sending")]


def kept(database_url: str) -> Kept:
    database = Database(database_url)
    with database.transaction() as session:
        store = Store(session, KeyRing.parse(KEY), fresh_id)
        refused = select(AuditEntry).where(AuditEntry.deed == "refused")
        pseudonyms = store.pseudonyms.of_all([p.id for p in store.people.everyone()])
        emails = {pseudonyms.get(p.id): p.email for p in store.people.everyone()}
        answers = session.exec(select(Answer).where(Answer.question == QUESTION)).all()
        by_id = {person.id: person.email for person in store.people.everyone()}
        deliveries = store.outbox.all()
        replies = [row for row in deliveries if row.dedupe_key.startswith("reply:")]
        found = Kept(
            deliveries=deliveries,
            replies={row.dedupe_key.removeprefix("reply:"): row for row in replies},
            name=store.events.name,
            refusals=Counter(by_id[entry.actor] for entry in session.exec(refused)),
            hours={emails[answer.respondent]: answer.number or 0.0 for answer in answers},
            first_broken=store.audit.first_broken(),
        )
    database.close()
    return found


def leader(database_url: str) -> str:
    """The name of the replica that leads, which ends in its port."""
    database = Database(database_url)
    with database.transaction() as session:
        name = session.exec(select(Leader.replica)).first() or ""
    database.close()
    return name


def occurrences(database_url: str) -> list[Occurrence]:
    database = Database(database_url)
    with database.transaction() as session:
        found = list(session.exec(select(Occurrence)))
    database.close()
    return found


def nudges_due(found: list[Occurrence], database_url: str) -> set[str]:
    """The keys of the deliveries that these occurrences owe to people on Slack."""
    database = Database(database_url)
    with database.transaction() as session:
        people = {
            p.email: p.id for p in Store(session, KeyRing.parse(KEY), fresh_id).people.everyone()
        }
    database.close()
    return {
        f"nudge:{row.schedule}:{row.local_date}:{people[who.email]}"
        for row in found
        for n, who in enumerate(SLACK)
        if row.schedule == f"at_{_team(n)}" and row.zone == ZONES[n % len(ZONES)]
    }


def _team(number: int) -> str:
    """Teams are called by the hour of their nudge, and have people in every zone."""
    return f"{number // len(ZONES) % 24:02}"


def _roster() -> str:
    people = (
        f"Person {n},{who.email},{_team(n)},,,band,40,{ZONES[n % len(ZONES)]},"
        f"{who.platform}:{who.workspace}:{who.account}"
        for n, who in enumerate((*SLACK, *TEAMS))
    )
    return "\n".join((HEADER, *people))
