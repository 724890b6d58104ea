"""Conversation references as plain wire JSON, kept in an ``Address`` and read back from it."""

import json
from dataclasses import dataclass

from adapters.teams import wire
from adapters.teams.wire import Json
from bot.model.events import Actor, Address

PLATFORM = "teams"
PERSONAL = "personal"
_THREAD = ";messageid="
_CHANNEL = "19:"


@dataclass(frozen=True, slots=True)
class Reference:
    """A conversation the connector knows, or a person with whom one is yet to be created.

    An empty ``service_url`` stands for the connector's default.
    """

    service_url: str
    tenant: str
    bot: str
    conversation: str = ""
    person: str = ""

    def as_address(self, card: str = "") -> Address:
        """The same shape as the wire's conversation reference, which the successor SDK reads."""
        plain: Json = {
            "bot": {"id": self.bot},
            "channelId": "msteams",
            "conversation": {"id": self.conversation, "tenantId": self.tenant},
            "serviceUrl": self.service_url,
        }
        if self.person:
            plain["user"] = {"id": self.person}
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
        return Address(PLATFORM, self.tenant, text, card)


def reference(address: Address, app_id: str) -> Reference:
    """The reference in an address, or in a bare id from a roster or ``app.yaml``.

    A bare id is of a channel (they begin with ``19:``), else of a person who never wrote.
    """
    bot, bare = f"28:{app_id}", address.conversation
    if bare.startswith(_CHANNEL):
        return Reference("", address.workspace, bot, conversation=bare)
    if not bare.startswith("{"):
        return Reference("", address.workspace, bot, person=bare)
    plain = json.loads(address.conversation)
    return Reference(
        service_url=wire.text(plain, "serviceUrl"),
        tenant=address.workspace,
        bot=wire.text(plain, "bot", "id") or bot,
        conversation=wire.text(plain, "conversation", "id"),
        person=wire.text(plain, "user", "id"),
    )


def to_person(actor: Actor) -> Address:
    """Where to write to someone who never wrote: the conversation is created when sending."""
    return Address(PLATFORM, actor.workspace, actor.account)


def heard_in(activity: Json) -> Reference:
    """The conversation that an activity came from; in a channel the channel, not the thread."""
    conversation = wire.text(activity, "conversation", "id")
    personal = is_personal(activity)
    return Reference(
        service_url=wire.text(activity, "serviceUrl"),
        tenant=tenant_of(activity),
        bot=wire.text(activity, "recipient", "id"),
        conversation=conversation if personal else conversation.partition(_THREAD)[0],
        person=wire.text(activity, "from", "id") if personal else "",
    )


def thread_of(activity: Json) -> Reference:
    """The conversation with its thread, for an answer that everybody may see."""
    heard = heard_in(activity)
    conversation = wire.text(activity, "conversation", "id")
    return Reference(heard.service_url, heard.tenant, heard.bot, conversation)


def private_with(activity: Json) -> Reference:
    """Where the person who did something is answered alone."""
    heard = heard_in(activity)
    if is_personal(activity):
        return heard
    sender = wire.text(activity, "from", "id")
    return Reference(heard.service_url, heard.tenant, heard.bot, person=sender)


def is_personal(activity: Json) -> bool:
    kind = wire.text(activity, "conversation", "conversationType")
    return kind == PERSONAL or not (kind or wire.at(activity, "conversation", "isGroup"))


def tenant_of(activity: Json) -> str:
    named = wire.text(activity, "channelData", "tenant", "id")
    return (named or wire.text(activity, "conversation", "tenantId")).lower()
