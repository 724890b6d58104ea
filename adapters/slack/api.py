"""Slack's Web API: one connection pool, answers read within limits, refusals translated."""

import asyncio
import logging
import re
from collections.abc import Coroutine, Mapping
from concurrent.futures import CancelledError as Stopped
from dataclasses import replace
from math import inf
from time import monotonic
from typing import TypeVar

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHandlerType,
    ClientPayloadError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    TCPConnector,
)
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.bounds import Json
from adapters.slack.hooks import may_call
from adapters.slack.payload import said
from adapters.slack.refusals import refusal
from adapters.slack.settings import SlackSettings
from bot.errors import Away, DeliveryError, Throttled, Unclear

CONNECT_WITHIN = 3.0  # seconds
LARGEST_ANSWER = 1_000_000
UPLOAD_HOSTS = frozenset({"files.slack.com"})
CONNECTIONS = 100
ROOMS = {
    "views.open": 100,
    "views.update": 100,
    "views.publish": 20,
}  # of these methods' own: a person waits there

# Slack's libraries log whole bodies, and socket addresses with their tickets.
QUIET = logging.getLogger("adapters.slack.library")
QUIET.setLevel(logging.CRITICAL)

T = TypeVar("T")
_WORD = re.compile(r"[a-z]+(?:_[a-z]+)+")


class BoundedResponse(ClientResponse):
    """An answer of which at most ``LARGEST_ANSWER`` bytes are read."""

    async def read(self) -> bytes:
        if self._body is None:
            body = bytearray()
            async for chunk in self.content.iter_chunked(1 << 16):
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    self.close()
                    raise ClientPayloadError("the answer is too large")
            self._body = bytes(body)
        return self._body


async def stay(request: ClientRequest, send: ClientHandlerType) -> ClientResponse:
    """Follow no redirect, as slack_sdk otherwise does, with the bot's token or what people said."""
    answer = await send(request)
    if 300 <= answer.status < 400:
        answer.close()
        raise ClientPayloadError("the answer leads elsewhere")
    return answer


class SlackApi:
    """Lives on the event loop that opened it; worker threads come in by ``wait``."""

    client: AsyncWebClient
    session: ClientSession

    def __init__(self, settings: SlackSettings) -> None:
        self._settings = settings
        self._upload_settings = replace(settings, hook_hosts=UPLOAD_HOSTS)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rooms = dict[str, AsyncWebClient]()
        self._paused = dict[str, float]()

    async def open(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.session, self.client = self._room(CONNECTIONS)
        rooms = {method: self._room(size) for method, size in ROOMS.items()}
        self._sessions = [self.session, *(session for session, _ in rooms.values())]
        self._rooms = {method: client for method, (_, client) in rooms.items()}

    async def close(self) -> None:
        self._loop = None
        for session in self._sessions:
            await session.close()

    def wait(self, work: Coroutine[object, object, T], seconds: float) -> T:
        """Run ``work`` on the loop from a worker thread and wait for its result."""
        if self._loop is None or self._loop.is_closed():
            work.close()
            raise Throttled
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(seconds)
        except (TimeoutError, Stopped) as error:
            future.cancel()
            raise Unclear("timeout") from error

    async def call(self, method: str, arguments: Json) -> Json:
        """A method that takes JSON. Raises a ``DeliveryError``."""
        return await self._read(method, {"json": arguments})

    async def ask(self, method: str, arguments: Json) -> Json:
        """A method that takes form fields only, as the reading ones do."""
        return await self._read(method, {"data": arguments})

    async def socket_address(self, app_token: str) -> str:
        """Where to connect for Socket Mode, once. Raises a ``DeliveryError``."""
        answer = await self._read("apps.connections.open", {}, app_token)
        return said(answer, "url")

    async def post(self, url: str, body: Json) -> None:
        """Answer at a ``response_url``; no other address is ever called."""
        if not may_call(url, self._settings):
            raise refusal("used_url", 404, "")
        try:
            async with self.session.post(url, json=body) as answer:
                text = (await answer.read()).decode("ascii", "replace")
                if answer.status != 200:
                    raise _hook_refusal(answer, text)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise Away from error
        except (ClientError, OSError) as error:
            raise Unclear("connection lost") from error

    async def put(self, url: str, content: bytes) -> None:
        """Upload to the address that Slack gave for it."""
        if not may_call(url, self._upload_settings):
            raise Unclear("not an address of Slack's")
        try:
            async with self.session.post(url, data=content) as answer:
                if answer.status != 200:
                    raise refusal("", answer.status, answer.headers.get("Retry-After", ""))
        except (ClientError, OSError) as error:
            raise Unclear("connection lost") from error

    async def _read(self, method: str, body: Mapping[str, Json], token: str = "") -> Json:
        """A method that Slack paused is not called before then; the others go on."""
        if (left := self._paused.get(method, 0.0) - monotonic()) > 0:
            raise Throttled(left)
        client = self._rooms.get(method, self.client)
        try:
            answer = await client.api_call(
                method, headers=_bearer(token), json=body.get("json"), data=body.get("data")
            )
        except SlackApiError as error:
            raise self._noted(method, _translated(error)) from error
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise Away from error
        except (ClientError, OSError) as error:
            raise Unclear("connection lost") from error
        except (AttributeError, RecursionError, ValueError) as error:
            raise Unclear("unreadable") from error  # slack_sdk stumbles over what is not an object
        return answer.data if isinstance(answer.data, dict) else {}

    def _noted(self, method: str, error: DeliveryError) -> DeliveryError:
        if isinstance(error, Throttled) and error.retry_after is not None:
            self._paused[method] = monotonic() + error.retry_after
        return error

    def _room(self, connections: int) -> tuple[ClientSession, AsyncWebClient]:
        """A waiting line of its own: calls that hang in one keep nobody waiting in another."""
        session = ClientSession(
            connector=TCPConnector(limit=connections),
            timeout=ClientTimeout(
                total=self._settings.call_within,
                sock_connect=CONNECT_WITHIN,
                ceil_threshold=inf,  # aiohttp would round 5 s and more up to a whole second
            ),
            response_class=BoundedResponse,
            middlewares=(stay,),
        )
        client = AsyncWebClient(
            token=self._settings.bot_token,
            base_url=self._settings.api_url,
            session=session,
            logger=QUIET,
            retry_handlers=[],
        )
        if self._settings.test_mode:
            client.proxy = None  # slack_sdk takes it from the environment, loopback or not
        return session, client


def _bearer(token: str) -> dict[str, str] | None:
    return {"Authorization": f"Bearer {token}"} if token else None


def _hook_refusal(answer: ClientResponse, text: str) -> DeliveryError:
    """The word is in JSON at times and alone at others."""
    word = _WORD.search(text)
    code = "used_url" if answer.status in {404, 410} else word.group() if word else ""
    return refusal(code, answer.status, answer.headers.get("Retry-After", ""))


def _translated(error: SlackApiError) -> DeliveryError:
    """Where the answer was no JSON, slack_sdk hands over the bare HTTP response instead."""
    answer = error.response
    if not isinstance(answer, AsyncSlackResponse):
        return refusal("", answer.status, answer.headers.get("Retry-After", ""))
    code = answer.data.get("error", "") if isinstance(answer.data, dict) else ""
    retry_after = answer.headers.get("Retry-After", "")
    return refusal(code if isinstance(code, str) else "", answer.status_code, retry_after)
