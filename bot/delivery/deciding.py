"""What to do with one delivery that is due: send it, let it wait, or end it. Sends nothing."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.contact import Allowed, Later, Never, Reason
from bot.conversation.queueing import LATEST_SENSIBLE, channel_of, expiry
from bot.conversation.turn import Turn
from bot.delivery.permitting import permitted
from bot.errors import MessageFileError, SealBroken
from bot.model.cards import Card
from bot.model.events import Address
from bot.model.ports import Kind
from bot.model.texts import plain
from bot.store.outbox import NOT_NEEDED
from bot.store.tables import Delivery

GOODBYE = "nudges/goodbye"
NOT_MET_YET = "not_met_yet"
TOO_LATE = "too_late"
MERGED = "merged"  # with another message that went to the same person
PAUSE_AFTER_ASKING = timedelta(days=1)
LOOK_AGAIN = timedelta(minutes=15)  # for a person's first word to the bot
REPEATED_ONCE = Kind.DIGEST  # of what cannot be looked for, only a digest is worth a double
MOST_TRIES_UNSEEN = 2
_WISHES = frozenset(Reason)
_ABOUT_A_WAVE = (Kind.INVITATION, Kind.NUDGE)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Go:
    card: Card
    language: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Until then it may not be sent; ``expires_at`` counts from there."""

    until: datetime
    expires_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class End:
    """It will not be sent: ``state`` and ``reason`` are what the delivery report says."""

    state: str
    reason: str


Decision = Go | Wait | End


def destination(row: Delivery, turn: Turn) -> Address | Wait | End:
    """Where it goes. What may have arrived somewhere is not sent anywhere else."""
    if row.expires_at <= turn.now:
        if row.reason == NOT_MET_YET:
            return End("failed", NOT_MET_YET)
        return _ended(row, "expired", _why_expired(row))
    if row.conversation:
        return Address(row.platform, row.workspace, row.conversation, row.replaces)
    if row.person_id is not None:
        return turn.store.people.address(row.person_id) or _unmet(row, row.person_id, turn)
    team = turn.store.teams.get(row.team_id or "")
    return channel_of(team, turn) or End("failed", "no_channel")


def _why_expired(row: Delivery) -> str:
    """What it waited for; a wish only if that held to the end, else nobody came to it in time."""
    was_over = row.reason in _WISHES and row.send_after < row.expires_at
    return TOO_LATE if was_over else row.reason or TOO_LATE


def _unmet(row: Delivery, person_id: str, turn: Turn) -> Wait | End:
    """Whoever has not met the bot may still do so in time; whoever shut it out will not."""
    if turn.store.people.was_met(person_id):
        return End("failed", turn.store.outcomes.last_cause(person_id) or "unreachable")
    return Wait(turn.now + LOOK_AGAIN, row.expires_at, NOT_MET_YET)


def decide(row: Delivery, turn: Turn, *, can_look: bool) -> Decision:
    """The contact gate is asked here, at the last moment; a reply was asked for by the person."""
    if row.first_tried_at is not None and not can_look and not _is_worth_a_repeat(row):
        return _ended(row, "unclear", "")
    try:
        if row.kind == Kind.REPLY:
            return Go(turn.store.outbox.card(row), row.language)
        values = json.loads(row.values)
        if row.person_id is not None:
            return _to_person(row, row.person_id, values, turn)
        return Go(turn.catalog.card(row.message, row.language, values), row.language)
    except MessageFileError as error:
        log.error("message_cannot_be_drawn", message=row.message, problem=str(error))
        return _ended(row, "failed", "message_file")
    except SealBroken as broken:
        log.error("reply_cannot_be_read", problem=str(broken))
        return _ended(row, "failed", "unreadable")


def marked_as_repeat(go: Go, turn: Turn) -> Go:
    """The same message, saying that it may have been there before."""
    words = turn.catalog.text("digests/may_be_a_repeat", go.language)
    card = replace(go.card, elements=(*go.card.elements, plain(words, subtle=True)))
    return replace(go, card=card)


def _is_worth_a_repeat(row: Delivery) -> bool:
    return row.kind == REPEATED_ONCE and row.tries < MOST_TRIES_UNSEEN


def _ended(row: Delivery, state: str, reason: str) -> End:
    """Where an earlier try may have brought it there, nothing else can be said for certain."""
    if row.first_tried_at is not None:
        return End("unclear", row.reason or "interrupted")
    return End(state, reason)


def _to_person(row: Delivery, person_id: str, values: dict[str, Any], turn: Turn) -> Decision:
    person = turn.store.people.get(person_id)
    if not person.active:
        return _ended(row, "dropped", "left")
    if row.kind in _ABOUT_A_WAVE and _is_over(person_id, values, turn):
        return _ended(row, "dropped", NOT_NEEDED)
    if row.kind == Kind.NUDGE and _was_nudged(row, person_id, turn):
        return _ended(row, "dropped", MERGED)
    wave_id = values.get("wave", {}).get("id", "")
    if row.kind == Kind.NUDGE and wave_id and _is_hasty(row, person_id, wave_id, turn):
        return _ended(row, "dropped", MERGED)
    match permitted(person, row, turn):
        case Never(reason):
            return _ended(row, "dropped", reason)
        case Later(until, reason):
            fresh_for = timedelta(seconds=row.fresh_for)
            return Wait(until, expiry(until, fresh_for, row.closes_at), reason)
        case Allowed(goodbye):
            # The row stays what it was: it would say who has not answered.
            message = GOODBYE if goodbye else row.message
    name, language = {"first_name": person.first_name}, person.language or turn.language
    # What an earlier version queued says nothing of the news, nor in which zone it closes.
    survey = {"title": _title(values, language, turn)}
    all_of_it = {"person": name, "changed": "", "survey": survey, **values}
    if "wave" in values:
        all_of_it["wave"] = {"zone": "", **values["wave"]}
    return Go(turn.catalog.card(message, language, all_of_it), language)


def _is_over(person_id: str, values: dict[str, Any], turn: Turn) -> bool:
    """Whoever answered while the message waited is not asked again, nor who takes part no more.

    The two look alike: nobody is told who said no.
    """
    if turn.store.consents.is_refused(person_id):
        return True
    wave_id = values.get("wave", {}).get("id", "")
    respondent = turn.store.pseudonyms.of_all([person_id]).get(person_id)
    return bool(respondent and turn.store.surveys.response(wave_id, respondent))


def _is_hasty(row: Delivery, person_id: str, wave_id: str, turn: Turn) -> bool:
    """Whoever is asked late, after a holiday say, is not reminded before or on its heels."""
    if turn.store.outbox.waits(f"{Kind.INVITATION}:{wave_id}:{person_id}"):
        return True
    since = turn.now - PAUSE_AFTER_ASKING
    sent = turn.store.outbox.sent_first(person_id, since, besides=row.id)
    return any(kind is Kind.INVITATION for _, kind in sent)


def _title(values: dict[str, Any], language: str, turn: Turn) -> str:
    """What the survey is called that the message is about; empty where it is about none."""
    wave = turn.store.surveys.get(values.get("wave", {}).get("id", ""))
    survey = turn.config.surveys.get(wave.survey) if wave else None
    return turn.catalog.survey_title(survey.form, language) if survey else ""


def _was_nudged(row: Delivery, person_id: str, turn: Turn) -> bool:
    """Several nudges become one: whichever goes first stands for those of the hours it lives."""
    since = turn.now - LATEST_SENSIBLE[Kind.NUDGE]
    sent = turn.store.outbox.sent_first(person_id, since, besides=row.id)
    return any(kind is Kind.NUDGE for _, kind in sent)
