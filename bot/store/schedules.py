"""When things are due, and which due times were claimed."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.store.inserts import insert_all_once
from bot.store.tables import NextDue, Occurrence


class Schedules:
    """Queries about due times, built around the open session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def due(self, now: datetime, limit: int) -> list[NextDue]:
        return list(self.session.exec(_due(), params={"now": now, "limit": limit}))

    def earliest(self) -> datetime | None:
        return self.session.exec(select(NextDue.at).order_by(col(NextDue.at)).limit(1)).first()

    def next_at(self, schedules: Sequence[str], zone: str) -> datetime | None:
        """When the first of these is due next in that zone."""
        statement = select(NextDue.at).where(
            col(NextDue.schedule).in_(schedules), NextDue.zone == zone
        )
        return self.session.exec(statement.order_by(col(NextDue.at)).limit(1)).first()

    def all(self) -> list[NextDue]:
        return list(self.session.exec(select(NextDue)))

    def get(self, schedule: str, zone: str) -> NextDue | None:
        return self.session.get(NextDue, (schedule, zone), with_for_update=True)

    def put(self, due: NextDue) -> None:
        self.session.merge(due)

    def remove(self, due: NextDue) -> None:
        self.session.delete(due)

    def occurrences(self, schedule: str) -> list[Occurrence]:
        """Which due times of a schedule were claimed, in order of time."""
        statement = select(Occurrence).where(Occurrence.schedule == schedule)
        return list(self.session.exec(statement.order_by(col(Occurrence.due_at))))

    def is_claimed(self, occurrence: Occurrence) -> bool:
        """Whether this due time was worked off: by a replica, a restart, a double ring."""
        key = (occurrence.schedule, occurrence.zone, occurrence.local_date, occurrence.wall_time)
        return self.session.get(Occurrence, key) is not None

    def claim(self, *occurrences: Occurrence) -> int:
        """How many of these due times nobody had claimed before."""
        rows = [occurrence.model_dump() for occurrence in occurrences]
        return insert_all_once(self.session, Occurrence, rows)


@cache
def _due() -> SelectOfScalar[NextDue]:
    """Asked at each tick: SQLAlchemy writes it out once."""
    statement = select(NextDue).where(NextDue.at <= bindparam("now"))
    return statement.order_by(col(NextDue.at)).limit(bindparam("limit"))
