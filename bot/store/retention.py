"""Forgetting what has been kept as long as people were told."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Delete, delete, tuple_
from sqlmodel import Session, col, select

from bot.store.tables import Answer, BaselineWeek, Pilot, Response

BASELINES_KEPT = timedelta(weeks=13)  # after the pilot's end, docs/measures.md 2


class Retention:
    """Published figures stay: they are about nobody. Safe to repeat."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def forget_answers(self, before: datetime) -> int:
        """Whole responses that were last revised before that; how many there were."""
        self._gone(_answers_from(before))
        return self._gone(delete(Response).where(col(Response.revised_at) < before))

    def forget_texts(self, before: datetime, chosen: Collection[str]) -> int:
        """Words, but to the questions of which it is known that answers are chosen there.

        What is in no survey file any more may have been written: it goes.
        """
        words = col(Answer.sealed).is_not(None) | col(Answer.text).is_not(None)
        own = words & col(Answer.question).not_in(chosen)
        return self._gone(_answers_from(before).where(own))

    def forget_baselines(self, before: datetime) -> int:
        """Frozen weeks of pilots that ended before that."""
        over = select(Pilot.id).where(col(Pilot.stopped_at) < before)
        return self._gone(delete(BaselineWeek).where(col(BaselineWeek.pilot_id).in_(over)))

    def _gone(self, rows: Delete) -> int:
        return self.session.connection().execute(rows).rowcount


def _answers_from(before: datetime) -> Delete:
    old = select(Response.wave_id, Response.respondent).where(col(Response.revised_at) < before)
    return delete(Answer).where(tuple_(col(Answer.wave_id), col(Answer.respondent)).in_(old))
