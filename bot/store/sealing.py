"""Words that people typed, sealed: whoever has the database alone cannot read or move them."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select

from bot.errors import SealBroken
from bot.keyring import KeyRing
from bot.model.fields import LONGEST_TEXT
from bot.store.tables import Answer, Question

AT_ONCE = 500  # in one transaction: others wait for it, on SQLite all of them
Place = tuple[str, str, str]
BEFORE_ALL: Place = ("", "", "")
_SEALED_AS = "answer"


def sealed(keys: KeyRing, text: str, wave_id: str, respondent: str, question: str) -> str:
    """A text as its row keeps it. Raises ``ValueError`` when it is too long."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"an answer has more than {LONGEST_TEXT} characters")
    return keys.encrypt(text, _SEALED_AS, wave_id, respondent, question)


def opened(keys: KeyRing, answer: Answer) -> str:
    """Raises ``SealBroken`` when it was changed, or moved here from another row."""
    if answer.sealed is None:
        return answer.text or ""
    place = (answer.wave_id, answer.respondent, answer.question)
    return keys.decrypt(answer.sealed, _SEALED_AS, *place)


@dataclass(frozen=True, slots=True)
class Seals:
    """How many texts lie open, are sealed under an earlier key, or under one that is gone."""

    open: int
    older: int
    lost: int


@dataclass(frozen=True, slots=True)
class Batch:
    """``last`` is where the next batch begins; what is ``broken`` stays as it is."""

    done: int
    broken: int
    last: Place | None


class Sealing:
    """Queries about sealed texts, built around the open session."""

    def __init__(self, session: Session, keys: KeyRing) -> None:
        self.session, self.keys = session, keys

    def seals(self) -> Seals:
        lying = select(func.count()).where(col(Answer.text).is_not(None))
        counts = Counter[str]()
        for column in (col(Answer.sealed), col(Question.sealed)):
            maker = func.substr(column, 1, len(self.keys.current))
            makers = select(maker, func.count()).where(column.is_not(None)).group_by(maker)
            counts.update(dict(self.session.exec(makers).all()))
        lost = sum(n for made_by, n in counts.items() if not self.keys.is_here(made_by))
        older = sum(counts.values()) - lost - counts[self.keys.current]
        return Seals(self.session.exec(lying).one(), older, lost)

    def renew(self, after: Place = BEFORE_ALL) -> Batch:
        """Seal the next texts behind that place that the first key has not sealed."""
        place = tuple_(Answer.wave_id, Answer.respondent, Answer.question)
        current = col(Answer.sealed).startswith(self.keys.current, autoescape=True)
        statement = (
            select(Answer)
            .where(place > tuple_(*after))
            .where(col(Answer.text).is_not(None) | (col(Answer.sealed).is_not(None) & ~current))
            .order_by(col(Answer.wave_id), col(Answer.respondent), col(Answer.question))
            .limit(AT_ONCE)
            .with_for_update()
        )
        rows, broken = list(self.session.exec(statement)), 0
        for row in rows:
            broken += not self._renewed(row)
        last = (rows[-1].wave_id, rows[-1].respondent, rows[-1].question) if rows else None
        return Batch(len(rows) - broken, broken, last)

    def _renewed(self, row: Answer) -> bool:
        try:
            text = opened(self.keys, row)
        except SealBroken:
            return False
        row.sealed = sealed(self.keys, text, row.wave_id, row.respondent, row.question)
        row.text = None
        self.session.add(row)
        return True
