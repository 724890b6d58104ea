"""Activities of Teams as events: wire JSON in, neutral event out, no library."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from adapters.teams import wire
from adapters.teams.addresses import is_personal, private_with, thread_of
from adapters.teams.envelope import activity_key, envelope, is_from_a_person, press_key
from adapters.teams.spoken import command, said
from adapters.teams.stamps import Stamp, Stamped, hash_of, stamped, token_for
from adapters.teams.wire import Json
from bot.model.events import (
    Address,
    AnyEvent,
    ButtonPress,
    ChannelJoined,
    ChannelLeft,
    FormSubmission,
    IncomingCommand,
    PersonArrived,
    PersonLeft,
)

SAID_ALOUD = frozenset({("team", "here")})
"""Commands that are about the channel they are said in, and are answered there."""


class Carrier(StrEnum):
    """How the answer travels: as the HTTP answer of an invoke, or not with it at all."""

    MESSAGE = "message"
    EXECUTE = "execute"
    TASK = "task"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Incoming:
    """``private`` is where the person reads alone; ``card`` is the message that opened a dialog."""

    event: AnyEvent
    carrier: Carrier
    private: Address
    card: str = ""

    @property
    def stamp(self) -> Stamp:
        """For what is drawn in answer."""
        token = token_for(self.event.key)
        return Stamp(token, self.card, dialog=self.carrier is Carrier.TASK)


def parse(activity: Json, received_at: datetime) -> Incoming | None:
    """The event in an activity, or None where it is nothing for us: other bots, edits, typing."""
    if not is_from_a_person(activity):
        return None
    match wire.text(activity, "type"):
        case "message":
            return _message(activity, received_at)
        case "invoke":
            return _invoke(activity, received_at)
        case "installationUpdate":
            return _installation(activity, received_at)
        case "conversationUpdate":
            return _membership(activity, received_at)
        case _:
            return None


def _message(activity: Json, received_at: datetime) -> Incoming | None:
    pressed = stamped(wire.record(activity, "value"))
    if pressed is not None:
        return _submitted_in_chat(activity, pressed, received_at)
    name, argument = command(said(activity))
    aloud = not is_personal(activity) and (name, argument.lower()) in SAID_ALOUD
    reply_to = thread_of(activity) if aloud else private_with(activity)
    event = IncomingCommand(
        key=activity_key(activity),
        name=name,
        argument=argument,
        reply_to=reply_to.as_address(),
        **envelope(activity, received_at),
    )
    return _incoming(activity, event, Carrier.MESSAGE)


def _submitted_in_chat(activity: Json, pressed: Stamped, received_at: datetime) -> Incoming:
    """What clients without ``Action.Execute`` send: a message that carries the action's data."""
    card = wire.text(activity, "replyToId") if is_personal(activity) else ""
    reply_to = private_with(activity).as_address(card)
    event = _done(activity, pressed, received_at, reply_to)
    return _incoming(activity, event, Carrier.MESSAGE)


def _invoke(activity: Json, received_at: datetime) -> Incoming | None:
    value = wire.record(activity, "value")
    match wire.text(activity, "name"):
        case "adaptiveCard/action":
            action = wire.record(value, "action")
            done = stamped(wire.record(action, "data"), wire.text(action, "verb"))
            carrier, card = Carrier.EXECUTE, ""
        case "task/fetch":
            done = stamped(wire.record(value, "data"))
            carrier, card = Carrier.TASK, wire.text(activity, "replyToId")
        case "task/submit":
            done = stamped(wire.record(value, "data"))
            carrier, card = Carrier.TASK, done.card if done else ""
        case _:
            return None
    if done is None:
        return None
    reply_to = None
    if carrier is Carrier.TASK and done.is_form:
        reply_to = private_with(activity).as_address(card if is_personal(activity) else "")
    event = _done(activity, done, received_at, reply_to)
    return _incoming(activity, event, carrier, card)


def _done(
    activity: Json, done: Stamped, received_at: datetime, reply_to: Address | None
) -> ButtonPress | FormSubmission:
    if done.is_form:
        return FormSubmission(
            key=press_key(activity, done, hash_of(done.entered)),
            action=done.action,
            entered=done.entered,
            reply_to=reply_to,
            **envelope(activity, received_at),
        )
    # Opening a dialog changes nothing, and the same button may open it again.
    opens = wire.text(activity, "name") == "task/fetch"
    return ButtonPress(
        key=activity_key(activity) if opens else press_key(activity, done),
        action=done.action,
        reply_to=reply_to,
        **envelope(activity, received_at),
    )


def _installation(activity: Json, received_at: datetime) -> Incoming | None:
    match wire.text(activity, "action"):
        case "add" | "add-upgrade":
            return _came(activity, received_at)
        case "remove":
            return _went(activity, received_at)
        case _:
            return None


def _membership(activity: Json, received_at: datetime) -> Incoming | None:
    bot = wire.text(activity, "recipient", "id")
    if any(wire.text(member, "id") == bot for member in wire.records(activity, "membersAdded")):
        return _came(activity, received_at)
    if any(wire.text(member, "id") == bot for member in wire.records(activity, "membersRemoved")):
        return _went(activity, received_at)
    return None


def _came(activity: Json, received_at: datetime) -> Incoming:
    kind = PersonArrived if is_personal(activity) else ChannelJoined
    event = kind(key=activity_key(activity), **envelope(activity, received_at))
    return _incoming(activity, event, Carrier.NOTICE)


def _went(activity: Json, received_at: datetime) -> Incoming:
    kind = PersonLeft if is_personal(activity) else ChannelLeft
    event = kind(key=activity_key(activity), **envelope(activity, received_at))
    return _incoming(activity, event, Carrier.NOTICE)


def _incoming(activity: Json, event: AnyEvent, carrier: Carrier, card: str = "") -> Incoming:
    return Incoming(event, carrier, private_with(activity).as_address(), card)
