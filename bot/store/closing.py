"""Waves that are over, and what was decided about each, once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.model.ports import Kind
from bot.store.inserts import insert_once
from bot.store.tables import ClosedWave, Delivery, Wave


class ClosedWaves:
    """Queries about waves that are over, built around the open session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def undecided(self, surveys: Collection[str], since: datetime, now: datetime) -> list[Wave]:
        """Those of these surveys that closed since then, and nothing was decided about."""
        decided = select(ClosedWave.wave_id).where(ClosedWave.wave_id == Wave.id).exists()
        statement = select(Wave).where(
            col(Wave.survey).in_(surveys), Wave.closes_at > since, Wave.closes_at <= now, ~decided
        )
        return list(self.session.exec(statement.order_by(col(Wave.closes_at), Wave.id)))

    def decide(self, closed: ClosedWave) -> bool:
        """Store what it will be for good; false when somebody else was first."""
        return insert_once(self.session, closed)

    def decided(self, wave_ids: Sequence[str]) -> dict[str, ClosedWave]:
        statement = select(ClosedWave).where(col(ClosedWave.wave_id).in_(wave_ids))
        return {closed.wave_id: closed for closed in self.session.exec(statement)}

    def reminders_sent(self, wave: Wave) -> int:
        """How many nudges about that wave arrived."""
        about = col(Delivery.values).contains(f'"id": "{wave.id}"', autoescape=True)
        statement = select(func.count()).where(
            Delivery.kind == Kind.NUDGE,
            Delivery.closes_at == wave.closes_at,
            Delivery.state == "sent",
            about,
        )
        return self.session.exec(statement).one()

    def reminded(self, since: datetime) -> int:
        """How many reminders went out in all waves that closed since then, as was decided."""
        statement = select(func.coalesce(func.sum(ClosedWave.reminded), 0))
        of_late = statement.join(Wave, col(Wave.id) == ClosedWave.wave_id)
        return self.session.exec(of_late.where(Wave.closes_at > since)).one()

    def next_close(self, after: datetime) -> datetime | None:
        """When the next wave is over, for a clock that jumps."""
        return self.session.exec(
            select(func.min(Wave.closes_at)).where(Wave.closes_at > after)
        ).one()
