"""Limits of answers: bytes, so that nobody can fill our memory, and seconds."""

from math import inf

from aiohttp import ClientTimeout, StreamReader

from adapters.teams.wire import Garbled

CONNECT_WITHIN = 3.0  # seconds, promises.md R-O12


def patience(seconds: float) -> ClientTimeout:
    """For one call in all; aiohttp would round 5 s and more up to a whole second of its clock."""
    return ClientTimeout(total=seconds, connect=CONNECT_WITHIN, ceil_threshold=inf)


async def limited(stream: StreamReader, largest: int) -> bytes:
    """All of ``stream``; raises ``Garbled`` once it is longer than ``largest``."""
    body = bytearray()
    async for chunk in stream.iter_any():
        body += chunk
        if len(body) > largest:
            raise Garbled("too large")
    return bytes(body)
