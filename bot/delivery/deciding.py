"""What to do with one delivery that is due: send it, let it wait, or end it. Sends nothing."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.contact import Later, Never
from bot.conversation.queueing import expiry
from bot.conversation.turn import Turn
from bot.delivery.permitting import permitted
from bot.model.cards import Card
from bot.model.events import Address
from bot.model.ports import Kind
from bot.model.texts import plain
from bot.store.drawn import read_card
from bot.store.tables import Delivery

REPEATED_ONCE = Kind.DIGEST  # of what cannot be looked for, only a digest is worth a double
MOST_TRIES_UNSEEN = 2


@dataclass(frozen=True, slots=True)
class Go:
    address: Address
    card: Card
    language: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Until then it may not be sent; ``expires_at`` counts from there."""

    until: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class End:
    """It will not be sent: ``state`` and ``reason`` are what the delivery report says."""

    state: str
    reason: str


Decision = Go | Wait | End


def decide(row: Delivery, turn: Turn) -> Decision:
    """The contact gate is asked here, at the last moment; a reply was asked for by the person."""
    if row.expires_at <= turn.now:
        state = "unclear" if row.first_tried_at else "expired"
        return End(state, state)
    if row.kind == Kind.REPLY:
        address = Address(row.platform, row.workspace, row.conversation, row.replaces)
        return Go(address, read_card(row.card), row.language)
    if row.person_id is None:
        return _to_team(row, turn)
    return _to_person(row, row.person_id, turn)


def after_unseen_try(row: Delivery, *, can_look: bool) -> End | None:
    """What becomes of a message that may have arrived, where nobody can look whether it did."""
    if row.first_tried_at is None or can_look:
        return None
    if row.kind == REPEATED_ONCE and row.tries < MOST_TRIES_UNSEEN:
        return None
    return End("unclear", "unclear")


def marked_as_repeat(go: Go, turn: Turn) -> Go:
    """The same message, saying that it may have been there before."""
    words = turn.catalog.text("digests/may_be_a_repeat", go.language)
    card = replace(go.card, elements=(*go.card.elements, plain(words, subtle=True)))
    return replace(go, card=card)


def _to_person(row: Delivery, person_id: str, turn: Turn) -> Decision:
    person = turn.store.people.get(person_id)
    if not person.active:
        return End("dropped", "left")
    match permitted(person, Kind(row.kind), turn):
        case Never(reason):
            return End("dropped", reason)
        case Later(until):
            fresh_for = timedelta(seconds=row.fresh_for)
            return Wait(until, expiry(until, fresh_for, row.closes_at))
    address = turn.store.people.address(person_id)
    if address is None:
        return End("failed", "not_met_yet")
    language = person.language or turn.language
    return Go(address, _drawn(row, language, turn), language)


def _to_team(row: Delivery, turn: Turn) -> Decision:
    team = turn.store.teams.get(row.team_id or "")
    address = turn.store.teams.channel(team.id) or turn.config.channel(team.name)
    if address is None:
        return End("failed", "no_channel")
    return Go(address, _drawn(row, row.language, turn), row.language)


def _drawn(row: Delivery, language: str, turn: Turn) -> Card:
    return turn.catalog.card(row.message, language, json.loads(row.values))
