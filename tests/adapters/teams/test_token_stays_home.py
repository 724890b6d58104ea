"""Five hundred dressed-up addresses: none is stored, none is called, no token leaves."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import product
from time import monotonic

import pytest
from aiohttp import ClientSession, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

from adapters.teams.addresses import Reference
from adapters.teams.connector import Connector
from adapters.teams.gate import Refused
from adapters.teams.hosts import Hosts
from adapters.teams.settings import TeamsSettings
from adapters.teams.tokens import BotToken
from bot.errors import DeliveryError
from tests.adapters.teams.conftest import NOBODY_LISTENS
from tests.adapters.teams.test_gate import activity, judged, with_claims
from tests.adapters.teams.test_hosts import FALSE
from tests.fakes.teams_server import APP_ID, TENANT, TeamsServer
from tests.promises import Measured

TRUE = ("smba.trafficmanager.net", "msteams.botframework.com")
FOREIGN = (
    "evil.test", "evil.trafficmanager.net", "a.smba.trafficmanager.net", "smba.trafficmanager.net.",
    "SMBA.trafficmanager.net", "smba.trafficmanager.net.evil.test", "smba-trafficmanager.net",
    "smba.trafficmanager.com", "smba.traficmanager.net", "xbotframework.com", "botframework.com",
    "botframework.com.evil.test", "a.b0tframework.com", "a.botframework.co",
    "msteams.botframework.com.",
    "smba.trafficmanager。net", "smba.trafficmаnager.net", "ſmba.trafficmanager.net",
    "xn--smba-.trafficmanager.net", "xn--mba-5ja.trafficmanager.net",
    "smba.trafficmanager.net\u200b",
    "smba%2etrafficmanager%2enet", "smba.trafficmanager.net%00", "smba.trafficmanager.net\n",
    "smba.trafficmanager.net\\", "localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001",
    "0177.0.0.1", "0", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "10.0.0.1",
    "169.254.169.254", "192.168.1.1", "metadata.google.internal",
)  # fmt: skip
SHAPES = (
    "https://{foreign}/", "http://{foreign}/", "https://{foreign}:{port}/", "http://{foreign}:{port}/",
    "https://{true}@{foreign}/", "https://{true}:443@{foreign}:{port}/", "https://{foreign}/{true}",
    "https://{foreign}\\@{true}/", "https://{foreign}#@{true}/", "https://{foreign}?{true}",
    "//{foreign}/", "https://{foreign}/\\.{true}", "https:{foreign}", "https://{true}/../{foreign}?x",
    "HTTPS://{foreign}/",
)  # fmt: skip


@dataclass
class Listener(AbstractResolver):
    """Answers every name with itself, and counts who connects."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self.port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Nothing is kept."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard.append(await reader.read(10_000))
        writer.close()


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listener = Listener()
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0)
    listener.port = server.sockets[0].getsockname()[1]
    yield listener
    server.close()
    await server.wait_closed()


def dressed_up(port: int) -> list[str]:
    shaped = (
        shape.format(foreign=foreign, true=TRUE[place % 2], port=port)
        for place, (shape, foreign) in enumerate(product(SHAPES, FOREIGN))
    )
    return [*dict.fromkeys([*shaped, *FALSE])]


async def sent(connector: Connector, service_url: str) -> str:
    to = Reference(service_url, TENANT, f"28:{APP_ID}", "a:chat")
    try:
        return await connector.send(to, {"type": "message", "text": "hello"})
    except DeliveryError as error:
        return f"{type(error).__name__} {error.reason}"


async def test_the_token_reaches_none_of_five_hundred_dressed_up_hosts(
    listener: Listener, server: TeamsServer, settings: TeamsSettings, measured: Measured
) -> None:
    tried = dressed_up(listener.port)
    resolved = TCPConnector(resolver=listener)
    async with ClientSession(connector=resolved) as session, ClientSession() as login:
        token = BotToken(settings, login, monotonic)
        assert await token.headers() == {"Authorization": "Bearer token-1"}
        connector = Connector(session, token, Hosts(frozenset({NOBODY_LISTENS})), "")
        for url in filter(None, tried):  # an empty one stands for the connector's default
            assert await sent(connector, url) == "Unreachable host_not_allowed", url
        assert listener.heard == []
        await sent(connector, "https://smba.trafficmanager.net/")
        assert len(listener.heard) == 1, "the listener hears who is allowed, so it listens"

    stored = [url for url in tried if not isinstance(heard_from(url), Refused)]
    measured("R-T3", f"{len(tried):,} dressed-up hosts", "0 calls, 0 stored", f"0, {len(stored)}")
    assert stored == []
    assert len(tried) >= 500


def heard_from(url: str) -> object:
    """An activity that names this address, in a token that does so too."""
    return judged(with_claims(serviceurl=url), json.dumps(activity(serviceUrl=url)).encode())


async def test_a_redirect_of_the_connector_is_not_followed(
    listener: Listener, settings: TeamsSettings
) -> None:
    moved = f"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:{listener.port}/\r\n\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10_000)
        writer.write(moved.encode())
        writer.close()

    elsewhere = await asyncio.start_server(answer, "127.0.0.1", 0)
    place = f"127.0.0.1:{elsewhere.sockets[0].getsockname()[1]}"
    async with ClientSession() as session:
        token = BotToken(settings, session, monotonic)
        connector = Connector(session, token, Hosts(frozenset({place})), "")
        assert (await sent(connector, f"http://{place}/")).startswith("Unclear")
    elsewhere.close()

    assert listener.heard == []
