"""People, their accounts, roles and wishes."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, bindparam, func, literal_column
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from bot.model.events import Address
from bot.store.inserts import insert_once
from bot.store.tables import Account, Invitation, Person, Preference, RoleGrant, Stay


class People:
    """Queries about people, built around the open session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, person_id: str) -> Person:
        return self.session.exec(_person(), params={"id": person_id}).one()

    def by_email(self, email: str) -> Person | None:
        statement = select(Person).where(Person.email == email.lower())
        return self.session.exec(statement).first()

    def everyone(self) -> list[Person]:
        statement = select(Person).where(col(Person.active)).order_by(Person.name)
        return list(self.session.exec(statement))

    def page(
        self, zone: str, after: str, limit: int, team_id: str | None, wave_id: str | None
    ) -> list[Person]:
        """People in the order of their ids, who live in that zone or moved there or from there.

        Of one team only, or of those invited to one wave, where that is given.
        """
        moved = select(Stay.person_id).where(Stay.zone == zone)
        found = select(Person).where(
            col(Person.active),
            Person.id > after,
            (_local_zone() == zone) | col(Person.id).in_(moved),
        )
        if team_id is not None:
            found = found.where(Person.team_id == team_id)
        if wave_id is not None:
            invited = select(Invitation.person_id).where(Invitation.wave_id == wave_id)
            found = found.where(col(Person.id).in_(invited))
        return list(self.session.exec(found.order_by(Person.id).limit(limit)))

    def headcount(self, team_id: str | None) -> dict[str, int]:
        """How many people live in which zone, of one team where that is given."""
        found = select(_local_zone(), func.count()).where(col(Person.active))
        if team_id is not None:
            found = found.where(Person.team_id == team_id)
        return dict(self.session.exec(found.group_by(_local_zone())).all())

    def whereabouts(self) -> frozenset[tuple[str, str, str, str | None]]:
        """Which teams have people in which zones, and who manages them."""
        return frozenset(self.session.exec(_whereabouts()))

    def of_account(self, account: Account) -> Person | None:
        if account.person_id is None:
            return None
        person = self.get(account.person_id)
        return person if person.active else None

    def address(self, person_id: str) -> Address | None:
        """Where to write to a person: the account they used last, of those that can be reached."""
        account = self.session.exec(_reachable(), params={"person": person_id}).first()
        if account is None:
            return None
        return Address(account.platform, account.workspace, account.conversation)

    def last_seen(self, person_id: str) -> datetime | None:
        """When this person was last heard of, on whichever account; None before the first time."""
        return self.session.exec(_last_seen(), params={"person": person_id}).one()

    def was_met(self, person_id: str) -> bool:
        """Whether the bot ever knew where to write to this person."""
        statement = select(Account.id).where(Account.person_id == person_id)
        return self.session.exec(statement.limit(1)).first() is not None

    def reachable(self) -> frozenset[str]:
        """Ids of the people who work here and have an account that can be written to."""
        statement = select(Account.person_id).join(Person, col(Person.id) == col(Account.person_id))
        found = statement.where(col(Account.reachable), col(Person.active)).distinct()
        return frozenset(id for id in self.session.exec(found) if id)

    def roles(self, person_id: str) -> frozenset[str]:
        """What was granted, and ``manager`` for whoever has reports on the roster."""
        grants = self.session.exec(
            select(RoleGrant.role).where(RoleGrant.person_id == person_id)
        ).all()
        reports = select(func.count()).where(Person.manager_id == person_id, col(Person.active))
        return held_roles(grants, self.session.exec(reports).one() > 0)

    def grant(self, person_id: str, role: str, now: datetime) -> bool:
        return insert_once(self.session, RoleGrant(person_id=person_id, role=role, granted_at=now))

    def revoke(self, person_id: str, role: str) -> bool:
        grant = self.session.get(RoleGrant, (person_id, role))
        if grant is not None:
            self.session.delete(grant)
        return grant is not None

    def preference(self, person_id: str) -> Preference:
        """What the person asked for; an empty one when they asked for nothing yet."""
        return self.session.get(Preference, person_id) or Preference(person_id=person_id)

    def save_preference(self, preference: Preference) -> None:
        self.session.merge(preference)


def _local_zone() -> "ColumnElement[str]":
    """``Person.local_zone`` in SQL."""
    return func.coalesce(func.nullif(Person.chat_zone, literal_column("''")), Person.zone)


def held_roles(granted: Iterable[str | None], manages: bool) -> frozenset[str]:
    return frozenset({"employee", *filter(None, granted), *(["manager"] if manages else [])})


# Asked for each message or at each tick: SQLAlchemy writes these out once.


@cache
def _person() -> SelectOfScalar[Person]:
    return select(Person).where(Person.id == bindparam("id"))


@cache
def _reachable() -> SelectOfScalar[Account]:
    return (
        select(Account)
        .where(Account.person_id == bindparam("person"), col(Account.reachable))
        .order_by(col(Account.last_seen_at).desc().nulls_last(), col(Account.id))
    )


@cache
def _last_seen() -> SelectOfScalar[datetime | None]:
    newest = func.max(Account.last_seen_at)
    return select(newest).where(Account.person_id == bindparam("person"))


@cache
def _whereabouts() -> "Select[str, str, str, str | None]":
    found = select(Person.team_id, Person.zone, Person.chat_zone, Person.manager_id)
    return found.where(col(Person.active)).distinct()
