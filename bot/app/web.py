"""What the process says of itself over HTTP: alive, ready, and how it is doing."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from bot.conversation.turn import Turn, Turns
from bot.dividend.delivery_counts import Count, counts
from bot.errors import StoreAway
from bot.store.schema import is_current

_LATEST_BEAT = timedelta(seconds=10)
_OLDEST_DUE = timedelta(minutes=5)
_LOOK_WITHIN = 1.5  # seconds; whoever asks waits two
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Readiness:
    """Looks at the store and the clock; nothing personal is in what it says."""

    turns: Turns
    last_beat: Callable[[], datetime | None]
    oldest_due: Callable[[Turn], datetime | None]

    def problems(self) -> list[str]:
        """One word for each thing that is not well; empty when ready."""
        try:
            self.turns.database.check_room()
            with self.turns.begin() as turn:
                now = turn.now
                oldest = self.oldest_due(turn)
                turn.store.installation.touch()
            current = is_current(self.turns.database)
        except StoreAway as away:
            return [away.problem]
        found = list[str]() if current else ["schema_not_current"]
        beat = self.last_beat()
        if beat is None or now - beat > _LATEST_BEAT:
            found.append("clock_stopped")
        if oldest is not None and now - oldest > _OLDEST_DUE:
            found.append("courier_behind")
        return found


class Look(Generic[T]):
    """Looks at the store in a thread of its own; ``otherwise`` is said while it hangs."""

    def __init__(self, at: Callable[[], T], otherwise: T) -> None:
        self._at, self._otherwise = at, otherwise
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="status")
        self._looking: asyncio.Future[T] | None = None

    async def found(self) -> T:
        looking = self._looking
        if looking is None or looking.done():
            looking = asyncio.get_running_loop().run_in_executor(self._thread, self._at)
            self._looking = looking
        try:
            return await asyncio.wait_for(asyncio.shield(looking), _LOOK_WITHIN)
        except TimeoutError:
            return self._otherwise


def mount_status(
    web_app: web.Application, readiness: Readiness, held_back: Callable[[], int] = lambda: 0
) -> None:
    """``/health`` while the process lives, ``/ready`` while it can work, ``/metrics``.

    ``held_back``: how often a platform told us that it holds events back.
    """

    readiness_now = Look(readiness.problems, ["store_away"])
    metrics_now = Look(lambda: metrics_text(readiness.turns, held_back()), _written(None, 0))

    async def health(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def ready(_: web.Request) -> web.Response:
        problems = await readiness_now.found()
        answer = {"status": "not ready" if problems else "ready", "problems": problems}
        return web.json_response(answer, status=503 if problems else 200)

    async def metrics(_: web.Request) -> web.Response:
        text = await metrics_now.found()
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    web_app.router.add_get("/health", health)
    web_app.router.add_get("/ready", ready)
    web_app.router.add_get("/metrics", metrics)


def metrics_text(turns: Turns, held_back: int) -> bytes:
    """Counts of deliveries by kind and state, read from the store when asked for."""
    try:
        with turns.begin() as turn:
            oldest = turn.store.outcomes.oldest_due(turn.now)
            waits = turn.now - oldest if oldest else timedelta()
            return _written(counts(turn), held_back, waits)
    except StoreAway:
        return _written(None, held_back)


def _written(
    report: Sequence[Count] | None, held_back: int, waits: timedelta = timedelta()
) -> bytes:
    """``report`` is None while the store is away."""
    registry = CollectorRegistry()
    deliveries = Gauge(
        "dividend_deliveries",
        "Messages by kind, state and reason; sent, waiting and kept_back: the lower end of a band",
        ["kind", "state", "reason"],
        registry=registry,
    )
    store = Gauge("dividend_store_up", "1 while the store can be reached", registry=registry)
    meaning = "Times that a platform held events back, because there were too many, since the start"
    Gauge("dividend_events_held_back", meaning, registry=registry).set(held_back)
    meaning = "How long the oldest message waits that could be sent"
    Gauge("dividend_oldest_due_seconds", meaning, registry=registry).set(waits.total_seconds())
    store.set(0 if report is None else 1)
    for one in report or ():
        deliveries.labels(one.kind, one.state, one.reason).set(one.number)
    return generate_latest(registry)
