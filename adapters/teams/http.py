"""The route that Teams calls: limits, then the gate, then the answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from adapters.teams.answers import Answer
from adapters.teams.gate import Refused, Terms, admitted, presented, unchecked
from adapters.teams.keys import SigningKeys
from adapters.teams.limited import limited
from adapters.teams.wire import LARGEST_BODY, Garbled, Json
from bot.model.ports import Clock

PATH = "/api/messages"
READ_WITHIN = 10.0
_REFUSAL = b'{"error":"refused"}'


class Door:
    """Nothing of a request is parsed before its sender is proved; refusals all look alike."""

    def __init__(
        self,
        terms: Terms,
        keys: SigningKeys,
        clock: Clock,
        answer: Callable[[Json], Awaitable[Answer]],
        *,
        checks_nothing: bool,
    ) -> None:
        self._terms = terms
        self._keys = keys
        self._clock = clock
        self._answer = answer
        self._checks_nothing = checks_nothing

    async def handle(self, request: web.Request) -> web.Response:
        activity = await self._admitted(request)
        if isinstance(activity, Refused):
            return _refusal(activity.status)
        answered = await self._answer(activity)
        if answered.body is None:
            return web.Response(status=answered.status)
        text = json.dumps(answered.body, ensure_ascii=False)
        return web.Response(text=text, status=answered.status, content_type="application/json")

    async def _admitted(self, request: web.Request) -> Json | Refused:
        if self._checks_nothing:
            body = await _body(request)
            if isinstance(body, Refused):
                return body
            return unchecked(request.remote, body, self._terms)
        headers = request.headers.getall("Authorization", [])
        token = presented(headers[0] if len(headers) == 1 else None)
        if isinstance(token, Refused):
            return token
        body = await _body(request)
        if isinstance(body, Refused):
            return body
        key = await self._keys.find(token.key_id)
        return admitted(token, key, body, self._terms, self._clock())


async def _body(request: web.Request) -> bytes | Refused:
    """The raw body; compressed ones are refused, as they may hold a thousand times their size."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        return Refused(415)
    if (request.content_length or 0) > LARGEST_BODY:
        return Refused(413)
    try:
        async with asyncio.timeout(READ_WITHIN):
            return await limited(request.content, LARGEST_BODY)
    except Garbled:
        return Refused(413)
    except TimeoutError:
        return Refused(408)


def _refusal(status: int) -> web.Response:
    """The unread rest of a refused body must not be taken for the next request."""
    answer = web.Response(body=_REFUSAL, status=status, content_type="application/json")
    answer.force_close()
    return answer
