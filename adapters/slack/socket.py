"""Socket Mode: the same payloads over a connection that we open, for bots without an address."""

import asyncio
import logging
from time import monotonic

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.api import QUIET
from adapters.slack.http import Receive
from bot.model.ports import Clock

WATCH = 15.0

log = logging.getLogger(__name__)


class SocketMode(AsyncSocketModeHandler):
    """Acknowledges an envelope once its turn is committed; Slack repeats what was not."""

    def __init__(self, bolt: AsyncApp, app_token: str, clock: Clock, receive: Receive) -> None:
        super().__init__(bolt, app_token, logger=QUIET, web_client=bolt.client)
        self.client.proxy = bolt.client.proxy
        self._clock, self._receive = clock, receive
        self._tasks = list[asyncio.Task[None]]()

    def start(self) -> None:
        """Slack being away when the bot starts does not keep the bot from starting."""
        self._tasks = [
            asyncio.create_task(self._connect()),
            asyncio.create_task(self._renew()),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self.client.close()  # type: ignore[no-untyped-call]

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        started = monotonic()
        answered = await self._receive(req.payload, self._clock())
        if answered.status == 200:
            await send_async_response(client, req, answered, started)

    async def _connect(self) -> None:
        await self.client.connect()  # type: ignore[no-untyped-call]

    async def _renew(self) -> None:
        """An address is good for one connection; slack_sdk would try a used one for ever."""
        while True:
            await asyncio.sleep(WATCH)
            if not await self.client.is_connected():
                log.warning("slack: not connected")
                self.client.wss_uri = None
