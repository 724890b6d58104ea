"""Slack's and Microsoft's servers on a bad day: what goes wrong is drawn by a seed."""

import asyncio
import json
from collections.abc import Sequence
from random import Random
from time import monotonic
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app.outside import system_clock
from bot.model.ports import Clock
from tests.fakes.bad_answers import BAD, answer_badly
from tests.fakes.teams_server import Fault, TeamsServer

Json = dict[str, Any]

SILENCE = 1.0  # seconds before a taken message's connection is cut; the bot waits for 10
KINDS = ("429", "500", "reset", "lost", "silent", "junk")


class Weather:
    """Draws what happens to each call. ``calm`` ends it, so that everything can come to rest."""

    def __init__(self, seed: int, share: float, kinds: Sequence[str] = KINDS) -> None:
        self._random, self._share, self._kinds = Random(seed), share, kinds
        self._still, self._over = False, asyncio.Event()
        self.lasted = list[float]()

    def calm(self) -> None:
        self._share = 0.0

    def turn(self, share: float) -> None:
        """From now on so many of the answers are bad."""
        self._share = share

    def stand_still(self) -> None:
        """From now on nobody is answered."""
        self._still = True

    async def pass_by(self) -> None:
        if self._still:
            await self._over.wait()

    def end(self) -> None:
        """Whoever still waits is let go."""
        self._over.set()

    def fault(self) -> str:
        return self._random.choice(self._kinds) if self._random.random() < self._share else ""

    async def answer_badly(self, request: web.Request, kind: str) -> web.Response:
        """``lasted`` is told how long whoever asked put up with it; this ends with them."""
        began = monotonic()
        try:
            return await answer_badly(request, kind)
        finally:
            self.lasted.append(monotonic() - began)


class RoughSlack:
    """Takes what the bot sends, and shows it in its history with its metadata, as Slack does."""

    def __init__(self, weather: Weather, clock: Clock = system_clock) -> None:
        self._weather, self._clock = weather, clock
        self.messages: list[Json] = []
        app = web.Application()
        app.router.add_post("/api/{method}", self._called)
        self.server = TestServer(app)

    @property
    def api_url(self) -> str:
        return str(self.server.make_url("/api/"))

    def texts(self) -> list[str]:
        return [json.dumps(message) for message in self.messages]

    def ids(self) -> list[str]:
        """The deliveries that the messages name in their metadata."""
        return [message["metadata"]["event_payload"]["key"] for message in self.messages]

    async def _called(self, request: web.Request) -> web.StreamResponse:
        await self._weather.pass_by()
        is_json = request.content_type == "application/json"
        said = dict(await request.json()) if is_json else dict(await request.post())
        method, fault = request.match_info["method"], self._weather.fault()
        match fault:
            case "429":
                refused = {"ok": False, "error": "ratelimited"}
                return web.json_response(refused, status=429, headers={"Retry-After": "1"})
            case "500":
                return web.Response(status=500, text="<html>oops</html>")
            case "reset":
                return _cut(request)
        if fault in BAD:
            return await self._weather.answer_badly(request, fault)
        answer = self._answer(method, said)
        match fault:
            case "lost":
                return _cut(request)
            case "silent":
                await asyncio.sleep(SILENCE)
                return _cut(request)
            case "junk":
                return web.Response(text='{"ok": tru', content_type="application/json")
        return web.json_response(answer)

    def _answer(self, method: str, said: Json) -> Json:
        match method:
            case "chat.postMessage":
                ts = f"{self._clock().timestamp():.6f}"
                self.messages.append({**said, "ts": ts})
                return {"ok": True, "channel": said["channel"], "ts": ts}
            case "conversations.open":
                return {"ok": True, "channel": {"id": f"D{said['users']}"}}
            case "conversations.history":
                return {"ok": True, "messages": self._history(said)}
            case "chat.update":
                return {"ok": False, "error": "message_not_found"}
            case _:
                return {"ok": True}

    def _history(self, asked: Json) -> list[Json]:
        channel, oldest = str(asked["channel"]), float(str(asked.get("oldest", 0)))
        places = {channel, channel.removeprefix("D")}
        newest_first = reversed(self.messages)
        return [
            m for m in newest_first if m["channel"] in places and float(str(m["ts"])) >= oldest
        ][:200]


class RoughTeams(TeamsServer):
    """Login and keys work; the connector has its bad days."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self._weather = weather

    def texts(self) -> list[str]:
        return [json.dumps(message) for chat in self.messages.values() for message in chat]

    async def _metadata(self, request: web.Request) -> web.Response:
        await self._weather.pass_by()
        return await super()._metadata(request)

    async def _token(self, request: web.Request) -> web.Response:
        fault = self._weather.fault()
        if fault in BAD:
            return await self._weather.answer_badly(request, fault)
        return await super()._token(request)

    async def _connector(self, request: web.Request) -> web.Response:
        await self._weather.pass_by()
        match fault := self._weather.fault():
            case "429":
                self.faults.append(Fault(status=429, headers={"Retry-After": "1"}))
            case "500":
                self.faults.append(Fault(status=500))
            case "reset":
                self.faults.append(Fault(reset=True))
            case "lost" | "silent":
                self.faults.append(Fault(reset=True, took_it=True))
            case "junk":
                self.faults.append(Fault(took_it=True, raw=b'{"id": '))
            case _ if fault in BAD:
                return await self._weather.answer_badly(request, fault)
        return await super()._connector(request)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
