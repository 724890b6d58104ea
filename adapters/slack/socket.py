"""Socket Mode: the same payloads over a connection that we open, for bots without an address.

slack_sdk's own client closes the old link before it opens the new one, and says yes to an envelope
on whichever link is the newest. Here each link lives for itself.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress

from aiohttp import ClientError, ClientWebSocketResponse, WSMessage, WSMsgType
from slack_bolt.response import BoltResponse
from structlog.contextvars import bound_contextvars

from adapters.slack.api import SlackApi
from adapters.slack.bounds import Json, OutOfBounds, read_json
from adapters.slack.gate import LARGEST_BODY
from adapters.slack.http import Receive
from adapters.slack.payload import part, said
from bot.errors import DeliveryError
from bot.model.ports import Clock

SHORTEST, LONGEST = 1.0, 30.0  # seconds between tries to connect
GREETING = 10.0  # seconds that a new link has for its hello
LAST_WORDS = 5.0  # seconds that a replaced link has for what is being answered
PINGS = 3  # without any answer, after which a link is dead
_REASONS = frozenset(["link_disabled", "refresh_requested", "warning"])  # Slack's; others may quote

log = logging.getLogger(__name__)

Hear = Callable[[Json], Awaitable[BoltResponse]]


class SocketMode:
    """Keeps a link to Slack; a new one is opened while the old one is still there."""

    def __init__(
        self,
        api: SlackApi,
        app_token: str,
        clock: Clock,
        receive: Receive,
        new_id: Callable[[], str],
        silence: float,
    ) -> None:
        self._api, self._app_token, self._silence = api, app_token, silence
        self._clock, self._receive, self._new_id = clock, receive, new_id
        self._links = set[Link]()
        self._keeper: asyncio.Task[None] | None = None
        self._closing = set[asyncio.Task[None]]()

    def start(self) -> None:
        """Slack being away when the bot starts does not keep the bot from starting."""
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
        await asyncio.gather(*self._closing, *(link.close() for link in self._links))

    async def _keep(self) -> None:
        old: Link | None = None
        while True:
            new = await self._connected()
            self._links.add(new)
            if old is not None:
                self._part_from(old)
            await new.over.wait()
            log.info("slack: the connection is renewed: %s", new.reason)
            old = new

    def _part_from(self, old: "Link") -> None:
        task = asyncio.create_task(old.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
        self._links.discard(old)

    async def _connected(self) -> "Link":
        wait = SHORTEST
        while True:
            try:
                async with asyncio.timeout(GREETING):
                    return await self._opened()
            except (ClientError, DeliveryError, OSError, ValueError) as error:
                log.warning("slack: not connected: %s", type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST)

    async def _opened(self) -> "Link":
        """A link that has said hello."""
        address = await self._api.socket_address(self._app_token)
        proxy = self._api.client.proxy
        socket = await self._api.session.ws_connect(
            address, autoping=False, max_msg_size=LARGEST_BODY, proxy=proxy
        )
        link = Link(socket, self._hear, self._silence)
        async with AsyncExitStack() as unless_it_greets:
            unless_it_greets.push_async_callback(link.close)
            await link.greeted()
            unless_it_greets.pop_all()
        return link

    async def _hear(self, payload: Json) -> BoltResponse:
        """What is logged about one envelope carries one id, as it does for a request."""
        with bound_contextvars(request=self._new_id()):
            return await self._receive(payload, self._clock())


class Link:
    """One connection. ``over`` is set when Slack wants another one, or when this one is dead."""

    def __init__(self, socket: ClientWebSocketResponse, hear: Hear, silence: float) -> None:
        self._socket, self._hear, self._silence = socket, hear, silence
        self.over, self.reason = asyncio.Event(), ""
        self._hello, self._answering = asyncio.Event(), set[asyncio.Task[None]]()
        self._reading = asyncio.create_task(self._read())

    async def greeted(self) -> None:
        """Raises ``ConnectionError`` where the link ends before its hello."""
        hello = asyncio.create_task(self._hello.wait())
        await asyncio.wait({hello, self._reading}, return_when=asyncio.FIRST_COMPLETED)
        hello.cancel()
        if not self._hello.is_set():
            raise ConnectionError

    async def close(self) -> None:
        """What is being answered is still answered here: Slack need not send it again."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=LAST_WORDS)
        self._reading.cancel()
        with suppress(ClientError, OSError, TimeoutError):
            async with asyncio.timeout(LAST_WORDS):
                await self._socket.close()

    async def _read(self) -> None:
        """Until nothing comes any more: Slack may go on after it asked for another link."""
        unanswered = 0
        try:
            while unanswered < PINGS:
                try:
                    message = await self._socket.receive(self._silence / PINGS)
                except TimeoutError:
                    unanswered += 1
                    await self._socket.ping()
                    continue
                unanswered = 0
                if not await self._is_read(message):
                    return self._end("closed")
            self._end("silence")
        except (ClientError, OSError) as error:
            self._end(type(error).__name__)

    async def _is_read(self, message: WSMessage) -> bool:
        match message.type:
            case WSMsgType.TEXT:
                self._take(message.data)
            case WSMsgType.PING:
                await self._socket.pong(message.data)
            case WSMsgType.PONG | WSMsgType.BINARY:
                pass
            case _:
                return False
        return True

    def _take(self, text: str) -> None:
        try:
            envelope = read_json(text)
        except OutOfBounds as error:
            log.warning("slack: an envelope cannot be read: %s", error)
            return
        match said(envelope, "type"):
            case "hello":
                self._hello.set()
            case "disconnect":
                reason = said(envelope, "reason")
                self._end(reason if reason in _REASONS else "disconnect")
            case _ if name := said(envelope, "envelope_id"):
                task = asyncio.create_task(self._answer(name, part(envelope, "payload")))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)

    async def _answer(self, name: str, payload: Json) -> None:
        """Slack repeats what it gets no answer to, over whichever link there is then."""
        answered = await self._hear(payload)
        if answered.status != 200:
            return
        envelope: Json = {"envelope_id": name}
        if answered.body:
            envelope["payload"] = json.loads(answered.body)
        with suppress(ClientError, OSError):
            await self._socket.send_json(envelope)

    def _end(self, reason: str) -> None:
        self.reason = self.reason or reason
        self.over.set()
