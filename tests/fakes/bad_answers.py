"""Answers that are to cost whoever reads them: they have no end, or come slowly, or grow."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from functools import cache
from itertools import repeat

from aiohttp import web

BLOCK = b"x" * 65_536
OK = b"HTTP/1.1 200 OK\r\n"
READABLE = OK + b"Content-Type: application/json\r\n"
LARGEST = 1_000_000  # bytes, promises.md R-O12


async def _endless() -> AsyncIterator[bytes]:
    yield READABLE + b"\r\n"  # until the connection ends, which it does not
    for block in repeat(BLOCK):
        yield block


async def _dribbling(begin: bytes, each: bytes) -> AsyncIterator[bytes]:
    yield begin
    while True:
        await asyncio.sleep(0.05)
        yield each


async def _whole(body: bytes, more: bytes = b"") -> AsyncIterator[bytes]:
    yield READABLE + more + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


@cache
def _bomb() -> bytes:
    return gzip.compress(b" " * 20_000_000)


BAD: dict[str, Callable[[], AsyncIterator[bytes]]] = {
    "endless": _endless,
    "dribbled": lambda: _dribbling(READABLE + b"\r\n{", b" "),
    "a head without an end": lambda: _dribbling(OK, b"X-A: a\r\n"),
    "a line without an end": lambda: _dribbling(b"HTTP/1.1 200 ", b"O"),
    "not yet, not yet": lambda: _dribbling(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "20 MB in gzip": lambda: _whole(_bomb(), b"Content-Encoding: gzip\r\n"),
    "lists": lambda: _whole(b"[%b0]" % (b"[]," * 100_000)),
    "nesting": lambda: _whole(b"[" * LARGEST),
    "a long number": lambda: _whole(b'{"id":%b}' % (b"9" * 900_000)),
    "no text": lambda: _whole(b'{"id":"\xff\xfe"}'),
    "less than it says": lambda: _whole(b"{}", b"Content-Length: 99\r\n"),
}

SLOW = {  # they end with the reader's patience
    *("dribbled", "a head without an end", "a line without an end", "not yet, not yet"),
}


async def answer_badly(request: web.Request, kind: str) -> web.Response:
    """Past aiohttp, whose own answer goes nowhere, until whoever asked has all or hangs up.

    A ``TestServer`` cancels it then.
    """
    transport = request.transport
    assert transport is not None
    async for part in BAD[kind]():
        transport.write(part)
        await request.writer.drain()
        await asyncio.sleep(0)
    transport.close()
    return web.Response()
