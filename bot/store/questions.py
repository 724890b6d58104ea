"""The question box: nothing in it leads back to whoever asked.

A row that is written in the transaction of whoever asks can be brought together with what else that
transaction wrote, by the traces that a database leaves (numbers of transactions, places in its
files). So what came is held until its day is over, and then all of that day is written anew at
once, in a random order and under new ids.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.errors import SealBroken
from bot.keyring import KeyRing
from bot.store.tables import Question

_SEALED_AS = "question"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that somebody is to answer; ``text`` is None where its seal is broken."""

    id: str
    asked_on: date
    text: str | None


class Questions:
    """Queries about questions, built around the open session."""

    def __init__(self, session: Session, keys: KeyRing, new_id: Callable[[], str]) -> None:
        self.session, self.keys, self.new_id = session, keys, new_id

    def put(self, text: str, today: date) -> None:
        """Into the box; nobody reads it before the day is over."""
        self.session.add(self._row(text, today, is_open=False))
        self.session.flush()

    def open_before(self, today: date) -> int:
        """Let those be read that came on an earlier day; how many they were. Safe to repeat.

        What cannot be read now, because a key is missing, is left for later.
        """
        held = select(Question).where(~col(Question.is_open), Question.asked_on < today)
        # A seal begins with random bytes, so its order is no order.
        rows = self.session.exec(held.order_by(Question.sealed).with_for_update())
        read = [(row, text) for row in rows if (text := self._text(row)) is not None]
        for row, _ in read:
            self.session.delete(row)
        self.session.flush()
        anew = [self._row(text, row.asked_on, is_open=True) for row, text in read]
        anew.sort(key=lambda row: row.id)
        self.session.add_all(anew)
        self.session.flush()
        return len(anew)

    def waiting(self) -> list[Waiting]:
        """Those that may be read, the oldest first."""
        found = select(Question).where(col(Question.is_open))
        rows = self.session.exec(found.order_by(col(Question.asked_on), col(Question.id)))
        return [self._read(row) for row in rows]

    def get(self, question_id: str) -> Waiting | None:
        row = self.session.get(Question, question_id)
        return self._read(row) if row is not None and row.is_open else None

    def settle(self, question_id: str) -> bool:
        """It was answered or declined, and leaves the box; False when somebody was quicker."""
        mine = delete(Question).where(col(Question.id) == question_id, col(Question.is_open))
        return self.session.connection().execute(mine).rowcount == 1

    def renew(self) -> tuple[int, int]:
        """Seal everything under the first key; how many were sealed, and how many are broken."""
        done, broken = 0, 0
        for row in self.session.exec(select(Question).with_for_update()):
            if self.keys.is_current(row.sealed):
                continue
            if (text := self._text(row)) is None:
                broken += 1
                continue
            row.sealed = self.keys.encrypt(text, _SEALED_AS, row.id)
            done += 1
        return done, broken

    def _row(self, text: str, asked_on: date, *, is_open: bool) -> Question:
        id = self.new_id()
        sealed = self.keys.encrypt(text, _SEALED_AS, id)
        return Question(id=id, asked_on=asked_on, is_open=is_open, sealed=sealed)

    def _read(self, row: Question) -> Waiting:
        return Waiting(row.id, row.asked_on, self._text(row))

    def _text(self, row: Question) -> str | None:
        try:
            return self.keys.decrypt(row.sealed, _SEALED_AS, row.id)
        except SealBroken:
            return None
