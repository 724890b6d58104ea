"""What people do, as adapters hand it over once they have proved who did it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.model.actions import Action


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind an event, as the platform proved them.

    ``workspace`` is the Slack workspace or Teams tenant; two of them may share ``account`` ids.
    """

    platform: str
    workspace: str
    account: str
    guest: bool = False


class Place(StrEnum):
    """Where something was said or pressed."""

    DIRECT = "direct"
    CHANNEL = "channel"
    HOME = "home"
    DIALOG = "dialog"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message can be put: a conversation, or one card in it that is to be replaced.

    ``conversation`` is opaque: only the adapter of ``platform`` reads it. ``card`` (opaque, may be
    empty) names the message to replace. JSON text where it needs structure.
    """

    platform: str
    workspace: str
    conversation: str
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event carries.

    ``key`` makes a repeat harmless (unique per effect). ``occurred_at`` is the source's time,
    aware UTC. ``zone`` (IANA) and ``locale`` are empty where the platform does not say. ``address``
    is the conversation the event came from, for ``team here`` and for writing back. ``reply_to`` is
    set when a card cannot travel in the answer itself: the dispatcher then queues it for that
    address. ``can_open_form`` is false where no dialog can be opened in answer.
    """

    key: str
    actor: Actor
    occurred_at: datetime
    place: Place = Place.DIRECT
    locale: str = ""
    zone: str = ""
    address: Address | None = None
    reply_to: Address | None = None
    can_open_form: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCommand(Event):
    """A word said to the bot; ``name`` is the first word in lower case, ``argument`` the rest."""

    name: str = ""
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPress(Event):
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmission(Event):
    """``entered`` holds raw strings by field id, just as typed; the core reads them."""

    action: Action
    entered: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChanged(Event):
    """Something was entered on which other questions depend; answered with the form as it is now.

    ``action`` and ``entered`` are as in ``FormSubmission``.
    """

    action: Action
    entered: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOpened(Event):
    """The person looks at the bot's home page; answered with a card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonArrived(Event):
    """The bot may now write to this person at ``address``; nobody answers this event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft(Event):
    """The bot can no longer reach this person; nobody answers this event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelJoined(Event):
    """The bot was put into the channel at ``address``; nobody answers this event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLeft(Event):
    """The bot was taken out of the channel at ``address``; nobody answers this event."""


Answered = IncomingCommand | ButtonPress | FormSubmission | FormChanged | HomeOpened
Noted = PersonArrived | PersonLeft | ChannelJoined | ChannelLeft
AnyEvent = Answered | Noted


def carried(event: Event) -> dict[str, Any]:
    """What every event carries, to make another of it that is answered in its place."""
    return {field.name: getattr(event, field.name) for field in fields(Event)}


def pressed(event: Event, action: Action) -> ButtonPress:
    return ButtonPress(**carried(event), action=action)
