"""What is done right after an acknowledgement: tracked tasks, none of them a dead end."""

import asyncio
import logging
from collections.abc import Coroutine

from adapters.slack.addresses import Hook, address
from adapters.slack.answer import (
    After,
    OfferForm,
    OpenForm,
    PublishHome,
    RedrawForm,
    Say,
    ShowPictures,
    command_body,
    overdue,
)
from adapters.slack.api import SlackApi
from adapters.slack.bounds import Json
from adapters.slack.hooks import HookUses
from adapters.slack.incoming import Incoming
from adapters.slack.messenger import SlackMessenger
from adapters.slack.render import content, home_view
from adapters.slack.upload import Uploads
from bot.errors import DeliveryError, StoreAway
from bot.model.cards import Card
from bot.model.forms import Form
from bot.model.ports import Conversation, Kind, Parcel
from bot.model.replies import Reply

OPENING = 2.0  # seconds; a trigger lives for 3
FAREWELL = 2.0  # seconds; the whole program ends within 10

log = logging.getLogger(__name__)


class Aftercare:
    def __init__(
        self,
        api: SlackApi,
        uploads: Uploads,
        uses: HookUses,
        messenger: SlackMessenger,
        conversation: Conversation,
    ) -> None:
        self._api, self._uploads, self._uses = api, uploads, uses
        self._messenger, self._conversation = messenger, conversation
        self._tasks = set[asyncio.Task[None]]()

    def start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def finish(self) -> None:
        """Let what was promised be done, but not for ever."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=FAREWELL)
            for task in late:
                task.cancel()

    async def do(self, after: After, incoming: Incoming) -> None:
        try:
            await self._done(after, incoming)
        except (DeliveryError, StoreAway, TimeoutError) as error:
            log.warning("slack: %s did not work: %s", type(after).__name__, error)

    async def overdue(self, turn: asyncio.Future[Reply], incoming: Incoming) -> None:
        """The acknowledgement could not wait any longer; what the turn answers is still said."""
        try:
            after = overdue(await turn)
        except StoreAway:
            return  # Slack was told to try again
        if after is not None:
            await self.do(after, incoming)

    async def _done(self, after: After, incoming: Incoming) -> None:
        match after:
            case OpenForm(trigger, view, form):
                await self._open({"trigger_id": trigger, "view": view}, form, incoming)
            case OfferForm(form):
                await self._offer(form, incoming)
            case RedrawForm(view_id, seen, view):
                async with asyncio.timeout(OPENING):
                    wanted = {"view_id": view_id, "hash": seen}
                    await self._api.call("views.update", {**wanted, "view": view})
            case PublishHome(card):
                pictures = await self._uploads.pictures(card.charts)
                wanted = {"user_id": incoming.event.actor.account}
                async with asyncio.timeout(OPENING):
                    view = home_view(card, pictures)
                    await self._api.call("views.publish", {**wanted, "view": view})
            case ShowPictures(card, private):
                await self._show(card, private, incoming)
            case Say(card):
                await self._say(card, incoming)

    async def _open(self, wanted: Json, form: Form, incoming: Incoming) -> None:
        try:
            async with asyncio.timeout(OPENING):
                await self._api.call("views.open", wanted)
        except (DeliveryError, TimeoutError) as error:
            log.warning("slack: a form could not be opened, it is offered: %s", error)
            await self._offer(form, incoming)

    async def _offer(self, form: Form, incoming: Incoming) -> None:
        card = await asyncio.to_thread(self._conversation.offer, form, incoming.event)
        await self._say(card, incoming)

    async def _show(self, card: Card, private: bool, incoming: Incoming) -> None:
        """A command's card at its ``response_url``, else as a direct message."""
        pictures = await self._uploads.pictures(card.charts)
        body = command_body(content(card, pictures), private=private)
        hook = Hook(incoming.hook, incoming.event.occurred_at)
        try:
            if self._uses.take(hook, incoming.event.occurred_at):
                await self._api.post(hook.url, body)
                return
        except DeliveryError as error:
            log.warning("slack: a card goes out as a direct message: %s", error)
        await self._say(card, incoming)

    async def _say(self, card: Card, incoming: Incoming) -> None:
        event = incoming.event
        to = event.reply_to or address(event.actor.workspace, event.actor.account)
        await self._messenger.deliver(Parcel(event.key, to, card, Kind.REPLY, event.locale))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("slack: a task failed: %s", type(error).__name__)
