"""What the page posts, as events."""

import re
from dataclasses import dataclass
from datetime import datetime

from adapters.playground.rooms import channel_room, direct_room, is_channel, is_room
from adapters.playground.settings import PLATFORM, WORKSPACE
from bot.model.actions import Action
from bot.model.events import (
    Actor,
    Address,
    Answered,
    ButtonPress,
    ChannelJoined,
    FormChanged,
    FormSubmission,
    HomeOpened,
    IncomingCommand,
    PersonArrived,
    Place,
)
from bot.model.fields import LONGEST_TEXT

Json = dict[str, object]

_KEY = re.compile(r"[A-Za-z0-9_-]{8,80}")
_LONGEST = 20_000  # characters in any one string; the core decides what an answer may hold
_LONGEST_NAME = 200
_MOST_FIELDS = 200
_SELF = "dividend"


class Unreadable(Exception):
    """Nothing that the page posts looks like this."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """One thing a visitor did as ``person`` in ``room``.

    ``card`` is the message it was done to, ``form`` the message that holds the form. Without an
    ``event`` the form was only closed.
    """

    key: str
    person: str
    room: str
    card: str
    form: str
    said: str
    event: Answered | None


def gesture(body: Json, now: datetime) -> Gesture:
    """Raises ``Unreadable``."""
    person, room = _string(body, "person"), _string(body, "room")
    if not (person and is_room(room)):
        raise Unreadable
    if not is_channel(room) and room != direct_room(person):
        raise Unreadable  # nobody speaks in another person's conversation
    kind, card = _string(body, "kind"), _string(body, "card")
    said = _string(body, "text") if kind == "say" else ""
    return Gesture(
        key=key(body),
        person=person,
        room=room,
        card=card,
        form=_string(body, "form"),
        said=said,
        event=_event(kind, body, now) if kind != "cancel" else None,
    )


def key(body: Json) -> str:
    """What the page made up for this one gesture; a double click carries it twice."""
    made_up = _string(body, "key")
    if not _KEY.fullmatch(made_up):
        raise Unreadable
    return made_up


def _event(kind: str, body: Json, now: datetime) -> Answered:
    person, room = _string(body, "person"), _string(body, "room")
    actor, once = _actor(person), f"{PLATFORM}:{person}:{key(body)}"
    where = Address(PLATFORM, WORKSPACE, room, _string(body, "card"))
    place = Place.CHANNEL if is_channel(room) else Place.DIRECT
    match kind:
        case "say":
            name, argument = command(_string(body, "text"))
            return IncomingCommand(
                key=once, actor=actor, occurred_at=now, place=place, address=where,
                name=name, argument=argument,
            )  # fmt: skip
        case "press":
            action = Action.parse(_string(body, "action"))
            return ButtonPress(
                key=once, actor=actor, occurred_at=now, place=place, address=where, action=action
            )
        case "submit" | "change":
            filling_in = FormSubmission if kind == "submit" else FormChanged
            action = Action.parse(_string(body, "action"))
            return filling_in(
                key=once, actor=actor, occurred_at=now, place=Place.DIALOG, address=where,
                action=action, entered=_entered(body),
            )  # fmt: skip
        case "home":
            return HomeOpened(
                key=once, actor=actor, occurred_at=now, place=Place.HOME, address=where
            )
        case _:
            raise Unreadable


def command(text: str) -> tuple[str, str]:
    """The word and the rest, with or without the bot's own name or a slash in front."""
    words = text.strip().removeprefix("/").split(maxsplit=1)
    if words and words[0].lower() == _SELF:
        words = words[1].split(maxsplit=1) if len(words) > 1 else []
    name = words[0].lower()[:_LONGEST_NAME] if words else ""
    return name, words[1][:LONGEST_TEXT] if len(words) > 1 else ""


def arrival(account: str, now: datetime) -> PersonArrived:
    """The bot may write to this person from now on."""
    where = Address(PLATFORM, WORKSPACE, direct_room(account))
    once = f"{PLATFORM}:arrival:{account}"
    return PersonArrived(key=once, actor=_actor(account), occurred_at=now, address=where)


def joined(channel: str, account: str, now: datetime) -> ChannelJoined:
    """The bot was put into this channel by ``account``."""
    where = Address(PLATFORM, WORKSPACE, channel_room(channel))
    once = f"{PLATFORM}:joined:{channel}"
    return ChannelJoined(
        key=once, actor=_actor(account), occurred_at=now, place=Place.CHANNEL, address=where
    )


def _actor(account: str) -> Actor:
    return Actor(PLATFORM, WORKSPACE, account)


def _string(body: Json, name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise Unreadable
    return value


def _entered(body: Json) -> dict[str, str]:
    entered = body.get("entered", {})
    if not isinstance(entered, dict) or len(entered) > _MOST_FIELDS:
        raise Unreadable
    return {_string({"id": name}, "id"): _string(entered, name) for name in entered}
