"""Slash commands, pressed buttons and submitted forms."""

import hashlib
import json
from datetime import datetime

from adapters.slack.addresses import PLATFORM, CardPlace, Hook, Posted, address
from adapters.slack.bounds import Json
from adapters.slack.errand import Errand
from adapters.slack.incoming import Ignored
from adapters.slack.payload import identity, instant, part, parts, said, words
from bot.model.actions import Action
from bot.model.events import (
    Actor,
    Address,
    ButtonPress,
    FormChanged,
    FormSubmission,
    IncomingCommand,
    Place,
)


def command_of(payload: Json, workspace: str, sent_at: datetime) -> IncomingCommand | Ignored:
    """The card travels in the HTTP answer, so there is no ``reply_to``.

    Strangers of Slack Connect cannot use another workspace's commands.
    """
    account, trigger = identity(payload, "user_id"), identity(payload, "trigger_id")
    if not account or not trigger:
        return Ignored("no person")
    name, argument = words(said(payload, "text"))
    channel = identity(payload, "channel_id")
    place = Place.DIRECT if channel.startswith("D") else Place.CHANNEL
    return IncomingCommand(
        key=f"slack:command:{workspace}:{trigger}",
        actor=Actor(PLATFORM, workspace, account),
        occurred_at=sent_at,
        place=place,
        address=address(workspace, account if place is Place.DIRECT else channel),
        name=name,
        argument=argument,
    )


def press_of(
    payload: Json, workspace: str, sent_at: datetime, known: frozenset[str]
) -> ButtonPress | Ignored:
    actor, actions = _actor(payload, workspace, known), parts(payload, "actions")
    if actor is None or not actions or said(actions[0], "type") != "button":
        return Ignored("no button")
    pressed = actions[0]
    action_id, action_ts = said(pressed, "action_id"), said(pressed, "action_ts")
    holder = (
        identity(payload, "container", "message_ts")
        or identity(payload, "view", "id")
        or identity(payload, "container", "view_id")
    )
    place = _place(payload)
    return ButtonPress(
        key=f"slack:button:{workspace}:{actor.account}:{holder}:{action_ts}:{action_id}",
        actor=actor,
        occurred_at=instant(action_ts, sent_at),
        place=place,
        address=_address(payload, actor, place),
        reply_to=_reply_to(payload, actor, place, sent_at),
        action=Action.parse(said(pressed, "value") or action_id),
    )


def submission_of(
    payload: Json, workspace: str, sent_at: datetime, known: frozenset[str]
) -> FormSubmission | Ignored:
    """Values are part of the key: a form that was refused and corrected is a new event."""
    actor, view = _actor(payload, workspace, known), part(payload, "view")
    errand = Errand.parse(said(view, "private_metadata"))
    if actor is None or errand is None:
        return Ignored("not our form")
    entered = _entered(part(view, "state", "values"))
    values = hashlib.sha256(json.dumps(entered, sort_keys=True).encode()).hexdigest()
    form = f"{identity(view, 'id')}:{identity(view, 'hash')}:{values}"
    direct = address(workspace, actor.account)
    return FormSubmission(
        key=f"slack:form:{workspace}:{form}",
        actor=actor,
        occurred_at=sent_at,
        place=Place.DIALOG,
        address=direct,
        reply_to=address(workspace, actor.account, errand.card),
        action=errand.action,
        entered=entered,
    )


def is_in_dialog(payload: Json) -> bool:
    return said(payload, "view", "type") == "modal"


def change_of(
    payload: Json, workspace: str, sent_at: datetime, known: frozenset[str]
) -> FormChanged | Ignored:
    """A question was answered in a dialog on which it depends what else is asked."""
    actor, actions = _actor(payload, workspace, known), parts(payload, "actions")
    view = part(payload, "view")
    errand = Errand.parse(said(view, "private_metadata"))
    if actor is None or errand is None or not actions:
        return Ignored("not our form")
    action_ts = said(actions[0], "action_ts")
    return FormChanged(
        key=f"slack:change:{workspace}:{actor.account}:{identity(view, 'id')}:{action_ts}",
        actor=actor,
        occurred_at=instant(action_ts, sent_at),
        place=Place.DIALOG,
        address=address(workspace, actor.account),
        reply_to=address(workspace, actor.account, errand.card),
        action=errand.action,
        entered=_entered(part(view, "state", "values")),
    )


def _actor(payload: Json, workspace: str, known: frozenset[str]) -> Actor | None:
    account, team = identity(payload, "user", "id"), identity(payload, "user", "team_id")
    own = known | {workspace, identity(payload, "enterprise", "id"), ""}
    return Actor(PLATFORM, workspace, account, guest=team not in own) if account else None


def _place(payload: Json) -> Place:
    if said(payload, "container", "type") == "view":
        return Place.HOME if said(payload, "view", "type") == "home" else Place.DIALOG
    return Place.DIRECT if _channel(payload).startswith("D") else Place.CHANNEL


def _channel(payload: Json) -> str:
    return identity(payload, "container", "channel_id") or identity(payload, "channel", "id")


def _address(payload: Json, actor: Actor, place: Place) -> Address:
    channel = _channel(payload) if place is Place.CHANNEL else ""
    return address(actor.workspace, channel or actor.account)


def _reply_to(payload: Json, actor: Actor, place: Place, sent_at: datetime) -> Address | None:
    """The pressed card, except that one person's press never changes what a channel reads.

    The home page is drawn anew instead, in the same breath: nothing is queued for it.
    """
    if place is Place.HOME:
        return None
    card: CardPlace | None = None
    if part(payload, "container").get("is_ephemeral") is True:
        card = Hook(said(payload, "response_url"), sent_at)
    elif place is Place.DIRECT:
        card = Posted(_channel(payload), identity(payload, "container", "message_ts"))
    return address(actor.workspace, actor.account, card)


def _entered(values: Json) -> dict[str, str]:
    """Raw strings by field id; a field is one block with one element in it."""
    return {
        field: _value(element)
        for field in values
        for element in part(values, field).values()
        if isinstance(element, dict)
    }


def _value(element: Json) -> str:
    """What was typed or chosen; of several, the values with commas between them."""
    one = said(element, "selected_option", "value") or said(element, "selected_date")
    several = ",".join(said(option, "value") for option in parts(element, "selected_options"))
    return said(element, "value") or one or several
