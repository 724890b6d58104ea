"""Messages waiting to be sent, and what became of them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from bot.keyring import KeyRing
from bot.model.cards import Card
from bot.model.ports import Kind
from bot.store import asked_often
from bot.store.drawn import read_card, written_card
from bot.store.inserts import insert_all_once, insert_once
from bot.store.tables import Delivery

PRIORITY = {
    Kind.REPLY: 0,
    Kind.INVITATION: 1,
    Kind.NUDGE: 2,
    Kind.SUMMARY: 2,
    Kind.DIGEST: 3,
}
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # before anything was queued
NOT_NEEDED = "not_needed"  # answered meanwhile, or whoever it is for takes part no more
NAMELESS = (NOT_NEEDED, "backed_off")  # reasons that say who answers and who does not: of nobody
_SEALED_AS = "delivery.card"


class Outbox:
    """Queries about deliveries, built around the open session.

    ``grew`` says whether something was queued in it, or is to be looked at again: once that is
    saved, the courier is to be woken.
    """

    def __init__(self, session: Session, keys: KeyRing) -> None:
        self.session, self.keys = session, keys
        self.grew = False

    def sealed(self, card: Card, delivery_id: str) -> str:
        """A reply's card as its row keeps it until it is sent; it may say a person's own hours."""
        return self.keys.encrypt(written_card(card), _SEALED_AS, delivery_id)

    def card(self, delivery: Delivery) -> Card:
        """Raises ``SealBroken`` if somebody changed the row, or another version wrote it."""
        return read_card(self.keys.decrypt(delivery.card, _SEALED_AS, delivery.id))

    def add(self, delivery: Delivery) -> bool:
        """Queue a delivery; false when its dedupe key is there already."""
        queued = insert_once(self.session, delivery)
        self.grew |= queued
        return queued

    def add_all(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """Queue many deliveries at once; how many of their dedupe keys were free."""
        queued = insert_all_once(self.session, Delivery, rows)
        self.grew |= queued > 0
        return queued

    def lanes(self, is_shut: Callable[[str], bool] = lambda _: False) -> list[tuple[str, str]]:
        """The platforms and workspaces that something waits for; empty where that is undecided.

        Those of a platform that ``is_shut`` are left out. Leaps from one to the next in the index:
        there are few, and thousands of rows in each.
        """
        found = list[tuple[str, str]]()
        next_one = self.session.exec(asked_often.first_lane()).first()
        while next_one is not None:
            platform, workspace = next_one
            if is_shut(platform):
                past = {"platform": platform}
                further = self.session.exec(asked_often.next_platform(), params=past)
            else:
                found.append((platform, workspace))
                known = {"platform": platform, "workspace": workspace}
                further = self.session.exec(asked_often.next_lane(), params=known)
            next_one = further.first()
        return found

    def due(
        self, now: datetime, lane: tuple[str, str], limit: int, besides: Collection[str] = ()
    ) -> list[Delivery]:
        """What may be sent now to a platform and workspace, the most urgent first.

        ``besides`` are destinations (ids of people and teams, conversations) to leave alone.
        """
        asked = {
            "now": now,
            "platform": lane[0],
            "workspace": lane[1],
            "besides": list(besides),
            "limit": limit,
        }
        return list(self.session.exec(asked_often.due(), params=asked))

    def in_the_air(self, delivery_id: str) -> Delivery | None:
        """The row of a delivery that is being sent; None when it is not, or not any more."""
        row = self.session.get(Delivery, delivery_id)
        return row if row is not None and row.state == "sending" else None

    def take_over(self, besides: Collection[str] = ()) -> int:
        """Put back what nobody is sending any more; it is looked for before it is sent again.

        ``besides`` are the deliveries that somebody still knows about.
        """
        abandoned = (
            update(Delivery)
            .where(col(Delivery.state) == "sending", col(Delivery.id).not_in(besides))
            .values(state="waiting")
        )
        return self.session.connection().execute(abandoned).rowcount

    def reconsider(self, person_id: str, now: datetime) -> None:
        look_again(self.session, person_id, now)
        self.grew = True

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

    def hold(self) -> int:
        """Put on hold what was not sent yet, or may not have been; how many that was."""
        unsent = update(Delivery).where(col(Delivery.state).in_(("waiting", "sending")))
        return self.session.connection().execute(unsent.values(state="held")).rowcount

    def on_hold(self, kind: str = "") -> list[Delivery]:
        """What a restore has put on hold, of one kind or of all, oldest first."""
        statement = select(Delivery).where(Delivery.state == "held")
        if kind:
            statement = statement.where(Delivery.kind == kind)
        return list(self.session.exec(statement.order_by(col(Delivery.created_at), Delivery.id)))

    def named(self, prefix: str) -> list[Delivery]:
        """Those whose id begins so; two at most, for one is meant."""
        begins = col(Delivery.id).startswith(prefix, autoescape=True)
        return list(self.session.exec(select(Delivery).where(begins).limit(2)))

    def failed(self, reason: str = "") -> list[Delivery]:
        """What could not be delivered, for one reason or for any, oldest first."""
        statement = select(Delivery).where(Delivery.state == "failed")
        if reason:
            statement = statement.where(Delivery.reason == reason)
        return list(self.session.exec(statement.order_by(col(Delivery.created_at), Delivery.id)))

    def oldest_due(self, lane: tuple[str, str]) -> datetime | None:
        """Since when the oldest waits that is for a platform and workspace; may lie ahead."""
        statement = select(func.min(Delivery.send_after)).where(
            Delivery.state == "waiting",
            Delivery.platform == lane[0],
            Delivery.workspace == lane[1],
        )
        return self.session.exec(statement).one()

    def waits(self, dedupe_key: str) -> bool:
        """Whether what was queued under that key is still to be sent."""
        mine = select(Delivery.state).where(Delivery.dedupe_key == dedupe_key)
        return self.session.exec(mine).first() in ("waiting", "sending", "held")

    def sent_first(
        self, person_id: str, since: datetime, besides: str = ""
    ) -> list[tuple[datetime, Kind]]:
        """When this person was written to first; what may have arrived counts as sent."""
        asked = {"person": person_id, "since": since, "besides": besides}
        return [
            (at, Kind(kind))
            for at, kind in self.session.exec(asked_often.sent_first(), params=asked)
        ]


def look_again(session: Session, person_id: str, now: datetime) -> None:
    """What waits for this person and was not tried yet is decided on now, not when it was to be."""
    waiting = (
        update(Delivery)
        .where(col(Delivery.person_id) == person_id, col(Delivery.state) == "waiting")
        .where(col(Delivery.tries) == 0, col(Delivery.send_after) > now)
        .values(send_after=now)
    )
    session.connection().execute(waiting)
