"""The real adapter over loopback, with Microsoft's side played."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.teams.app import TeamsAdapter
from adapters.teams.settings import TeamsSettings
from tests.adapters.teams.payloads import payload
from tests.adapters.teams.scripted import ScriptedConversation
from tests.fakes.teams_server import (
    APP_ID,
    TENANT,
    TeamsServer,
    bearer,
    claims,
    now,
    signed,
)

Json = dict[str, Any]
NOBODY_LISTENS = "127.0.0.1:1"


@dataclass
class Clock:
    """``time`` is on the wall, where somebody may set it; ``seconds`` go by whatever is set."""

    time: datetime = field(default_factory=now)
    seconds: float = 0.0

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)
        self.seconds += timedelta(**by).total_seconds()

    def elapsed(self) -> float:
        return self.seconds


@dataclass
class Running:
    """The adapter behind its route, and who is around it."""

    client: TestClient[web.Request, web.Application]
    adapter: TeamsAdapter
    core: ScriptedConversation
    server: TeamsServer
    clock: Clock

    def payload(self, name: str, **changed: object) -> Json:
        return {**payload(name), "serviceUrl": self.server.service_url, **changed}

    def token(self, **changed: object) -> str:
        return signed(claims(self.clock(), self.server.service_url, **changed))

    async def send(self, name: str, **changed: object) -> ClientResponse:
        return await self.post(self.payload(name, **changed), bearer(self.token()))

    async def post(self, body: Json | bytes, headers: dict[str, str]) -> ClientResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.client.post("/api/messages", data=BytesIO(raw), headers=headers)


@pytest.fixture
async def server() -> AsyncIterator[TeamsServer]:
    async with TeamsServer() as running:
        yield running


@pytest.fixture
def settings(server: TeamsServer) -> TeamsSettings:
    return TeamsSettings(
        app_id=APP_ID,
        app_password="a password of the test",
        tenant_id=TENANT,
        test_mode=True,
        token_url=server.url("/token"),
        metadata_url=server.url("/metadata"),
        service_hosts=(server.place, NOBODY_LISTENS),
    )


@pytest.fixture
async def running(server: TeamsServer, settings: TeamsSettings) -> AsyncIterator[Running]:
    async with started(server, settings) as all_of_it:
        yield all_of_it


@pytest.fixture
async def unchecked(server: TeamsServer, settings: TeamsSettings) -> AsyncIterator[Running]:
    open_door = replace(settings, app_id="", app_password="", unchecked=True, service_hosts=())
    async with started(server, open_door) as all_of_it:
        yield all_of_it


class started:  # noqa: N801 - reads as what it gives
    """The adapter, running for as long as the block."""

    def __init__(self, server: TeamsServer, settings: TeamsSettings) -> None:
        core, clock = ScriptedConversation(), Clock()
        adapter = TeamsAdapter(settings, core, clock, lambda chart, theme: b"", clock.elapsed)
        app = web.Application()
        adapter.mount(app)
        client = TestClient(TestServer(app))
        self._running = Running(client, adapter, core, server, clock)

    async def __aenter__(self) -> Running:
        await self._running.client.start_server()
        return self._running

    async def __aexit__(self, *_: object) -> None:
        await self._running.client.close()
