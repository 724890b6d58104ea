"""People, their accounts, roles and wishes."""

from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.model.events import Actor, Address
from bot.store.inserts import insert_once
from bot.store.tables import Account, Person, Preference, RoleGrant, Team, TeamChannel

_SEEN_AGAIN = timedelta(minutes=1)


class People:
    """Queries about people, built around the open session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, person_id: str) -> Person:
        return self.session.exec(select(Person).where(Person.id == person_id)).one()

    def by_email(self, email: str) -> Person | None:
        statement = select(Person).where(Person.email == email.lower())
        return self.session.exec(statement).first()

    def everyone(self) -> list[Person]:
        statement = select(Person).where(col(Person.active)).order_by(Person.name)
        return list(self.session.exec(statement))

    def whereabouts(self) -> frozenset[tuple[str, str, str, str | None]]:
        """Which teams have people in which zones, and who manages them."""
        statement = select(Person.team_id, Person.zone, Person.chat_zone, Person.manager_id).where(
            col(Person.active)
        )
        return frozenset(self.session.exec(statement.distinct()))

    def account(self, actor: Actor) -> Account | None:
        statement = select(Account).where(
            Account.platform == actor.platform,
            Account.workspace == actor.workspace,
            Account.account == actor.account,
        )
        return self.session.exec(statement).first()

    def meet(self, actor: Actor, conversation: str, seen_at: datetime, new_id: str) -> Account:
        """The actor's account, made when it is new, with where and when they were last seen.

        An event that is older than the last one seen changes nothing: events come in any order.
        """
        account = self.account(actor)
        if account is None:
            names = (actor.platform, actor.workspace, actor.account)
            fresh = Account(
                id=new_id,
                platform=names[0],
                workspace=names[1],
                account=names[2],
                conversation=conversation or actor.account,
                last_seen_at=seen_at,
            )
            insert_once(self.session, fresh)
            account = self.account(actor) or fresh
        elif account.last_seen_at is None or seen_at - account.last_seen_at > _SEEN_AGAIN:
            account.last_seen_at = seen_at
        if conversation and conversation != account.conversation and self._newest(account, seen_at):
            account.conversation = conversation
        account.reachable = True
        self.session.add(account)
        return account

    @staticmethod
    def _newest(account: Account, seen_at: datetime) -> bool:
        return account.last_seen_at is None or seen_at >= account.last_seen_at

    def of_account(self, account: Account) -> Person | None:
        if account.person_id is None:
            return None
        person = self.get(account.person_id)
        return person if person.active else None

    def address(self, person_id: str) -> Address | None:
        """Where to write to a person: the account they used last, of those that can be reached."""
        statement = (
            select(Account)
            .where(Account.person_id == person_id, col(Account.reachable))
            .order_by(col(Account.last_seen_at).desc().nulls_last(), Account.id)
        )
        account = self.session.exec(statement).first()
        if account is None:
            return None
        return Address(account.platform, account.workspace, account.conversation)

    def to_look_up(self, now: datetime, limit: int) -> list[str]:
        """Ids of accounts that were seen and whose profile nobody has looked up yet."""
        held_off = col(Account.look_up_after) > now
        statement = select(Account.id).where(
            col(Account.looked_up_at).is_(None),
            col(Account.last_seen_at).is_not(None),
            col(Account.look_up_after).is_(None) | ~held_off,
        )
        return list(self.session.exec(statement.order_by(Account.id).limit(limit)))

    def get_account(self, account_id: str) -> Account:
        return self.session.exec(select(Account).where(Account.id == account_id)).one()

    def accounts(self, platform: str) -> list[Account]:
        """Every matched account of a platform, in the order of their names."""
        statement = select(Account).where(
            Account.platform == platform, col(Account.person_id).is_not(None)
        )
        return list(self.session.exec(statement.order_by(Account.account)))

    def mark_unreachable(self, address: Address) -> None:
        statement = select(Account).where(
            Account.platform == address.platform,
            Account.workspace == address.workspace,
            Account.conversation == address.conversation,
        )
        for account in self.session.exec(statement):
            account.reachable = False
            self.session.add(account)

    def roles(self, person_id: str) -> frozenset[str]:
        """What was granted, and ``manager`` for whoever has reports on the roster."""
        grants = self.session.exec(
            select(RoleGrant.role).where(RoleGrant.person_id == person_id)
        ).all()
        reports = select(func.count()).where(Person.manager_id == person_id, col(Person.active))
        manages = self.session.exec(reports).one() > 0
        return frozenset({"employee", *grants, *(["manager"] if manages else [])})

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


class Teams:
    """Queries about teams and where their digests go."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, team_id: str) -> Team:
        return self.session.exec(select(Team).where(Team.id == team_id)).one()

    def by_name(self, name: str) -> Team | None:
        statement = select(Team).where(func.lower(Team.name) == name.strip().lower())
        return self.session.exec(statement).first()

    def all(self) -> list[Team]:
        return list(self.session.exec(select(Team).order_by(Team.name)))

    def members(self, team_id: str) -> list[Person]:
        statement = select(Person).where(Person.team_id == team_id, col(Person.active))
        return list(self.session.exec(statement.order_by(Person.name)))

    def managers(self, team_id: str) -> list[Person]:
        """Whoever manages somebody in the team, by the roster."""
        managed = select(Person.manager_id).where(Person.team_id == team_id, col(Person.active))
        statement = select(Person).where(col(Person.id).in_(managed), col(Person.active))
        return list(self.session.exec(statement.order_by(Person.name)))

    def bind(self, team_id: str, address: Address, now: datetime) -> None:
        row = TeamChannel(
            team_id=team_id,
            platform=address.platform,
            workspace=address.workspace,
            conversation=address.conversation,
            bound_at=now,
        )
        self.session.merge(row)

    def unbind(self, address: Address) -> None:
        statement = select(TeamChannel).where(
            TeamChannel.platform == address.platform,
            TeamChannel.workspace == address.workspace,
            TeamChannel.conversation == address.conversation,
        )
        for row in self.session.exec(statement):
            self.session.delete(row)

    def channel(self, team_id: str) -> Address | None:
        row = self.session.get(TeamChannel, team_id)
        return Address(row.platform, row.workspace, row.conversation) if row else None
