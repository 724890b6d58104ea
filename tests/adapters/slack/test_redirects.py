"""Slack that sends us elsewhere: nobody there gets to see a call, let alone the token."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.api import SlackApi
from adapters.slack.settings import SlackSettings
from bot.errors import Unclear

TOKEN = "xoxb-test-token"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Elsewhere:
    """Two servers: one that answers every call by the way to the other, which remembers its own."""

    def __init__(self, status: int) -> None:
        self.heard = list[str]()
        self.status, self.asked = status, 0
        self.there, self.here = (self._serving(each) for each in (self._hear, self._send_away))

    async def __aenter__(self) -> "Elsewhere":
        await self.there.start_server()
        await self.here.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.here.close()
        await self.there.close()

    @staticmethod
    def _serving(handler: Handler) -> TestServer:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        return TestServer(app)

    async def _hear(self, request: web.Request) -> web.Response:
        self.heard.append(request.headers.get("Authorization", ""))
        return web.json_response({"ok": True})

    async def _send_away(self, request: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(
            status=self.status, headers={"Location": str(self.there.make_url(request.path))}
        )


@pytest.fixture(params=[301, 302, 303, 307, 308])
async def elsewhere(request: pytest.FixtureRequest) -> AsyncIterator[Elsewhere]:
    async with Elsewhere(request.param) as servers:
        yield servers


@pytest.mark.parametrize("method", ["chat.postMessage", "views.open"])
async def test_a_call_that_is_sent_elsewhere_stays_here(elsewhere: Elsewhere, method: str) -> None:
    api_url = str(elsewhere.here.make_url("/api/"))
    api = SlackApi(SlackSettings(TOKEN, "secret", api_url=api_url, test_mode=True))
    await api.open()

    with pytest.raises(Unclear):
        await api.call(method, {"channel": "D1"})
    with pytest.raises(Unclear):
        await api.ask("users.info", {"user": "U1"})
    with pytest.raises(Unclear):
        await api.socket_address("xapp-test-token")
    await api.close()

    assert elsewhere.asked == 3
    assert elsewhere.heard == []
