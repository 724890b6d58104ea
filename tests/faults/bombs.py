"""Bodies that are to cost more than they weigh, signed and unsigned, thrown at both routes."""

import asyncio
import gzip
import json
from asyncio import TaskGroup
from collections import Counter
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from itertools import cycle, islice, product
from random import Random
from time import monotonic

from aiohttp import ClientError, ClientSession, TCPConnector

from adapters.slack.gate import SIGNATURE, TIMESTAMP, signature
from bot.app.outside import system_clock
from tests.fakes.teams_server import bearer
from tests.faults.senders import SECRET

Route = Callable[[bytes], tuple[str, dict[str, str]]]  # its path, and the proof of who sends that

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GZIP = JSON | {"Content-Encoding": "gzip"}
LARGEST = 1_000_000  # bytes, promises.md R-S2
RATE = 20.0  # a second


def filled(part: bytes, begin: bytes = b'{"a":[', end: bytes = b"0]}") -> bytes:
    """As many parts as the largest body has room for."""
    return begin + part * ((LARGEST - len(begin) - len(end)) // len(part)) + end


BODIES: dict[str, tuple[bytes, dict[str, str]]] = {
    "10 MB in gzip": (gzip.compress(b" " * 10_000_000), GZIP),
    "90 MB in gzip in gzip": (gzip.compress(gzip.compress(b" " * 90_000_000)), GZIP),
    "deflate": (b"x\x9c" + b"\0" * 1000, JSON | {"Content-Encoding": "deflate"}),
    "several encodings": (b"{}", JSON | {"Content-Encoding": "gzip, br, zstd"}),
    "nesting of a million": (b"[" * LARGEST, JSON),
    "nesting of objects": (b'{"a":' * (LARGEST // 5), JSON),
    "nesting that ends": (b'{"a":' + b"[" * 400_000 + b"]" * 400_000 + b"}", JSON),
    "empty lists": (filled(b"[],"), JSON),
    "empty objects": (filled(b"{},"), JSON),
    "objects": (filled(b'{"a":0},'), JSON),
    "as many lists as are let through": (b'{"a":[' + b"[]," * 24_000 + b"0]}", JSON),
    "as many objects as are let through": (b'{"a":[' + b'{"a":0},' * 24_000 + b"0]}", JSON),
    "as many numbers as are let through": (b'{"a":[' + b"1e9," * 49_000 + b"0]}", JSON),
    "as many keys as are let through": (
        json.dumps({f"{n:06}": 0 for n in range(49_000)}).encode(),
        JSON,
    ),
    "a number of a million digits": (filled(b"9", b'{"a":', b"}"), JSON),
    "a fraction of a million digits": (filled(b"9", b'{"a":0.', b"}"), JSON),
    "numbers": (filled(b"1e9,"), JSON),
    "a string of a megabyte": (filled(b"x", b'{"a":"', b'"}'), JSON),
    "a string of escapes": (filled(b"\\u20ac", b'{"a":"', b'"}'), JSON),
    "a key of a megabyte": (filled(b"x", b'{"', b'":0}'), JSON),
    "a form of fields": (filled(b"a&", b"", b""), FORM),
    "a form of one field": (filled(b"%41", b"text=", b""), FORM),
    "as many escapes as are let through": (b"payload=" + b"%20" * 99_000 + b"{}", FORM),
    "a form with all of it in its payload": (filled(b"[],", b'payload={"a":[', b"0]}"), FORM),
    "a byte too many": (b"x" * (LARGEST + 1), JSON),
    "ten megabytes": (b"x" * 10_000_000, JSON),
    "nothing that is text": (b"\xff" * LARGEST, JSON),
}
ENDLESS = "a body without an end"


def thrown(port: int, token: str, many: int) -> dict[str, Counter[str]]:
    """How each kind was answered; to be called in a process of its own, for it is busy."""
    bombs = Bombs(port, token)
    asyncio.run(bombs.throw(many))
    return bombs.outcomes


class Bombs:
    """How each was answered is in ``outcomes``: its status, or ``cut``."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self.outcomes: dict[str, Counter[str]] = {}

    async def throw(self, many: int) -> None:
        """Each kind at both routes, proved and not, in any order."""
        each = [*product([*BODIES, ENDLESS], [self._to_slack, self._to_teams], [True, False])]
        Random(many).shuffle(each)
        began = monotonic()
        async with ClientSession(connector=TCPConnector(limit=0)) as session, TaskGroup() as thrown:
            for number, (kind, to, proved) in enumerate(islice(cycle(each), many)):
                await asyncio.sleep(began + number / RATE - monotonic())
                thrown.create_task(self._throw(session, kind, to, proved))

    async def _throw(self, session: ClientSession, kind: str, to: Route, proved: bool) -> None:
        raw, headers = BODIES.get(kind, (b"", JSON))
        path, proof = to(raw) if proved else (to(b"")[0], {})
        body = endless() if kind == ENDLESS else BytesIO(raw)
        url = f"http://127.0.0.1:{self._port}{path}"
        try:
            async with session.post(url, data=body, headers=headers | proof) as answer:
                outcome = f"{answer.status}"
        except (ClientError, OSError):
            outcome = "cut"
        self.outcomes.setdefault(kind, Counter())[outcome] += 1

    def _to_slack(self, raw: bytes) -> tuple[str, dict[str, str]]:
        stamp = str(int(system_clock().timestamp()))
        return "/slack/events", {TIMESTAMP: stamp, SIGNATURE: signature(SECRET, stamp, raw)}

    def _to_teams(self, _: bytes) -> tuple[str, dict[str, str]]:
        return "/api/messages", bearer(self._token)


async def endless() -> AsyncIterator[bytes]:
    for _ in range(1_000):
        yield b"x" * 64_000
