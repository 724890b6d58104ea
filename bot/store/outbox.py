"""Messages waiting to be sent, and what became of them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from bot.keyring import KeyRing
from bot.model.cards import Card
from bot.model.ports import Kind
from bot.store.drawn import read_card, written_card
from bot.store.inserts import insert_once
from bot.store.tables import Delivery

PRIORITY = {
    Kind.REPLY: 0,
    Kind.INVITATION: 1,
    Kind.NUDGE: 2,
    Kind.SUMMARY: 2,
    Kind.DIGEST: 3,
}
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # before anything was queued
NOT_NEEDED = "not_needed"  # the reason of what was answered meanwhile; such a row names nobody
_SEALED_AS = "delivery.card"
COUNTED = (Kind.INVITATION, Kind.NUDGE, Kind.DIGEST)  # against a person's message budget


class Outbox:
    """Queries about deliveries, built around the open session."""

    def __init__(self, session: Session, keys: KeyRing) -> None:
        self.session, self.keys = session, keys

    def sealed(self, card: Card, delivery_id: str) -> str:
        """A reply's card as its row keeps it until it is sent; it may say a person's own hours."""
        return self.keys.encrypt(written_card(card), _SEALED_AS, delivery_id)

    def card(self, delivery: Delivery) -> Card:
        """Raises ``SealBroken`` if somebody changed the row, or another version wrote it."""
        return read_card(self.keys.decrypt(delivery.card, _SEALED_AS, delivery.id))

    def add(self, delivery: Delivery) -> bool:
        """Queue a delivery; false when its dedupe key is there already."""
        return insert_once(self.session, delivery)

    def claim(self, now: datetime, lease: timedelta, limit: int) -> list[Delivery]:
        """Take due rows for the length of ``lease``; nobody else gets them meanwhile."""
        statement = (
            select(Delivery)
            .where(Delivery.state == "waiting", Delivery.send_after <= now)
            .where((col(Delivery.lease_until).is_(None)) | (col(Delivery.lease_until) <= now))
            .order_by(col(Delivery.priority), col(Delivery.created_at), col(Delivery.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = list(self.session.exec(statement))
        for row in rows:
            row.lease_until, row.fence = now + lease, row.fence + 1
        self.session.flush()
        return rows

    def take_over(self, now: datetime) -> int:
        """Put back what a dead worker was sending; it is looked for before it is sent again."""
        abandoned = (
            update(Delivery)
            .where(col(Delivery.state) == "sending", col(Delivery.lease_until) <= now)
            .values(state="waiting", lease_until=None, fence=Delivery.fence + 1)
        )
        return self.session.connection().execute(abandoned).rowcount

    def held(self, claimed: Delivery) -> Delivery | None:
        """The row as it is now, or None when another worker has taken it over."""
        statement = (
            select(Delivery)
            .where(Delivery.id == claimed.id, Delivery.fence == claimed.fence)
            .execution_options(populate_existing=True)
        )
        return self.session.exec(statement).first()

    def save(self, delivery: Delivery) -> None:
        self.session.add(delivery)

    def next_due(self, after: datetime) -> datetime | None:
        """When the next waiting row may be sent, for a clock that jumps."""
        statement = select(func.min(Delivery.send_after)).where(
            Delivery.state == "waiting", Delivery.send_after > after
        )
        return self.session.exec(statement).one()

    def all(self) -> list[Delivery]:
        """Every delivery that is kept, oldest first."""
        statement = select(Delivery).order_by(col(Delivery.created_at), col(Delivery.id))
        return list(self.session.exec(statement))

    def waiting(self) -> int:
        return self.session.exec(select(func.count()).where(Delivery.state == "waiting")).one()

    def oldest_due(self, now: datetime) -> datetime | None:
        statement = select(func.min(Delivery.send_after)).where(
            col(Delivery.state).in_(("waiting", "sending")), Delivery.send_after <= now
        )
        return self.session.exec(statement).one()

    def sent_first(
        self, person_id: str, since: datetime, besides: str = ""
    ) -> tuple[datetime, ...]:
        """When this person was written to first; what may have arrived counts as sent."""
        at = func.coalesce(Delivery.settled_at, Delivery.first_tried_at)
        perhaps = col(Delivery.first_tried_at).is_not(None)
        statement = select(at).where(
            Delivery.person_id == person_id,
            Delivery.id != besides,
            col(Delivery.kind).in_([str(kind) for kind in COUNTED]),
            col(Delivery.state).in_(("sent", "unclear")) | perhaps,
            at > since,
        )
        return tuple(sorted(self.session.exec(statement)))

    def report(self, since: datetime = BEGINNING) -> list[tuple[str, str, str, int]]:
        """How many deliveries there are by kind, state and reason, of those queued since then."""
        columns = (Delivery.kind, Delivery.state, Delivery.reason)
        counted = select(*columns, func.count()).where(Delivery.created_at >= since)
        statement = counted.group_by(*columns).order_by(*columns)
        return [(kind, state, why, n) for kind, state, why, n in self.session.exec(statement)]

    def undelivered(self, limit: int) -> list[Delivery]:
        """What did not arrive or may not have, and was still wanted; newest first."""
        states = ("failed", "expired", "unclear", "dropped")
        statement = select(Delivery).where(
            col(Delivery.state).in_(states), Delivery.reason != NOT_NEEDED
        )
        newest = statement.order_by(col(Delivery.settled_at).desc(), Delivery.id)
        return list(self.session.exec(newest.limit(limit)))
