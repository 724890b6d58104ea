"""The Events API: typed messages, mentions, the home page, and the bot's own comings and goings."""

from datetime import datetime

from adapters.slack.addresses import PLATFORM, address
from adapters.slack.bounds import Json
from adapters.slack.incoming import Ignored
from adapters.slack.payload import identity, instant, part, parts, said, words
from bot.model.events import (
    Actor,
    AnyEvent,
    ChannelJoined,
    ChannelLeft,
    HomeOpened,
    IncomingCommand,
    PersonArrived,
    Place,
)

SUBSCRIBED = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_left",
    "group_left",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "tokens_revoked",
)


def event_of(
    payload: Json, workspace: str, sent_at: datetime, known: frozenset[str]
) -> AnyEvent | Ignored:
    inner = part(payload, "event")
    event_id = identity(payload, "event_id")
    if not event_id:
        return Ignored("no event id")
    key = f"slack:event:{workspace}:{event_id}"
    when = instant(said(inner, "event_ts") or said(inner, "ts"), sent_at)
    match said(inner, "type"):
        case "app_home_opened" | "app_mention" | "message":
            return _from_person(payload, inner, workspace, key, when, known)
        case "member_joined_channel" | "member_left_channel" | "channel_left" | "group_left":
            return _own_move(payload, inner, workspace, key, when)
        case "tokens_revoked" | "app_uninstalled":
            return Ignored("uninstalled")
        case _:
            return Ignored("unknown event")


def _from_person(
    payload: Json, inner: Json, workspace: str, key: str, when: datetime, known: frozenset[str]
) -> AnyEvent | Ignored:
    account = identity(inner, "user")
    if not account or account in {_bot(payload), "USLACKBOT"} or inner.get("bot_id"):
        return Ignored("a bot's message")
    actor = Actor(PLATFORM, workspace, account, _stranger(inner, workspace, known))
    match said(inner, "type"):
        case "app_home_opened":
            return _home(inner, actor, key, when)
        case "app_mention" if "edited" not in inner:
            return _said_to_us(inner, actor, key, when, Place.CHANNEL)
        case "message" if said(inner, "channel_type") == "im" and "subtype" not in inner:
            return _said_to_us(inner, actor, key, when, Place.DIRECT)
        case _:
            # What is said in a channel reaches us twice; the mention is the one that is answered.
            return Ignored("an edit, or not said to us")


def _said_to_us(
    inner: Json, actor: Actor, key: str, when: datetime, place: Place
) -> IncomingCommand:
    """A typed message carries no trigger: no dialog can be opened, and the answer is a message.

    Also to a mention the answer goes to the person alone, because cards are private.
    """
    name, argument = words(said(inner, "text"))
    direct = address(actor.workspace, actor.account)
    channel = address(actor.workspace, identity(inner, "channel"))
    return IncomingCommand(
        key=key,
        actor=actor,
        occurred_at=when,
        place=place,
        address=direct if place is Place.DIRECT else channel,
        reply_to=direct,
        can_open_form=False,
        name=name,
        argument=argument,
    )


def _home(inner: Json, actor: Actor, key: str, when: datetime) -> AnyEvent:
    """The messages tab is where a person first meets the bot; the home tab is a page to draw."""
    direct = address(actor.workspace, actor.account)
    if said(inner, "tab") == "home":
        return HomeOpened(key=key, actor=actor, occurred_at=when, place=Place.HOME, address=direct)
    return PersonArrived(key=key, actor=actor, occurred_at=when, address=direct)


def _own_move(
    payload: Json, inner: Json, workspace: str, key: str, when: datetime
) -> ChannelJoined | ChannelLeft | Ignored:
    """Others come and go as they like; the two ``…_left`` events without a name are about us."""
    bot, kind = _bot(payload), said(inner, "type")
    if kind.startswith("member_") and (not bot or identity(inner, "user") != bot):
        return Ignored("someone else's move")
    channel = identity(inner, "channel")
    if not channel:
        return Ignored("no channel")
    by = identity(inner, "inviter") or identity(inner, "actor_id") or bot or channel
    made = ChannelJoined if kind == "member_joined_channel" else ChannelLeft
    return made(
        key=key,
        actor=Actor(PLATFORM, workspace, by),
        occurred_at=when,
        place=Place.CHANNEL,
        address=address(workspace, channel),
    )


def _bot(payload: Json) -> str:
    authorizations = parts(payload, "authorizations")
    return identity(authorizations[0], "user_id") if authorizations else ""


def _stranger(inner: Json, workspace: str, known: frozenset[str]) -> bool:
    """Whether Slack Connect brought this person in from another organisation."""
    own = known | {workspace}
    teams = (identity(inner, name) for name in ("user_team", "source_team"))
    return any(team.startswith("T") and team not in own for team in teams)
