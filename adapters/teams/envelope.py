"""Who did something, when and where, as every activity says it."""

import re
from datetime import UTC, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.teams import wire
from adapters.teams.addresses import PLATFORM, heard_in, is_personal, tenant_of
from adapters.teams.stamps import Stamped, is_sound
from adapters.teams.wire import Json
from bot.model.events import Actor, Address, Place

_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


class Envelope(TypedDict):
    """What every event carries besides its key and its content."""

    actor: Actor
    occurred_at: datetime
    place: Place
    locale: str
    zone: str
    address: Address


def envelope(activity: Json, received_at: datetime) -> Envelope:
    return Envelope(
        actor=actor_of(activity),
        occurred_at=_occurred_at(activity, received_at),
        place=_place(activity),
        locale=_locale(wire.text(activity, "locale") or _client(activity, "locale")),
        zone=_zone(wire.text(activity, "localTimezone") or _client(activity, "timezone")),
        address=heard_in(activity).as_address(),
    )


def actor_of(activity: Json) -> Actor:
    """The person by their directory id, which is the same in every conversation."""
    account = wire.text(activity, "from", "aadObjectId") or wire.text(activity, "from", "id")
    return Actor(PLATFORM, tenant_of(activity), account, guest=_is_guest(activity))


def is_from_a_person(activity: Json) -> bool:
    sender = wire.text(activity, "from", "id")
    ids = (
        sender,
        actor_of(activity).account,
        wire.text(activity, "conversation", "id"),
        wire.text(activity, "recipient", "id"),
        wire.text(activity, "id"),
    )
    is_bot = sender.startswith("28:") or wire.text(activity, "from", "role") == "bot"
    return not is_bot and all(ids) and all(map(is_sound, ids))


def activity_key(activity: Json) -> str:
    """One key for all deliveries of one activity; ids are unique in their conversation only."""
    conversation = wire.text(activity, "conversation", "id")
    return f"{PLATFORM}:{tenant_of(activity)}:{conversation}:{wire.text(activity, 'id')}"


def press_key(activity: Json, done: Stamped, entered: str = "") -> str:
    """One key for all deliveries of one press: clients repeat it under a new activity id.

    Each drawing of a card has a token of its own, so the same button on a later card is another
    press. A card without a token counts each activity.
    """
    if not done.token:
        return activity_key(activity)
    actor = actor_of(activity)
    parts = (PLATFORM, actor.workspace, actor.account, str(done.action), done.token, entered)
    return ":".join(parts)


def _place(activity: Json) -> Place:
    if wire.text(activity, "name") == "task/submit":
        return Place.DIALOG
    return Place.DIRECT if is_personal(activity) else Place.CHANNEL


def _is_guest(activity: Json) -> bool:
    home = wire.text(activity, "from", "tenantId").lower()
    principal = wire.text(activity, "from", "userPrincipalName").lower()
    is_named_guest = wire.text(activity, "from", "userRole").lower() in ("guest", "anonymous")
    return is_named_guest or "#ext#" in principal or (home != "" and home != tenant_of(activity))


def _occurred_at(activity: Json, received_at: datetime) -> datetime:
    try:
        said = datetime.fromisoformat(wire.text(activity, "timestamp"))
        return received_at if said.tzinfo is None else said.astimezone(UTC)
    except (ValueError, OverflowError):
        return received_at


def _client(activity: Json, name: str) -> str:
    told = (wire.text(entity, name) for entity in wire.records(activity, "entities"))
    return next((text for text in told if text), "")


def _locale(name: str) -> str:
    return name if _LOCALE.fullmatch(name) else ""


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
