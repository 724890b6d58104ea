"""Files behind links: each for one person, once, for ten minutes."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from bot.errors import SealBroken
from bot.keyring import KeyRing
from bot.model.cards import File
from bot.store.tables import Download

LIVES = timedelta(minutes=10)  # promises.md R-A8
_SEALED_AS = "download.content"


class Downloads:
    """Queries about files behind links, built around the open session.

    The secret of a link is not kept: whoever reads the store cannot fetch what it leads to.
    """

    def __init__(self, session: Session, keys: KeyRing) -> None:
        self.session, self.keys = session, keys

    def keep(self, file: File, secret: str, person_id: str, now: datetime) -> None:
        self.purge(now)
        ticket = _ticket(secret)
        row = Download(
            ticket=ticket,
            person_id=person_id,
            name=file.name,
            label=file.label,
            content=self.keys.encrypt(file.content, _SEALED_AS, ticket),
            expires_at=now + LIVES,
        )
        self.session.add(row)
        self.session.flush()

    def look(self, secret: str, now: datetime) -> Download | None:
        """What the link leads to; None for one that was used, is too old, or never was."""
        row = self.session.get(Download, _ticket(secret))
        return row if row is not None and row.expires_at > now else None

    def take(self, secret: str, now: datetime) -> File | None:
        """The file, for the first who asks; afterwards the link leads nowhere."""
        row = self.session.get(Download, _ticket(secret), with_for_update=True)
        if row is None or row.expires_at <= now:
            return None
        self.session.delete(row)
        try:
            content = self.keys.decrypt(row.content, _SEALED_AS, row.ticket)
        except SealBroken:
            return None
        return File(row.name, row.label, content)

    def purge(self, now: datetime) -> None:
        over = delete(Download).where(col(Download.expires_at) <= now)
        self.session.connection().execute(over)


def _ticket(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
