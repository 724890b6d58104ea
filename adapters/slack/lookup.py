"""Looks whether a message arrived: every message carries its delivery's id in its metadata."""

from datetime import datetime, timedelta

from adapters.slack.addresses import Posted, card_place
from adapters.slack.api import SlackApi
from adapters.slack.bounds import Json
from adapters.slack.payload import identity, part, parts, said
from bot.errors import Unclear
from bot.model.ports import Parcel

EVENT_TYPE = "dividend_delivery"
SLACK_OF_CLOCKS = timedelta(hours=1)  # a message bears Slack's time, the window is in ours
PAGE = 200
MOST_PAGES = 10


def metadata(delivery: str) -> Json:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": delivery}}


class Lookup:
    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def find(self, parcel: Parcel, now: datetime) -> str | None:
        """The ``ts`` of the message with this delivery's id. Raises a ``DeliveryError``."""
        match card_place(parcel.address.card):
            case Posted(channel, ts):
                replaced = await self._search(parcel.delivery, channel, _only(ts))
                if replaced is not None:
                    return replaced
        since = (parcel.first_tried_at or now) - SLACK_OF_CLOCKS
        channel = await self._channel(parcel.address.conversation)
        return await self._search(parcel.delivery, channel, {"oldest": f"{since.timestamp():.6f}"})

    async def _channel(self, conversation: str) -> str:
        """A person's history is that of the conversation with them."""
        if not conversation.startswith(("U", "W")):
            return conversation
        opened = await self._api.call("conversations.open", {"users": conversation})
        return identity(opened, "channel", "id")

    async def _search(self, delivery: str, channel: str, window: Json) -> str | None:
        wanted: Json = {"channel": channel, "limit": PAGE, "include_all_metadata": True, **window}
        for _ in range(MOST_PAGES):
            page = await self._api.ask("conversations.history", wanted)
            for message in parts(page, "messages"):
                if _key(message) == delivery:
                    return said(message, "ts") or delivery
            cursor = said(page, "response_metadata", "next_cursor")
            if not cursor:
                return None
            wanted = {**wanted, "cursor": cursor}
        raise Unclear("too much to look through")


def _only(ts: str) -> Json:
    return {"oldest": ts, "latest": ts, "inclusive": True}


def _key(message: Json) -> str:
    found = part(message, "metadata")
    return said(found, "event_payload", "key") if said(found, "event_type") == EVENT_TYPE else ""
