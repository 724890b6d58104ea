"""The Bot Connector's REST interface: what we send, and what its refusals mean."""

import json
import math
from collections import OrderedDict
from dataclasses import dataclass, replace
from urllib.parse import quote

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ConnectionTimeoutError,
)
from yarl import URL

from adapters.teams import wire
from adapters.teams.addresses import Reference
from adapters.teams.hosts import Hosts
from adapters.teams.limited import limited, patience
from adapters.teams.refusals import CAUSES, known
from adapters.teams.tokens import BotToken
from adapters.teams.wire import Garbled, Json
from bot.errors import (
    Away,
    DeliveryError,
    Refused,
    Throttled,
    Unclear,
    Unreachable,
    WorkspacePaused,
)

PATIENCE = patience(10)
LARGEST_ANSWER = 1_000_000
_LONGEST_WAIT = 3600.0
_MOST_KNOWN = 10_000


class CardGone(Unreachable):
    """The card to be replaced is no longer there; the conversation may well be."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request; ``repeatable``: doing it twice is the same as doing it once."""

    method: str
    path: str
    body: Json | None = None
    repeatable: bool = False


class Connector:
    """Sends over one session. The bot's token goes to allowed hosts only, checked at every call."""

    def __init__(
        self, session: ClientSession, token: BotToken, hosts: Hosts, default_service: str
    ) -> None:
        self._session = session
        self._token = token
        self._hosts = hosts
        self._default_service = default_service
        self._created: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def send(self, to: Reference, activity: Json, card: str = "") -> str:
        """Post the activity, or put it in the place of ``card``; returns the message's id."""
        to = await self.located(to)
        path = f"/v3/conversations/{quote(to.conversation, safe='')}/activities"
        message = {**activity, "from": {"id": to.bot}, "conversation": {"id": to.conversation}}
        if not card:
            return wire.text(await self._call(to, Call("POST", path, message)), "id")
        place = f"{path}/{quote(card, safe='')}"
        try:
            await self._call(to, Call("PUT", place, {**message, "id": card}, repeatable=True))
        except CardGone:
            return await self.send(to, activity)
        return card

    async def member(self, of: Reference, person: str) -> Json:
        """What the directory tells of a person in that conversation."""
        of = await self.located(of)
        path = f"/v3/conversations/{quote(of.conversation, safe='')}/members/"
        return await self._call(of, Call("GET", path + quote(person, safe=""), repeatable=True))

    async def located(self, to: Reference) -> Reference:
        """The reference with its conversation, created if this person never wrote to us."""
        to = replace(to, service_url=to.service_url or self._default_service)
        if to.conversation:
            return to
        if not to.person:
            raise Unreachable("no_conversation")
        known = (to.tenant, to.person)
        if known not in self._created:
            self._created[known] = await self._create(to)
            if len(self._created) > _MOST_KNOWN:
                self._created.popitem(last=False)
        return replace(to, conversation=self._created[known])

    async def _create(self, to: Reference) -> str:
        asked = {
            "bot": {"id": to.bot},
            "members": [{"id": to.person}],
            "tenantId": to.tenant,
            "channelData": {"tenant": {"id": to.tenant}},
            "isGroup": False,
        }
        call = Call("POST", "/v3/conversations", asked, repeatable=True)
        conversation = wire.text(await self._call(to, call), "id")
        if not conversation:
            raise Unreachable("no_conversation")
        return conversation

    async def _call(self, to: Reference, call: Call) -> Json:
        if not self._hosts.allow(to.service_url):
            raise Unreachable("host_not_allowed")
        headers = await self._token.headers()
        status, answered = await self._exchange(to, call, headers)
        if status == 401:
            self._token.forget(headers)
            status, answered = await self._exchange(to, call, await self._token.headers())
        return _understood(call, status, answered)

    async def _exchange(
        self, to: Reference, call: Call, headers: dict[str, str]
    ) -> tuple[int, "_Answered"]:
        sent = None if call.body is None else json.dumps(call.body, ensure_ascii=False).encode()
        typed = {**headers, "Content-Type": "application/json; charset=utf-8"}
        url = to.service_url.rstrip("/") + call.path
        try:
            async with self._session.request(
                call.method,
                URL(url, encoded=True),
                data=sent,
                headers=typed,
                timeout=PATIENCE,
                allow_redirects=False,
            ) as answer:
                waits = answer.headers.get("Retry-After", "")
                body = await limited(answer.content, LARGEST_ANSWER)
                return answer.status, _Answered(body, waits)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise Away from error  # nothing was sent
        except (ClientError, TimeoutError, Garbled) as error:
            raise _unclear(call, type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class _Answered:
    body: bytes
    retry_after: str


def _understood(call: Call, status: int, answered: _Answered) -> Json:
    """The answer's JSON, or the ``DeliveryError`` that its status stands for."""
    if 200 <= status < 300:
        try:
            return wire.read(answered.body) if answered.body.strip() else {}
        except Garbled as error:
            raise _unclear(call, "unreadable") from error
    code = _code(answered.body)
    match status:
        case 401:
            raise WorkspacePaused(code or "unauthorized")
        case 404 if call.method == "PUT":
            raise CardGone(code or "404")
        case 403 | 404:
            raise Unreachable(code or str(status), CAUSES.get(code, ""))
        case 412 | 429:
            raise Throttled(_wait(answered.retry_after))
        case _ if status == 408 or not 400 <= status < 500:
            raise _unclear(call, str(status))
        case _:
            raise Refused(code or str(status))


def _unclear(call: Call, reason: str) -> DeliveryError:
    """Nobody knows what happened; what may be done twice is simply done again."""
    return Away() if call.repeatable else Unclear(reason)


def _code(body: bytes) -> str:
    """The connector's short word for a refusal, such as ``BotDisabledByAdmin``, if it is known."""
    try:
        refused = wire.record(wire.read(body), "error")
    except Garbled:
        return ""
    code = wire.text(refused, "innerHttpError", "body", "code") or wire.text(refused, "code")
    return known(code)


def _wait(retry_after: str) -> float | None:
    """Seconds; None for a header that is missing or no number."""
    try:
        seconds = float(retry_after)
    except ValueError:
        return None
    return None if math.isnan(seconds) else min(max(seconds, 0.0), _LONGEST_WAIT)
