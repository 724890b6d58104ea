"""The playground's routes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from importlib.resources import files

from aiohttp import web

from adapters.playground import gate, page, parse
from adapters.playground.broadcast import Broadcast, line, lines
from adapters.playground.exchange import Exchange
from adapters.playground.frame import frames
from adapters.playground.gate import Knock, Refused
from adapters.playground.moves import Moves, Work
from adapters.playground.page import Scene
from adapters.playground.parse import Gesture, Json, Unreadable
from adapters.playground.rooms import Rooms, channel_room, direct_room
from adapters.playground.settings import PlaygroundSettings
from adapters.playground.world import Person, Progress, World
from bot.errors import StoreAway

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

STEPS: Mapping[str, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_ASSETS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_BEAT = 15.0  # seconds between signs of life on a quiet stream
_SLOWEST = 10.0  # seconds to read a body
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class PlaygroundRoutes:
    settings: PlaygroundSettings
    world: World
    rooms: Rooms
    exchange: Exchange
    broadcast: Broadcast
    moves: Moves

    def add_to(self, web_app: web.Application) -> None:
        get, post = web_app.router.add_get, web_app.router.add_post
        get("/playground", _guarded(self.page))
        get("/playground/room", _guarded(self.room))
        get("/playground/stream", _guarded(self.stream))
        post("/playground/events", _guarded(self.event))
        post("/playground/seen", _guarded(self.seen))
        post("/playground/clock", _guarded(self.clock))
        post("/playground/reset", _guarded(self.reset))
        for asset in files(__package__).joinpath("static").iterdir():
            get(f"/playground/{asset.name}", _guarded(_served(asset.name, asset.read_bytes())))

    async def page(self, request: web.Request) -> web.StreamResponse:
        people, channels = await asyncio.to_thread(self._population)
        scene = Scene(people, channels, self.settings)
        return web.Response(text=page.page(scene), content_type="text/html", charset="utf-8")

    async def room(self, request: web.Request) -> web.StreamResponse:
        """Everything in a room that this person sees, and how things stand around it."""
        room, person = request.query.get("room", ""), request.query.get("person", "")
        people, _ = await asyncio.to_thread(self._population)
        names = {one.id: one.name for one in people}
        shown = [m for m in self.rooms.messages(room) if m.only_for in {"", person}]
        now = await asyncio.to_thread(self.world.now)
        stand: Json = {
            "html": frames(shown, names, self.settings.words),
            "now": now.isoformat(),
            "unread": dict(self.rooms.unread()),
            "busy": self.moves.busy,
        }
        return web.json_response(stand)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=_HEADERS)
        response.content_type = "text/event-stream"
        # A page that was closed in between is no error.
        with self.broadcast.listening() as queue, suppress(ConnectionResetError):
            await response.prepare(request)
            await response.write(line("hello", {}).encode())
            async for told in lines(queue, _BEAT, ": still here\n\n"):
                await response.write(told.encode())
        return response

    async def event(self, request: web.Request) -> web.StreamResponse:
        gesture = parse.gesture(await _body(request), await asyncio.to_thread(self.world.now))
        if not await asyncio.to_thread(self._exists, gesture):
            raise Unreadable
        if self.moves.busy:
            return self._notice("playground.busy", HTTPStatus.CONFLICT)
        async with self.moves.turnstile:
            try:
                focus = await asyncio.to_thread(self.exchange.take, gesture)
            except StoreAway:
                return self._notice("playground.away", HTTPStatus.SERVICE_UNAVAILABLE)
        return web.json_response({"focus": focus})

    async def seen(self, request: web.Request) -> web.StreamResponse:
        room = str((await _body(request)).get("room", ""))
        self.rooms.see(room)
        self.broadcast.tell("unread", {"room": room, "unread": 0})
        return web.json_response({})

    async def clock(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        step = STEPS.get(str(body.get("forward", "")))
        if step is None:
            raise Unreadable
        return self._move("clock", body, lambda: self.world.advance(step))

    async def reset(self, request: web.Request) -> web.StreamResponse:
        return self._move("reset", await _body(request), self._begin_again)

    def _begin_again(self) -> Iterator[Progress]:
        """Old news is read news: what the history put into the rooms counts as seen."""
        self.rooms.clear()
        yield from self.world.reset()
        self.rooms.see_all()

    def _move(self, name: str, body: Json, work: Work) -> web.Response:
        if not self.moves.start(name, parse.key(body), work):
            return self._notice("playground.busy", HTTPStatus.CONFLICT)
        return web.json_response({}, status=HTTPStatus.ACCEPTED)

    def _notice(self, key: str, status: HTTPStatus) -> web.Response:
        return web.json_response({"notice": self.settings.words(key)}, status=status)

    def _population(self) -> tuple[Sequence[Person], Sequence[str]]:
        return self.world.people(), self.world.channels()

    def _exists(self, gesture: Gesture) -> bool:
        people, channels = self._population()
        rooms = {direct_room(gesture.person), *map(channel_room, channels)}
        return gesture.room in rooms and any(one.id == gesture.person for one in people)


def _guarded(handler: Handler) -> Handler:
    """Nothing of a request is read before it is known to come from the page."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            gate.admit(Knock(request.method, request.remote or "", request.headers))
            response = await handler(request)
        except Refused as refused:
            response = web.Response(status=refused.status, text=refused.status.phrase)
        except Unreadable:
            response = web.Response(status=400, text=HTTPStatus.BAD_REQUEST.phrase)
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    return answer


async def _body(request: web.Request) -> Json:
    """The posted object, read in bounded time and space."""
    raw = bytearray()
    try:
        async with asyncio.timeout(_SLOWEST):
            async for part in request.content.iter_chunked(65_536):
                raw += part
                if len(raw) > gate.LARGEST_BODY:
                    break
    except TimeoutError as slow:
        raise Refused(HTTPStatus.REQUEST_TIMEOUT) from slow
    return await asyncio.to_thread(gate.read, bytes(raw))


def _served(name: str, content: bytes) -> Handler:
    kind = _ASSETS[name.rpartition(".")[2]]

    async def asset(_: web.Request) -> web.StreamResponse:
        return web.Response(body=content, content_type=kind, charset="utf-8")

    return asset
