"""A made-up organisation whose people the bot knows already, in a store that nothing else uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

from sqlmodel import func, select, update

from adapters.slack.errand import Errand
from bench.slack_requests import SECRET, WORKSPACE, account
from bot.keyring import KeyRing
from bot.model.actions import Action
from bot.roster import parse_roster
from bot.store.database import Database
from bot.store.schema import migrate
from bot.store.store import Store
from bot.store.tables import Account, Answer, EventKey, Response, Wave

PEOPLE = 4000
WAVE = "bench-wave"
KEY = "a key that is long enough for benchmarks"
ANSWERS: Mapping[str, str] = {
    "task.invoice_matching": "6",
    "task.payment_chasing": "2,5",
    "task.expense_checks": "1",
    "task.month_end_copying": "0.5",
    "task.report_formatting": "3",
    "task.data_cleanup": "0",
    "task.other": "1",
    "checking_hours": "1.5",
    "normal_week": "yes",
}
ERRAND = str(Errand(Action("survey.submit", WAVE)))
_CONFIG = """
organisation: { name: Northlight, zone: Europe/Berlin, language: en }
limits: { commands_a_minute: 1000000, events_a_second: 1000000 }
surveys:
  checkin:
    form: surveys/checkin
    tasks: tasks/finance
    audience: { who: everyone }
    invitation: invitations/checkin
    cadence: "0 10 1 1 *"
"""
_HEADER = "name,email,team,parent_team,manager_email,role_band,contracted_hours,zone,platform_id"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Where its configuration is, and its store."""

    config: Path
    database_url: str

    def environment(self, port: int, slack_port: int) -> dict[str, str]:
        """The variables with which ``dividend serve`` serves it."""
        return {
            "DIVIDEND_TEST_MODE": "1",
            "DIVIDEND_CONFIG": str(self.config),
            "DIVIDEND_SECRET_KEY": KEY,
            "DATABASE_URL": self.database_url,
            "PORT": str(port),
            "HTTP_CONNECTIONS": "1000",
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"http://127.0.0.1:{slack_port}/api/",
        }

    def stored(self) -> tuple[int, ...]:
        """How many events had their effect, how many responses are kept, of how many answers."""
        database, tables = Database(self.database_url), (EventKey, Response, Answer)
        with database.transaction() as session:
            counts = tuple(
                session.exec(select(func.count()).select_from(table)).one() for table in tables
            )
        database.close()
        return counts


def settled(folder: Path, database_url: str) -> Organisation:
    """Everybody is on the roster, was met before, and is invited to a wave that is open."""
    config = folder / "app.yaml"
    config.write_text(_CONFIG)
    database = Database(database_url)
    migrate(database)
    now = datetime.now(UTC)
    with database.transaction() as session:
        store = Store(session, KeyRing.parse(KEY), lambda: token_hex(16))
        store.roster.replace(parse_roster(_roster().encode(), home_zone="Europe/Berlin"), now)
        session.flush()
        for person in store.people.everyone():
            store.consents.decide(person.id, True, now)
        session.connection().execute(update(Account).values(looked_up_at=now, last_seen_at=now))
        wave = store.surveys.open(
            Wave(
                id=WAVE,
                survey="checkin",
                local_date=now.date(),
                kind="baseline",
                opens_at=now,
                closes_at=now + timedelta(days=5),
            )
        )
        store.surveys.invite(wave, store.people.everyone(), now)
    database.close()
    return Organisation(config, database_url)


def _roster() -> str:
    people = (
        f"Person {n},p{n}@northlight.example,Finance,,,band,40,,slack:{WORKSPACE}:{account(n)}"
        for n in range(PEOPLE)
    )
    return "\n".join((_HEADER, *people))
