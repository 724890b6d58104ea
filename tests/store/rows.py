"""Short ways to fill a store."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TypeVar

from sqlmodel import SQLModel

from bot.keyring import KeyRing
from bot.model.ports import Kind
from bot.store.database import Database
from bot.store.outbox import PRIORITY
from bot.store.store import Store
from bot.store.tables import Delivery, Person, Pilot, Response, Team, Wave

Row = TypeVar("Row", bound=SQLModel)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
TODAY = NOW.date()
KEYS = KeyRing.parse("only-for-the-tests-of-the-store")


@contextmanager
def opened(database: Database, keys: KeyRing = KEYS) -> Iterator[Store]:
    """A store within one transaction; ids are counted from 1 in each."""
    numbers = count(1)
    with database.transaction() as session:
        yield Store(session, keys, lambda: f"id-{next(numbers)}")


def add_team(store: Store, name: str = "Finance") -> Team:
    team = Team(id=name.lower(), name=name, zone="Europe/Amsterdam")
    store.people.session.add(team)
    store.people.session.flush()
    return team


def add_person(store: Store, name: str = "Alice", team: str = "finance") -> Person:
    person = Person(
        id=name.lower(),
        name=name,
        email=f"{name.lower()}@northlight.example",
        team_id=team,
        role_band="analyst",
        contracted_hours=40,
        zone="Europe/Amsterdam",
    )
    store.people.session.add(person)
    store.people.session.flush()
    return person


def add_wave(store: Store, day: date = TODAY) -> Wave:
    opens = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return store.surveys.open(
        Wave(
            id=f"checkin-{day}",
            survey="checkin",
            local_date=day,
            kind="pulse",
            opens_at=opens,
            closes_at=opens + timedelta(days=5),
        )
    )


def response(wave: Wave, respondent: str = "r1", at: datetime = NOW) -> Response:
    return Response(
        wave_id=wave.id,
        respondent=respondent,
        answered_at=at,
        revised_at=at,
        contracted_hours=40,
        wording="v1",
    )


def pilot(name: str, team: str = "finance", owner: str = "alice") -> Pilot:
    return Pilot(id=name, name=name, team_id=team, survey="checkin", owner_id=owner, started_at=NOW)


def changed(row: Row, **changes: object) -> Row:
    """Another row like this one. (``model_copy`` would share the first one's state.)"""
    return type(row)(**{**row.model_dump(), **changes})


def nudge(name: str, person: str | None = None, at: datetime = NOW) -> Delivery:
    return Delivery(
        id=name,
        kind=Kind.NUDGE,
        dedupe_key=name,
        person_id=person,
        message="nudges/finish_checkin",
        priority=PRIORITY[Kind.NUDGE],
        created_at=at,
        send_after=at,
        fresh_for=4 * 3600,
        expires_at=at + timedelta(hours=4),
    )
