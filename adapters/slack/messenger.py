"""Writes first: sends parcels, replaces cards, and looks for what may have arrived."""

import asyncio
import logging
from time import monotonic

from adapters.slack.addresses import Hook, Posted, card_place
from adapters.slack.api import SlackApi
from adapters.slack.bounds import Json
from adapters.slack.hooks import HookUses
from adapters.slack.lookup import Lookup, metadata
from adapters.slack.payload import identity, said
from adapters.slack.refusals import CardGone
from adapters.slack.render import content
from adapters.slack.upload import Uploads
from bot.errors import DeliveryError, Superseded, Throttled, Unclear, Unreachable
from bot.model.ports import Clock, Parcel

log = logging.getLogger(__name__)

PATIENCE = 25.0  # seconds: the pictures of a message, and the message


class SlackMessenger:
    """A ``Messenger``: called from worker threads, works on the adapter's event loop."""

    can_look = True

    def __init__(
        self, api: SlackApi, uploads: Uploads, uses: HookUses, clock: Clock, look_after: float
    ) -> None:
        self._api, self._uploads, self._uses, self._clock = api, uploads, uses, clock
        self._lookup, self._look_after = Lookup(api), look_after
        self._broke_off = dict[str, float]()  # when, by delivery

    def send(self, parcel: Parcel) -> str:
        try:
            return self._api.wait(self.deliver(parcel), PATIENCE)
        except Unclear:
            now, still = monotonic(), self._broke_off.items()
            self._broke_off = {key: at for key, at in still if now - at < self._look_after}
            self._broke_off[parcel.delivery] = now
            raise

    def find(self, parcel: Parcel) -> str | None:
        try:
            return self._api.wait(self._found(parcel), self._look_after + PATIENCE)
        except Throttled:
            raise
        except DeliveryError as error:
            raise Unclear(error.reason) from error

    async def _found(self, parcel: Parcel) -> str | None:
        """What broke off may still be on its way inside Slack: not seen yet is not lost."""
        settled = self._broke_off.get(parcel.delivery, 0.0) + self._look_after
        await asyncio.sleep(max(0.0, settled - monotonic()))
        return await self._lookup.find(parcel, self._clock())

    async def deliver(self, parcel: Parcel) -> str:
        """Replace the card, or post a new message where there is none or it is gone."""
        pictures = {} if parcel.plain else await self._uploads.pictures(parcel.card.charts)
        said_here = content(parcel.card, pictures, plain_only=parcel.plain)
        files = [] if parcel.plain else [await self._uploads.stored(f) for f in parcel.card.files]
        place = card_place(parcel.address.card)
        if not parcel.may_go():
            raise Superseded
        if place is not None:
            try:
                return await self._replace(place, said_here, parcel.delivery)
            except CardGone:
                pass  # the person still gets the answer, as a new message
        answer = await self._post(parcel.address.conversation, said_here, parcel.delivery)
        if files:
            await self._share(files, answer)
        return said(answer, "ts")

    async def _share(self, files: list[Json], posted: Json) -> None:
        """Behind the message, whose answer names the conversation: an account's id will not do."""
        try:
            await self._uploads.share(files, identity(posted, "channel"))
        except DeliveryError as error:
            log.warning("slack: a file stays out (%s); its message is there", error.reason)

    async def _replace(self, place: Posted | Hook, said_here: Json, delivery: str) -> str:
        if isinstance(place, Hook):
            if not self._uses.take(place, self._clock()):
                raise CardGone("used_url")
            await self._api.post(place.url, {**said_here, "replace_original": True})
            return delivery
        wanted = {"channel": place.channel, "ts": place.ts, "metadata": metadata(delivery)}
        await self._api.call("chat.update", {**wanted, **said_here})
        return place.ts

    async def _post(self, conversation: str, said_here: Json, delivery: str) -> Json:
        if not conversation:
            raise Unreachable("no conversation")
        return await self._api.call(
            "chat.postMessage",
            {
                "channel": conversation,
                "unfurl_links": False,
                "unfurl_media": False,
                "metadata": metadata(delivery),
                **said_here,
            },
        )
