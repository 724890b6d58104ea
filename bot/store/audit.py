"""The chain that only grows (gate): who did, saw or was refused what, in the same transaction."""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, func, select

from bot.store.inserts import insert_once
from bot.store.tables import AuditEntry, AuditHead

BY_COMMAND = "command line"  # the actor of what is done on the machine itself
_START = "0" * 64
_AT_ONCE = 1_000  # links in memory, whatever the length of the chain
_HEAD = col(AuditHead.id) == 1
_LOCKED_END = select(AuditHead.seq, AuditHead.mac).where(_HEAD).with_for_update()
_ADD = insert(AuditEntry)
_MOVE_ON = update(AuditHead).where(_HEAD).values(seq=bindparam("seq"), mac=bindparam("mac"))


class Audit:
    """An HMAC-SHA256 chain; the key is outside the database, the sequence has no gaps."""

    def __init__(self, session: Session, key: bytes) -> None:
        self.session = session
        self.key = key

    def record(
        self, now: datetime, actor: str, deed: str, subject: str, details: Mapping[str, object]
    ) -> None:
        """Add a link. ``details`` are names and sizes, never answers or free text."""
        seq, before = self._end()
        entry = AuditEntry(
            seq=seq + 1,
            at=now,
            actor=actor,
            deed=deed,
            subject=subject,
            details=json.dumps(details, sort_keys=True, ensure_ascii=False),
            mac="",
        )
        entry.mac = self._mac(entry, before)
        connection = self.session.connection()
        connection.execute(_ADD, entry.model_dump())
        connection.execute(_MOVE_ON, {"seq": entry.seq, "mac": entry.mac})

    def _end(self) -> tuple[int, str]:
        """The last link's number and MAC; nobody else adds one until this transaction ends."""
        if (end := self.session.exec(_LOCKED_END).first()) is None:
            insert_once(self.session, AuditHead(id=1, seq=0, mac=_START))
            end = self.session.exec(_LOCKED_END).one()
        return end

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
        return hmac.digest(self.key, json.dumps(row).encode(), "sha256").hex()
