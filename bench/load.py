"""A client that sends prepared requests over a few connections and times the answers.

It knows just enough HTTP to keep up with servers that do nothing.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from time import perf_counter

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"


class WrongAnswer(Exception):
    """A figure over answers like this one would mean nothing."""


@dataclass(slots=True)
class Answers:
    """When each answer came, in seconds, and how often a client was sent away."""

    latencies: list[float] = field(default_factory=list)
    sent_away: int = 0
    elapsed: float = 0.0

    @property
    def a_second(self) -> float:
        return len(self.latencies) / self.elapsed

    def percentile(self, n: int) -> float:
        return quantiles(self.latencies, n=100, method="inclusive")[n - 1]


async def answers(
    port: int,
    requests: Sequence[bytes],
    connections: int,
    seconds: float,
    pause: float | None = None,
) -> Answers:
    """Send until the requests or the seconds are used up, whichever is first.

    A client that is sent away (503) waits for ``pause`` seconds; without one that is an error.
    """
    loop, measured, rest = asyncio.get_running_loop(), Answers(), iter(requests)
    start = perf_counter()
    clients = [_Client(rest, measured, start + seconds, pause) for _ in range(connections)]
    for client in clients:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(client.done for client in clients))
    measured.elapsed = perf_counter() - start
    return measured


class _Client(asyncio.Protocol):
    """One connection: the next request goes out when the last answer is in."""

    def __init__(
        self, requests: Iterator[bytes], measured: Answers, until: float, pause: float | None
    ) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests, self._measured, self._until = requests, measured, until
        self._pause = pause
        self._received, self._sent_at = b"", 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send_next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or WrongAnswer("the server hung up"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(_END_OF_HEAD)
        if not found or len(body) < _announced(head):
            return
        self._received = b""
        if head.startswith(b"HTTP/1.1 200 "):
            self._measured.latencies.append(perf_counter() - self._sent_at)
            self._send_next()
        elif head.startswith(b"HTTP/1.1 503 ") and self._pause is not None:
            self._measured.sent_away += 1
            asyncio.get_running_loop().call_later(self._pause, self._send_next)
        else:
            self.done.set_exception(WrongAnswer(head.partition(b"\r\n")[0].decode()))

    def _send_next(self) -> None:
        request = next(self._requests, None) if perf_counter() < self._until else None
        if request is None:
            self.done.set_result(None)
            self._transport.close()
        else:
            self._sent_at = perf_counter()
            self._transport.write(request)


def _announced(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(_LENGTH)
    return int(lower[at + len(_LENGTH) :].partition(b"\r\n")[0]) if at >= 0 else 0
