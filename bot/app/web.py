"""What the process says of itself over HTTP: alive, ready, and how it is doing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from bot.conversation.turn import Turn, Turns
from bot.errors import StoreAway
from bot.store.schema import is_current

_LATEST_BEAT = timedelta(seconds=10)
_OLDEST_DUE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Looks at the store and the clock; nothing personal is in what it says."""

    turns: Turns
    last_beat: Callable[[], datetime | None]
    oldest_due: Callable[[Turn], datetime | None]

    def problems(self) -> list[str]:
        """One word for each thing that is not well; empty when ready."""
        try:
            with self.turns.begin() as turn:
                now = turn.now
                oldest = self.oldest_due(turn)
            current = is_current(self.turns.database)
        except StoreAway:
            return ["store_away"]
        found = list[str]() if current else ["schema_not_current"]
        beat = self.last_beat()
        if beat is None or now - beat > _LATEST_BEAT:
            found.append("clock_stopped")
        if oldest is not None and now - oldest > _OLDEST_DUE:
            found.append("courier_behind")
        return found


def mount_status(web_app: web.Application, readiness: Readiness) -> None:
    """``/health`` while the process lives, ``/ready`` while it can work, ``/metrics``."""

    async def health(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def ready(_: web.Request) -> web.Response:
        problems = await asyncio.to_thread(readiness.problems)
        answer = {"status": "not ready" if problems else "ready", "problems": problems}
        return web.json_response(answer, status=503 if problems else 200)

    async def metrics(_: web.Request) -> web.Response:
        text = await asyncio.to_thread(_metrics, readiness.turns)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    web_app.router.add_get("/health", health)
    web_app.router.add_get("/ready", ready)
    web_app.router.add_get("/metrics", metrics)


def _metrics(turns: Turns) -> bytes:
    """Counts of deliveries by kind and state, read from the store when asked for."""
    registry = CollectorRegistry()
    deliveries = Gauge(
        "dividend_deliveries",
        "Messages by kind, state and reason",
        ["kind", "state", "reason"],
        registry=registry,
    )
    store = Gauge("dividend_store_up", "1 while the store can be reached", registry=registry)
    try:
        with turns.begin() as turn:
            for kind, state, reason, count in turn.store.outbox.report():
                deliveries.labels(kind, state, reason).set(count)
        store.set(1)
    except StoreAway:
        store.set(0)
    return generate_latest(registry)
