"""The accounts with which people were met, and who is behind them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Update, bindparam, update
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from bot.model.events import Actor, Address
from bot.store.inserts import insert_once
from bot.store.newest import is_newest
from bot.store.people import held_roles
from bot.store.tables import Account, Person, RoleGrant

Query = Select[Account, Person | None, str | None, bool]


@dataclass(frozen=True, slots=True)
class Known:
    """An account, and whose it is while they work here; ``person`` is None for anybody else."""

    account: Account
    person: Person | None = None
    roles: frozenset[str] = frozenset()


class Accounts:
    """Queries about accounts, built around the open session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def of(self, actor: Actor) -> Account | None:
        statement = select(Account).where(
            Account.platform == actor.platform,
            Account.workspace == actor.workspace,
            Account.account == actor.account,
        )
        return self.session.exec(statement).first()

    def known(self, actor: Actor) -> Known | None:
        """Everything about whoever acts, in one query: every event asks for it."""
        return self._found(actor, _known())

    def _found(self, actor: Actor, query: Query) -> Known | None:
        names = {
            "platform": actor.platform,
            "workspace": actor.workspace,
            "account": actor.account,
        }
        rows = self.session.exec(query, params=names).all()
        if not rows:
            return None
        account, person, _, manages = rows[0]
        if person is None or not person.active:
            return Known(account)
        return Known(account, person, held_roles((row[2] for row in rows), manages))

    def meet(self, actor: Actor, conversation: str, seen_at: datetime, new_id: str) -> Known:
        """Whoever acts, with where and when they were last seen; a new account is made.

        An event that is older than the last one seen changes nothing: events come in any order.
        Two events of one account at once take turns.
        """
        known = self._found(actor, _held())
        if known is None:
            fresh = Account(
                id=new_id,
                platform=actor.platform,
                workspace=actor.workspace,
                account=actor.account,
                conversation=conversation or actor.account,
                last_seen_at=seen_at,
            )
            insert_once(self.session, fresh)
            known = self._found(actor, _held()) or Known(fresh)
        self._see(known.account, conversation, seen_at)
        return known

    def _see(self, account: Account, conversation: str, seen_at: datetime) -> None:
        """A statement of its own: every event needs it, and a unit of work costs thrice as much."""
        seen = dict[str, object]()
        if is_newest(seen_at, account.last_seen_at):
            seen |= {"last_seen_at": seen_at, "reachable": True}
        if conversation and is_newest(seen_at, account.told_at):
            seen |= {"conversation": conversation, "told_at": seen_at}
        if seen:
            self.session.connection().execute(_seen(*seen), {"held": account.id, **seen})
        for column, value in seen.items():
            set_committed_value(account, column, value)

    def to_look_up(self, now: datetime, limit: int) -> list[str]:
        """Ids of accounts that were seen and whose profile nobody has looked up yet."""
        asked = {"now": now, "limit": limit}
        return list(self.session.exec(_to_look_up(), params=asked))

    def get(self, account_id: str) -> Account:
        return self.session.exec(select(Account).where(Account.id == account_id)).one()

    def matched(self, platform: str) -> list[Account]:
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


@cache
def _seen(*columns: str) -> Update:
    mine = update(Account).where(col(Account.id) == bindparam("held"))
    return mine.values({name: bindparam(name) for name in columns})


@cache
def _held() -> Query:
    """The same, and the account is this transaction's until it ends."""
    return _known().with_for_update(of=Account)


@cache
def _known() -> Query:
    """A row for each role that was granted, or one without."""
    report = aliased(Person)
    reports = select(report.id).where(report.manager_id == Person.id, col(report.active))
    return (
        select(Account, Person, RoleGrant.role, reports.exists())
        .join(Person, col(Person.id) == Account.person_id, isouter=True)
        .join(RoleGrant, col(RoleGrant.person_id) == Person.id, isouter=True)
        .where(
            Account.platform == bindparam("platform"),
            Account.workspace == bindparam("workspace"),
            Account.account == bindparam("account"),
        )
    )


@cache
def _to_look_up() -> SelectOfScalar[str]:
    held_off = col(Account.look_up_after) > bindparam("now")
    statement = select(Account.id).where(
        col(Account.looked_up_at).is_(None),
        col(Account.last_seen_at).is_not(None),
        col(Account.look_up_after).is_(None) | ~held_off,
    )
    return statement.order_by(Account.id).limit(bindparam("limit"))
