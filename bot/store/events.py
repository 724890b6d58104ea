"""Which events had their effect, and how they were answered."""

from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete, update
from sqlalchemy.sql.dml import Update
from sqlmodel import Session, col

from bot.model.replies import Reply
from bot.store.drawn import read_reply, written_reply
from bot.store.inserts import insert_once
from bot.store.tables import EventKey


class Events:
    """The keys of handled events, kept as long as a platform may repeat one."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def begin(self, key: str, now: datetime) -> bool:
        """False when this event had its effect before."""
        return insert_once(self.session, EventKey(key=key, handled_at=now))

    def finish(self, key: str, reply: Reply, person_id: str | None) -> None:
        outcome = {"handled": key, "outcome": written_reply(reply), "person_id": person_id}
        self.session.connection().execute(_finished(), outcome)

    def forget(self, key: str) -> None:
        """The event had no effect after all; the same one may come again."""
        self.session.delete(self.session.get_one(EventKey, key))

    def outcome(self, key: str) -> Reply:
        return read_reply(self.session.get_one(EventKey, key).outcome)

    def purge(self, before: datetime) -> int:
        gone = delete(EventKey).where(col(EventKey.handled_at) < before)
        return self.session.connection().execute(gone).rowcount


@cache
def _finished() -> Update:
    """Every event needs this one: SQLAlchemy writes it out once."""
    mine = update(EventKey).where(col(EventKey.key) == bindparam("handled"))
    return mine.values(outcome=bindparam("outcome"), person_id=bindparam("person_id"))
