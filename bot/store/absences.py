"""When people are not there."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import cache

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.store.inserts import insert_all_once
from bot.store.tables import Absence

_A_DAY = timedelta(days=1)
_OVER = timedelta(days=2)  # no local date is still to come anywhere two days after it ended


class Absences:
    """Queries about absences, built around the open session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def days(
        self, person_ids: Collection[str], first: date, last: date = date.max
    ) -> dict[str, frozenset[date]]:
        """The days, from ``first`` to ``last``, on which these people are not there."""
        asked = {"people": list(person_ids), "first": first, "last": last}
        days = dict[str, frozenset[date]]()
        for one in self.session.exec(_between(), params=asked):
            begin, end = max(one.first_day, first), min(one.last_day, last)
            away = frozenset(begin + _A_DAY * day for day in range((end - begin).days + 1))
            days[one.person_id] = days.get(one.person_id, frozenset()) | away
        return days

    def count(self, person_id: str) -> int:
        return len(self.session.exec(select(Absence).where(Absence.person_id == person_id)).all())

    def of_source(self, source: str) -> list[str]:
        """Whose absences are known from that source; an id for each absence."""
        statement = select(Absence.person_id).where(Absence.source == source)
        return list(self.session.exec(statement))

    def replace(self, source: str, absences: Sequence[Absence]) -> None:
        """Make these all that is known from that source."""
        gone = delete(Absence).where(col(Absence.source) == source)
        self.session.connection().execute(gone)
        insert_all_once(self.session, Absence, [one.model_dump() for one in absences])

    def purge(self, today: date) -> None:
        """Forget absences that are over everywhere."""
        over = delete(Absence).where(col(Absence.last_day) < today - _OVER)
        self.session.connection().execute(over)


@cache
def _between() -> SelectOfScalar[Absence]:
    """Asked for each message to a person: SQLAlchemy writes it out once."""
    return select(Absence).where(
        col(Absence.person_id).in_(bindparam("people", expanding=True)),
        Absence.last_day >= bindparam("first"),
        Absence.first_day <= bindparam("last"),
    )
