"""The chain that only grows (gate): who did, saw or was refused what, in the same transaction."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.store.inserts import insert_once
from bot.store.tables import AuditEntry, AuditHead

BY_COMMAND = "command line"  # the actor of what is done on the machine itself
_START = "0" * 64
_AT_ONCE = 1_000  # links in memory, whatever the length of the chain


class Audit:
    """An HMAC-SHA256 chain; the key is outside the database, the sequence has no gaps."""

    def __init__(self, session: Session, key: bytes) -> None:
        self.session = session
        self.key = key

    def record(
        self, now: datetime, actor: str, deed: str, subject: str, details: Mapping[str, object]
    ) -> None:
        """Add a link. ``details`` are names and sizes, never answers or free text."""
        insert_once(self.session, AuditHead(id=1, seq=0, mac=_START))
        locked = select(AuditHead).where(AuditHead.id == 1).with_for_update()
        head = self.session.exec(locked).one()
        entry = AuditEntry(
            seq=head.seq + 1,
            at=now,
            actor=actor,
            deed=deed,
            subject=subject,
            details=json.dumps(details, sort_keys=True, ensure_ascii=False),
            mac="",
        )
        entry.mac = head.mac = self._mac(entry, head.mac)
        head.seq = entry.seq
        self.session.add_all([entry, head])
        self.session.flush()

    def first_broken(self) -> int | None:
        """The sequence number of the first link that does not hold, or None when all do."""
        before, expected = _START, 1
        links = select(AuditEntry).order_by(col(AuditEntry.seq))
        with self.session.exec(links.execution_options(yield_per=_AT_ONCE)) as found:
            for entry in found:
                if entry.seq != expected or entry.mac != self._mac(entry, before):
                    return expected
                before, expected = entry.mac, expected + 1
        head = self.session.get(AuditHead, 1)
        end = (head.seq, head.mac) if head else (0, _START)
        return expected if end != (expected - 1, before) else None

    def entries(self, limit: int) -> list[AuditEntry]:
        statement = select(AuditEntry).order_by(col(AuditEntry.seq).desc()).limit(limit)
        return list(self.session.exec(statement))

    def times(self, actor: str, deed: str, since: datetime) -> int:
        """How often somebody did that; exact after ``record``, which holds the chain's end."""
        mine = (col(AuditEntry.actor) == actor, col(AuditEntry.deed) == deed)
        counted = select(func.count()).where(*mine, col(AuditEntry.at) >= since)
        return self.session.exec(counted).one()

    def _mac(self, entry: AuditEntry, before: str) -> str:
        row = (
            entry.seq,
            entry.at.isoformat(),
            entry.actor,
            entry.deed,
            entry.subject,
            entry.details,
            before,
        )
        return hmac.new(self.key, json.dumps(row).encode(), hashlib.sha256).hexdigest()
