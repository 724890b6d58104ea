"""The address Slack sends to: the gate in front, then the adapter."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from aiohttp import ClientError, web
from slack_bolt.response import BoltResponse

from adapters.slack import gate
from adapters.slack.bounds import Json
from bot.model.ports import Clock

READ_WITHIN = 10.0

Receive = Callable[[Json, datetime], Awaitable[BoltResponse]]
Route = Callable[[web.Request], Awaitable[web.Response]]

log = logging.getLogger(__name__)


def events_route(secret: str, clock: Clock, receive: Receive) -> Route:
    async def heard(request: web.Request) -> web.Response:
        admitted = await _admitted(request, secret, clock)
        if isinstance(admitted, gate.Refusal):
            return web.Response(
                status=admitted.status, text=admitted.text, headers=admitted.headers
            )
        _note_retry(request)
        answered = await receive(admitted.payload, admitted.sent_at)
        headers = {name: ",".join(values) for name, values in answered.headers.items()}
        return web.Response(status=answered.status, body=answered.body.encode(), headers=headers)

    return heard


async def _admitted(
    request: web.Request, secret: str, clock: Clock
) -> gate.Admitted | gate.Refusal:
    encodings = request.headers.getall("Content-Encoding", [])
    if refusal := gate.unwanted(encodings, request.content_length):
        return refusal
    try:
        async with asyncio.timeout(READ_WITHIN):
            raw = await _body(request)
    except TimeoutError:
        return gate.SLOW
    except (ClientError, ConnectionError, web.RequestPayloadError):
        return gate.JUNK
    return gate.admit(
        raw,
        request.headers.getall(gate.TIMESTAMP, []),
        request.headers.getall(gate.SIGNATURE, []),
        request.headers.get("Content-Type", ""),
        secret,
        clock(),
    )


async def _body(request: web.Request) -> bytes:
    """At most one chunk more than may be accepted; the gate refuses what is too much."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > gate.LARGEST_BODY:
            break
    return bytes(body)


def _note_retry(request: web.Request) -> None:
    """Logged only: the retry may be the first that gets through."""
    number = request.headers.get("X-Slack-Retry-Num", "")
    if number.isascii() and number.isdigit():
        log.info("slack: delivery %s of an event", number[:3])
