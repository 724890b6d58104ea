"""What is true of the whole store."""

from sqlalchemy import update
from sqlmodel import Session, select

from bot.errors import KeysLost
from bot.keyring import KeyRing
from bot.store.inserts import insert_once
from bot.store.tables import Installation


class Installations:
    """The one row that says under which root key this store was written."""

    def __init__(self, session: Session, keys: KeyRing) -> None:
        self.session, self.keys = session, keys

    def recognise(self) -> None:
        """Raises ``KeysLost`` when the store was written under another root key."""
        insert_once(self.session, Installation(id=1, root_key=self.keys.fingerprint))
        known = self.session.exec(select(Installation.root_key)).one()
        if known != self.keys.fingerprint:
            raise KeysLost(
                "the last key in DIVIDEND_SECRET_KEY is not the one this store was written under: "
                "without it, answers cannot be told whose they are. Put the old key back, last."
            )

    def touch(self) -> None:
        """Write without changing anything: whoever asks learns whether the store can be written."""
        same = update(Installation).values(root_key=Installation.root_key)
        self.session.connection().execute(same)
