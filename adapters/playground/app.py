"""The playground as the program sees it: one adapter, joined from its parts."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from adapters.playground import frame
from adapters.playground.broadcast import Broadcast
from adapters.playground.directory import PlaygroundDirectory
from adapters.playground.exchange import Exchange
from adapters.playground.http import PlaygroundRoutes
from adapters.playground.messenger import PlaygroundMessenger
from adapters.playground.moves import Moves
from adapters.playground.parse import Json
from adapters.playground.render import Brush
from adapters.playground.rooms import Change, Rooms
from adapters.playground.settings import Draw, PlaygroundSettings
from adapters.playground.world import World
from bot.model.ports import Clock, Conversation


class PlaygroundAdapter:
    """Hand ``rooms`` over where the world must write into them before the adapter is there."""

    def __init__(
        self,
        settings: PlaygroundSettings,
        conversation: Conversation,
        clock: Clock,
        draw: Draw,
        world: World,
        rooms: Rooms | None = None,
    ) -> None:
        self._settings, self._world = settings, world
        self.rooms = rooms or Rooms()
        brush = Brush(draw, settings.words)
        self.messenger = PlaygroundMessenger(self.rooms, brush, clock)
        self.directory = PlaygroundDirectory(world.people)
        self._names: Mapping[str, str] = {}
        self._broadcast = Broadcast()
        self._moves = Moves(self._broadcast)
        exchange = Exchange(self.rooms, conversation, brush, clock)
        self._routes = PlaygroundRoutes(
            settings, world, self.rooms, exchange, self._broadcast, self._moves
        )

    def mount(self, web_app: web.Application) -> None:
        self._routes.add_to(web_app)
        self.rooms.listen(self._announce)
        web_app.on_startup.append(self._open)
        web_app.on_shutdown.append(self._close)

    async def _open(self, _: web.Application) -> None:
        """What happened before the page could be opened is not news."""
        people = await asyncio.to_thread(self._world.people)
        self._names = {person.id: person.name for person in people}
        self.rooms.see_all()
        self._broadcast.open(asyncio.get_running_loop())

    async def _close(self, _: web.Application) -> None:
        await self._moves.stop()
        self.hang_up()

    def hang_up(self) -> None:
        """End the streams of open pages, which would otherwise hold the program back."""
        self._broadcast.close()

    def _announce(self, change: Change) -> None:
        shown, html = change.message, None
        if shown is not None:
            html = frame.message(shown, self._names, self._settings.words)
        told: Json = {
            "room": change.room,
            "id": change.id,
            "html": html,
            "after": change.after,
            "only_for": shown.only_for if shown else "",
            "unread": change.unread,
        }
        self._broadcast.tell("change", told)
