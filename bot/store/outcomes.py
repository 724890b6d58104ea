"""What became of deliveries, by number."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from bot.store.tables import Delivery

REFUSED = "refused"  # besides the states of a delivery: failed as plain text, too


class Outcome(NamedTuple):
    """So many deliveries of a kind came to this."""

    kind: str
    state: str
    reason: str
    number: int


class Outcomes:
    """Queries about what became of deliveries, built around the open session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def since(self, at: datetime) -> list[Outcome]:
        """Of everything that was queued since then."""
        refused = col(Delivery.plain) & (Delivery.state == "failed")
        state = case((refused, REFUSED), else_=Delivery.state)
        counted = select(Delivery.kind, state, Delivery.reason, func.count())
        found = counted.where(Delivery.created_at >= at).group_by(
            Delivery.kind, state, Delivery.reason
        )
        return [Outcome(*row) for row in self.session.exec(found)]
