"""A small Slack: keeps messages, views and files in memory, over loopback, and can misbehave."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Self

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from tests.fakes.bad_answers import BAD, answer_badly

Json = dict[str, Any]

_BODIES = {
    "junk": '{"ok": tru',
    "list": "[1]",
    "huge": '{"ok": true, "x": "' + "x" * 1_100_000 + '"}',
}


class FakeSlack:
    """``faults[method]`` are answered one after the other: an error word, ``429``, ``500``,
    ``reset`` (before), ``lost`` (done, then reset), one of ``_BODIES``, one of ``BAD``, or
    ``hang`` (until ``released``)."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.messages: list[Json] = []
        self.hooked: list[Json] = []
        self.uploads: dict[str, bytes] = {}
        self.people: dict[str, Json] = {}
        self.acknowledged: asyncio.Queue[Json] = asyncio.Queue()
        self.sockets: list[web.WebSocketResponse] = []
        self.released = asyncio.Event()
        self.retry_after = "7"
        self.error_page = "<html>oops</html>"
        self._stirred = asyncio.Event()
        app = web.Application()
        app.router.add_post("/api/{method}", self._api)
        app.router.add_post("/hook/{id}", self._hook)
        app.router.add_post("/upload/{id}", self._upload)
        app.router.add_get("/socket", self._socket)
        self.server = TestServer(app)

    async def __aenter__(self) -> Self:
        await self.server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.released.set()
        await self.server.close()

    def url(self, path: str) -> str:
        return str(self.server.make_url(path))

    def made(self, method: str) -> list[Json]:
        return [arguments for name, arguments in self.calls if name == method]

    async def until(self, method: str, times: int = 1) -> Json:
        """The arguments of the ``times``-th call of ``method``, waiting for it up to 3 s."""
        await self._until(lambda: len(self.made(method)) >= times)
        return self.made(method)[times - 1]

    async def until_hooked(self, times: int = 1) -> Json:
        await self._until(lambda: len(self.hooked) >= times)
        return self.hooked[times - 1]

    async def connected(self, times: int = 1) -> None:
        await self._until(lambda: len(self.sockets) >= times)

    async def push(self, envelope: Json) -> Json:
        """Send an envelope over the newest socket and wait for what the bot answers to it."""
        await self.connected()
        await self.sockets[-1].send_json(envelope)
        return await asyncio.wait_for(self.acknowledged.get(), 3)

    async def _until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(3):
            while not happened():
                self._stirred.clear()
                await self._stirred.wait()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        is_json = request.content_type == "application/json"
        arguments = dict(await request.json()) if is_json else dict(await request.post())
        self.calls.append((method, arguments))
        self._stirred.set()
        fault = self.faults[method].pop(0) if self.faults[method] else ""
        if fault == "hang":
            await self.released.wait()
        if fault == "reset":
            return await self._cut(request)
        if fault == "429":
            return web.json_response(
                {"ok": False, "error": "ratelimited"},
                status=429,
                headers={"Retry-After": self.retry_after},
            )
        if fault == "500":
            return web.Response(status=500, text=self.error_page, content_type="text/html")
        if fault in BAD:
            return await answer_badly(request, fault)
        if fault in _BODIES:
            return web.Response(text=_BODIES[fault], content_type="application/json")
        if fault and fault != "lost":
            return web.json_response({"ok": False, "error": fault})
        answer = self._answer(method, arguments)
        return await self._cut(request) if fault == "lost" else web.json_response(answer)

    def _answer(self, method: str, arguments: Json) -> Json:
        match method:
            case "chat.postMessage":
                message = {**arguments, "ts": f"17000000{len(self.messages):02}.000100"}
                self.messages.append(message)
                to = message["channel"]  # of an account Slack names the conversation instead
                channel = f"D{to}" if to.startswith("U") else to
                return {"ok": True, "channel": channel, "ts": message["ts"]}
            case "chat.update":
                found = [m for m in self.messages if m["ts"] == arguments["ts"]]
                if not found:
                    return {"ok": False, "error": "message_not_found"}
                found[0].update(arguments)
                return {"ok": True, "ts": arguments["ts"]}
            case "conversations.open":
                return {"ok": True, "channel": {"id": "D" + arguments["users"]}}
            case "conversations.history":
                channel = arguments["channel"]
                own = {channel, channel.removeprefix("D")}
                found = [m for m in self.messages if m["channel"] in own]
                oldest = float(arguments.get("oldest", 0))
                return {"ok": True, "messages": [m for m in found if float(m["ts"]) >= oldest]}
            case "users.info":
                user = self.people.get(arguments["user"])
                return {"ok": True, "user": user} if user else _no("user_not_found")
            case "files.getUploadURLExternal":
                file_id = f"F{len(self.uploads)}"
                self.uploads[file_id] = b""
                return {
                    "ok": True,
                    "file_id": file_id,
                    "upload_url": self.url(f"/upload/{file_id}"),
                }
            case "files.info":
                ready = len(self.made("files.info")) > 1
                return {"ok": True, "file": {"mimetype": "image/png" if ready else ""}}
            case "apps.connections.open":
                return {"ok": True, "url": self.url("/socket").replace("http", "ws")}
            case _:
                return {"ok": True}

    async def _cut(self, request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _hook(self, request: web.Request) -> web.Response:
        self.hooked.append(await request.json())
        self._stirred.set()
        return web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.Response:
        self.uploads[request.match_info["id"]] = await request.read()
        return web.Response(text="OK")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        self._stirred.set()
        await socket.send_json({"type": "hello"})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acknowledged.put_nowait(json.loads(message.data))
        return socket


def _no(error: str) -> Json:
    return {"ok": False, "error": error}
