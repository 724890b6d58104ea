"""The real adapter over loopback, in front of a scripted conversation and a small Slack."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.slack.app import SlackAdapter
from adapters.slack.gate import signature
from adapters.slack.settings import SlackSettings
from bot.app.outside import fresh_id
from bot.model.charts import Chart
from tests.adapters.slack.scripted import Scripted
from tests.fakes.slack_server import FakeSlack

NOW = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)  # 1700000000
SECRET = "test-signing-secret"
TOKEN = "xoxb-test-token"

Json = dict[str, Any]


def picture(chart: Chart, theme: str) -> bytes:
    return b"\x89PNG " + chart.title.encode() + theme.encode()


class Rig:
    def __init__(self, slack: FakeSlack, **changed: object) -> None:
        self.slack, self.conversation = slack, Scripted()
        api = slack.url("/api/")
        usual = SlackSettings(TOKEN, SECRET, api_url=api, test_mode=True, look_after=0.01)
        settings = replace(usual, **changed)  # type: ignore[arg-type]
        self.adapter = SlackAdapter(settings, self.conversation, lambda: NOW, picture, fresh_id)
        app = web.Application()
        self.adapter.mount(app)
        self.client: TestClient[web.Request, web.Application] = TestClient(TestServer(app))

    async def send(
        self, raw: bytes, kind: str = "application/json", **headers: str
    ) -> ClientResponse:
        stamp = str(int(NOW.timestamp()))
        signed = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(SECRET, stamp, raw),
            "Content-Type": kind,
        }
        return await self.client.post("/slack/events", data=raw, headers=signed | headers)

    async def event(self, payload: Json, **headers: str) -> ClientResponse:
        return await self.send(json.dumps(payload).encode(), **headers)

    async def command(self, **fields: str) -> ClientResponse:
        form = {"command": "/dividend", "team_id": "T1", "user_id": "U1", "channel_id": "D1"}
        form |= {"trigger_id": "1.2.abc", "response_url": self.slack.url("/hook/1"), "text": ""}
        return await self.send(
            urlencode(form | fields).encode(), "application/x-www-form-urlencoded"
        )

    async def interact(self, payload: Json) -> ClientResponse:
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return await self.send(body, "application/x-www-form-urlencoded")


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def start(slack: FakeSlack) -> AsyncIterator[Callable[..., Any]]:
    rigs = list[Rig]()

    async def started(**settings: object) -> Rig:
        rig = Rig(slack, **settings)
        await rig.client.start_server()
        rigs.append(rig)
        return rig

    yield started
    for rig in rigs:
        await rig.client.close()


@pytest.fixture
async def rig(start: Callable[..., Any]) -> Rig:
    started: Rig = await start()
    return started
