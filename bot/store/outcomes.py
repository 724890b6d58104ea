"""What became of deliveries, by number."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from bot.model.ports import Kind
from bot.store.outbox import NAMELESS
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

    def oldest_due(self, now: datetime) -> datetime | None:
        """Since when the oldest waits that nothing holds back; None when there is none."""
        due = (Delivery.state == "waiting", Delivery.send_after <= now)
        return self.session.exec(select(func.min(Delivery.send_after)).where(*due)).one()

    def undelivered(self, limit: int, besides: Collection[str] = ()) -> list[Delivery]:
        """What did not arrive or may not have, and was still wanted; newest first.

        ``besides`` are reasons to leave out; nudges say who has not answered.
        """
        states, silent = ("failed", "expired", "unclear", "dropped"), (*NAMELESS, *besides)
        statement = select(Delivery).where(
            col(Delivery.state).in_(states),
            col(Delivery.reason).not_in(silent),
            Delivery.kind != Kind.NUDGE,
        )
        newest = statement.order_by(col(Delivery.settled_at).desc(), Delivery.id)
        return list(self.session.exec(newest.limit(limit)))

    def last_cause(self, person_id: str) -> str:
        """Why this person could not be reached, in full, if that was ever known."""
        failed = (Delivery.person_id == person_id, Delivery.state == "failed")
        known = select(Delivery.reason).where(*failed, col(Delivery.reason).contains(": "))
        newest = known.order_by(col(Delivery.settled_at).desc()).limit(1)
        return self.session.exec(newest).first() or ""
