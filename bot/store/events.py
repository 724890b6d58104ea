"""Which events had their effect, and how they were answered."""

import hmac
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete, update
from sqlalchemy.sql.dml import Update
from sqlmodel import Session, col

from bot.keyring import KeyRing
from bot.model.replies import Nothing, Reply
from bot.store.drawn import read_reply, written_reply
from bot.store.inserts import insert_all_once
from bot.store.tables import EventKey

_SEALED_AS = "eventkey.outcome"


class Events:
    """The keys of handled events, kept as long as a platform may repeat one.

    What was answered is sealed: a person's own page would otherwise stand in clear beside their id.
    Keys are stored by their names: some hold a hash of what was entered, which could be guessed.
    """

    def __init__(self, session: Session, keys: KeyRing) -> None:
        self.session, self.keys = session, keys

    def name(self, key: str) -> str:
        """What stands for an event's key in the store; without the ring nobody gets from one to it.

        A form's key has a hash of its values: beside a person's id it would say which of the
        answers in the store are theirs.
        """
        return hmac.digest(self.keys.key("event"), key.encode(), "sha256").hex()

    def begin(self, key: str, now: datetime) -> bool:
        """False when this event had its effect before."""
        fresh = {"key": self.name(key), "handled_at": now, "outcome": ""}
        return insert_all_once(self.session, EventKey, [fresh]) == 1

    def finish(self, key: str, reply: Reply, person_id: str | None) -> None:
        """Keep how it was answered; of what was answered with silence nobody is named."""
        if isinstance(reply, Nothing):
            return
        sealed = self.keys.encrypt(written_reply(reply), _SEALED_AS, key)
        outcome = {"handled": self.name(key), "outcome": sealed, "person_id": person_id}
        self.session.connection().execute(_finished(), outcome)

    def forget(self, key: str) -> None:
        """The event had no effect after all; the same one may come again."""
        self.session.delete(self.session.get_one(EventKey, self.name(key)))

    def outcome(self, key: str) -> Reply:
        """What the event was answered with.

        Raises ``SealBroken`` if somebody changed it, or another version wrote it.
        """
        sealed = self.session.get_one(EventKey, self.name(key)).outcome
        return read_reply(self.keys.decrypt(sealed, _SEALED_AS, key)) if sealed else Nothing()

    def purge(self, before: datetime) -> int:
        gone = delete(EventKey).where(col(EventKey.handled_at) < before)
        return self.session.connection().execute(gone).rowcount


@cache
def _finished() -> Update:
    """Every event needs this one: SQLAlchemy writes it out once."""
    mine = update(EventKey).where(col(EventKey.key) == bindparam("handled"))
    return mine.values(outcome=bindparam("outcome"), person_id=bindparam("person_id"))
