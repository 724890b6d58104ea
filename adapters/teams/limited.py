"""Reading a body up to a limit, so that nobody can fill our memory."""

from aiohttp import StreamReader

from adapters.teams.wire import Garbled


async def limited(stream: StreamReader, largest: int) -> bytes:
    """All of ``stream``; raises ``Garbled`` once it is longer than ``largest``."""
    body = bytearray()
    async for chunk in stream.iter_any():
        body += chunk
        if len(body) > largest:
            raise Garbled("too large")
    return bytes(body)
