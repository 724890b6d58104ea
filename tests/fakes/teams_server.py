"""Microsoft's side on loopback: login, key metadata and Bot Connector, with faults on demand."""

import asyncio
import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, Self

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from tests.fakes.bad_answers import answer_badly

Json = dict[str, Any]

APP_ID = "00000000-0000-0000-0000-00000000b07b"
TENANT = "11111111-1111-1111-1111-111111111111"
ISSUER = "https://api.botframework.com"


@cache
def private_key(name: str = "first") -> RSAPrivateKey:
    """One key per name and process: making one takes a tenth of a second."""
    return generate_private_key(65537, 2048)


def jwk(name: str = "first", endorsements: tuple[str, ...] = ("msteams",)) -> Json:
    public = private_key(name).public_key().public_numbers()
    return {
        "kty": "RSA",
        "use": "sig",
        "kid": name,
        "n": _encoded(public.n),
        "e": _encoded(public.e),
        "endorsements": list(endorsements),
    }


def _encoded(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(now: datetime, service_url: str, **changed: object) -> Json:
    """What the channel claims; a value of ``None`` leaves the claim out."""
    begins = int(now.timestamp())
    all_claims = {
        "iss": ISSUER,
        "aud": APP_ID,
        "nbf": begins,
        "exp": begins + 3600,
        "serviceurl": service_url,
        **changed,
    }
    return {name: value for name, value in all_claims.items() if value is not None}


def signed(claimed: Json, key: str = "first", **header: object) -> str:
    """Any claims at all, also those that an honest library refuses to sign."""
    payload, headers = json.dumps(claimed).encode(), {"kid": key, **header}
    return jwt.PyJWS().encode(payload, private_key(key), algorithm="RS256", headers=headers)


@dataclass
class Fault:
    """What the connector does with one call instead of its work.

    ``reset`` drops the connection; ``took_it`` says whether the message had arrived before.
    """

    status: int = 0
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    reset: bool = False
    hang: bool = False
    took_it: bool = False
    raw: bytes | None = None
    bad: str = ""  # one of ``BAD``


@dataclass
class Call:
    method: str
    path: str
    body: Json
    token: str


class TeamsServer:
    """Start with ``async with``; ``calls``, ``messages`` and the counters tell what came in."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.messages: dict[str, list[Json]] = {}
        self.faults: list[Fault] = []
        self.members: dict[str, Json] = {}
        self.keys = [jwk()]
        self.key_fetches = 0
        self.token_requests = 0
        self.login_status = 200
        self.login_error = "invalid_client"
        self.keys_at = ""
        self.keys_away = False
        self.keys_hang = False
        self._server = TestServer(self._app())
        self._released = asyncio.Event()
        self._came = asyncio.Condition()

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._released.set()
        await self._server.close()

    @property
    def place(self) -> str:
        return f"{self._server.host}:{self._server.port}"

    @property
    def service_url(self) -> str:
        return f"http://{self.place}/emea/"

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def sent_to(self, conversation: str) -> list[Json]:
        return self.messages.get(conversation, [])

    async def heard(self, calls: int) -> None:
        """Wait until the connector was called that often."""
        async with asyncio.timeout(5), self._came:
            await self._came.wait_for(lambda: len(self.calls) >= calls)

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/metadata", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/token", self._token)
        app.router.add_route("*", "/emea/v3/{rest:.*}", self._connector)
        app.router.add_route("*", "/v3/{rest:.*}", self._connector)
        return app

    async def _metadata(self, _: web.Request) -> web.Response:
        if self.keys_hang:
            await self._released.wait()
        if self.keys_away:
            return web.Response(status=503)
        return web.json_response({"issuer": ISSUER, "jwks_uri": self.keys_at or self.url("/keys")})

    async def _keys(self, _: web.Request) -> web.Response:
        self.key_fetches += 1
        return web.json_response({"keys": self.keys})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        assert form["client_id"] == APP_ID
        assert form["scope"] == "https://api.botframework.com/.default"
        self.token_requests += 1
        token = {"access_token": f"token-{self.token_requests}", "expires_in": 3600}
        body = token if self.login_status == 200 else {"error": self.login_error}
        return web.json_response(body, status=self.login_status)

    async def _connector(self, request: web.Request) -> web.Response:
        raw = await request.read()
        body = json.loads(raw) if raw else {}
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append(Call(request.method, request.match_info["rest"], body, token))
        async with self._came:
            self._came.notify_all()
        if not self.faults:
            return self._done(self.calls[-1])
        return await self._failed(request, self.calls[-1], self.faults.pop(0))

    async def _failed(self, request: web.Request, call: Call, fault: Fault) -> web.Response:
        if fault.took_it:
            self._done(call)
        if fault.hang:
            await self._released.wait()
        if fault.reset and request.transport is not None:
            request.transport.abort()
        if fault.bad:
            return await answer_badly(request, fault.bad)
        if fault.raw is not None:
            return web.Response(body=fault.raw)
        return web.json_response(fault.body, status=fault.status or 200, headers=fault.headers)

    def _done(self, call: Call) -> web.Response:
        match call.method, call.path.split("/"):
            case "POST", ["conversations"]:
                return web.json_response({"id": f"a:{call.body['members'][0]['id']}"}, status=201)
            case "POST", ["conversations", conversation, "activities"]:
                chat = self.messages.setdefault(conversation, [])
                chat.append({**call.body, "id": f"{1000 + len(chat)}"})
                return web.json_response({"id": chat[-1]["id"]}, status=201)
            case "PUT", ["conversations", conversation, "activities", card]:
                return self._replaced(conversation, card, call.body)
            case "GET", ["conversations", _, "members", person] if person in self.members:
                return web.json_response(self.members[person])
        return web.json_response({"error": {"code": "NotFound"}}, status=404)

    def _replaced(self, conversation: str, card: str, body: Json) -> web.Response:
        for place, message in enumerate(self.sent_to(conversation)):
            if message["id"] == card:
                self.messages[conversation][place] = {**body, "id": card}
                return web.json_response({"id": card})
        refused = {"error": {"code": "ActivityNotFoundInConversation"}}
        return web.json_response(refused, status=404)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def now() -> datetime:
    return datetime(2026, 11, 23, 9, tzinfo=UTC)
