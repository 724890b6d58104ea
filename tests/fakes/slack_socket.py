"""Slack's end of Socket Mode: repeats what was not acknowledged, and ends links in every way."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.slack_server import FakeSlack

Json = dict[str, Any]

ENDINGS = ("warning", "refresh_requested", "link_disabled", "silence", "abort", "half")
_HALF_A_FRAME = b'\x81\x7e\x10\x00{"envelope_id": "cut"'  # says 4,096 bytes and stops


class SocketSlack(FakeSlack):
    """``waiting`` are the envelopes that the bot has not acknowledged, by their id."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = dict[str, Json]()
        self.opened, self.answers = 0, 0
        self.overlaps = 0
        self._links = list[tuple[web.WebSocketResponse, web.Request]]()
        self._silent = set[web.WebSocketResponse]()

    async def offer(self, envelope: Json) -> None:
        self.waiting[envelope["envelope_id"]] = envelope
        await self._send(self._links[-1][0], envelope)

    async def repeat(self) -> None:
        """What Slack does after 3 s with events that were not acknowledged."""
        for envelope in list(self.waiting.values()):
            await self._send(self._links[-1][0], envelope)

    async def end(self, how: str) -> None:
        """End the newest link; a warned one goes on until the bot closes it."""
        socket, request = self._links[-1]
        if how == "silence":
            self._silent.add(socket)
        elif how in {"abort", "half"}:
            assert request.transport is not None
            if how == "half":
                request.transport.write(_HALF_A_FRAME)
                await asyncio.sleep(0)
            request.transport.abort()
        else:
            await self._send(socket, {"type": "disconnect", "reason": how})

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.overlaps += any(not one.closed for one, _ in self._links)
        self.opened += 1
        await socket.send_json({"type": "hello"})
        self._links.append((socket, request))
        self._stirred.set()
        for envelope in list(self.waiting.values()):
            await self._send(socket, envelope)
        async for message in socket:
            if socket in self._silent:
                continue
            if message.type is WSMsgType.PING:
                await socket.pong(message.data)
            if message.type is WSMsgType.TEXT:
                self.answers += 1
                self.waiting.pop(json.loads(message.data)["envelope_id"], None)
        self._stirred.set()
        return socket

    @staticmethod
    async def _send(socket: web.WebSocketResponse, what: Json) -> None:
        with suppress(ConnectionError):  # it is sent again over the next link
            await socket.send_json(what)
