"""The playground over real HTTP on loopback, with a small world behind it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestServer

from adapters.playground.app import PlaygroundAdapter
from adapters.playground.settings import PlaygroundSettings
from tests.adapters.playground.stage import SmallTalk, SmallWorld, picture
from tests.platforms.playground import english


@dataclass
class Page:
    """What a browser on the page can do, by hand."""

    adapter: PlaygroundAdapter
    talk: SmallTalk
    world: SmallWorld
    session: ClientSession
    base: str

    async def post(self, path: str, body: object, **headers: str) -> ClientResponse:
        sent = {"Origin": self.base, **headers}
        return await self.session.post(f"{self.base}/playground/{path}", json=body, headers=sent)

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self.session.get(f"{self.base}/playground{path}", headers=headers)

    async def gesture(self, key: str = "a-fresh-key", **body: object) -> dict[str, str]:
        answer = await self.post(
            "events", {"key": key, "person": "ada", "room": "direct:ada", **body}
        )
        return dict(await answer.json())

    async def room(self, room: str = "direct:ada", person: str = "ada") -> str:
        answer = await self.get(f"/room?room={room}&person={person}")
        return str((await answer.json())["html"])


def staged() -> tuple[PlaygroundAdapter, SmallTalk, SmallWorld]:
    talk, world = SmallTalk(), SmallWorld()
    settings = PlaygroundSettings(english, zone="Europe/Berlin")
    adapter = PlaygroundAdapter(settings, talk, world.now, picture, world)
    world.messenger = adapter.messenger
    return adapter, talk, world


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    adapter, talk, world = staged()
    web_app = web.Application()
    adapter.mount(web_app)
    async with TestServer(web_app, host="127.0.0.1") as server, ClientSession() as session:
        base = f"http://127.0.0.1:{server.port}"
        yield Page(adapter, talk, world, session, base)
