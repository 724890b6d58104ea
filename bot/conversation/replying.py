"""Replies that travel by the outbox, because the platform's answer cannot carry them."""

from datetime import timedelta

from bot.conversation.turn import Turn
from bot.model.cards import Card
from bot.model.events import Address
from bot.model.ports import Kind
from bot.store.outbox import PRIORITY

_FRESH = timedelta(hours=1)  # nobody remembers later what they asked


def queue_reply(card: Card, address: Address, key: str, turn: Turn, after: int = 0) -> None:
    """Queue a card as the answer to the event ``key``; the contact gate does not apply to it.

    ``after`` so many others that answer the same event.
    """
    delivery_id = turn.new_id()
    order = f":{after}" if after else ""
    reply = {
        "id": delivery_id,
        "kind": Kind.REPLY,
        "dedupe_key": f"reply:{turn.store.events.name(key)}{order}",
        "person_id": turn.person.id if turn.person else None,
        "platform": address.platform,
        "workspace": address.workspace,
        "conversation": address.conversation,
        "replaces": address.card,
        "language": turn.language,
        "card": turn.store.outbox.sealed(card, delivery_id),
        "priority": PRIORITY[Kind.REPLY],
        "created_at": turn.now + timedelta(microseconds=after),
        "send_after": turn.now,
        "fresh_for": int(_FRESH.total_seconds()),
        "expires_at": turn.now + _FRESH,
    }
    turn.store.outbox.add_all([reply])  # as it is: most events are answered so
