"""Sending again, by an admin's word: what a restore put on hold, and what could not be delivered.

Nothing is sent here: rows go back to waiting, and the courier and the contact gate decide anew.
"""

from collections.abc import Collection
from datetime import timedelta

from bot.conversation.queueing import expiry
from bot.conversation.turn import Turn
from bot.delivery.deciding import destination
from bot.delivery.settling import end
from bot.model.events import Address
from bot.model.ports import Kind
from bot.store.tables import Delivery

DROPPED_BY_ADMIN = "dropped_by_admin"
STILL_WANTED = {  # how long after it was queued; a later one has come by then
    Kind.NUDGE: timedelta(days=1),
    Kind.SUMMARY: timedelta(days=7),
    Kind.DIGEST: timedelta(days=7),
}


def release(row: Delivery, turn: Turn, looks: Collection[str]) -> bool:
    """Let a delivery go that was on hold; false when it has expired meanwhile.

    It may have gone out after the backup was made. On a platform in ``looks`` the courier looks
    for it first, and so it is marked as one that may have arrived.
    """
    fresh = row.expires_at > turn.now
    address = destination(row, turn) if fresh and row.first_tried_at is None else None
    if isinstance(address, Address) and address.platform in looks:
        row.platform, row.workspace = address.platform, address.workspace
        row.conversation, row.first_tried_at = address.conversation, row.created_at
    row.state = "waiting"
    turn.store.outbox.save(row)
    return fresh


def drop(row: Delivery, turn: Turn) -> None:
    """End a delivery that was on hold; whether an earlier try arrived nobody knows."""
    end(row, "dropped" if row.first_tried_at is None else "unclear", DROPPED_BY_ADMIN, turn)


def why_not(row: Delivery, turn: Turn, *, doubles: bool) -> str:
    """What speaks against sending it again; empty when nothing does."""
    if row.state not in ("failed", "unclear"):
        return f"it is {row.state}"
    if row.state == "unclear" and not doubles:
        return "it may have arrived: say --even-if-double to send it all the same"
    if row.kind == Kind.REPLY:
        return "what an answer said is not kept: the person asks again"
    if row.closes_at is not None and row.closes_at <= turn.now:
        return "what it is about is over"
    longest = STILL_WANTED.get(Kind(row.kind))
    if longest is not None and turn.now - row.created_at > longest:
        return "it is too old to make sense"
    return ""


def resend(row: Delivery, turn: Turn, looks: Collection[str]) -> None:
    """Back to waiting, as the same delivery, with fresh tries and time.

    What may have arrived is looked for first on a platform in ``looks``, and elsewhere sent anew.
    """
    turn.record("resend", row.id, kind=row.kind, state=row.state, reason=row.reason)
    if row.first_tried_at is None or row.platform not in looks:
        row.platform = row.workspace = row.conversation = ""
        row.first_tried_at = None
    row.state, row.reason, row.tries, row.plain = "waiting", "", 0, False
    row.send_after, row.settled_at, row.receipt = turn.now, None, ""
    row.expires_at = expiry(turn.now, timedelta(seconds=row.fresh_for), row.closes_at)
    turn.store.outbox.save(row)
