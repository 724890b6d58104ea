"""Killed with 100,000 messages in the outbox, thousands of them unsent: when it is ready again."""

import json
import os
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from sqlmodel import func, insert, select

from bot.app.outside import system_clock
from bot.store.database import Database
from bot.store.tables import Delivery
from tests.e2e.http import eventually, is_ready
from tests.e2e.stage import Background
from tests.faults.platforms import RoughSlack, Weather
from tests.faults.town import CONFIG, KEY, SLACK, WAVE, settle
from tests.promises import Measured

SERVE = [sys.executable, "-m", "bot", "serve"]
ROWS, WAITING, SENDING = 100_000, 4_000, 200
SETTLED = ("sent", "sent", "sent", "sent", "failed", "expired", "unclear", "dropped")
TARGET = 5.0  # seconds
AT_WORK = 1.0  # seconds that it sends before it is killed
VALUES = json.dumps(
    {"person": {"first_name": "Alex"}, "wave": {"id": WAVE, "closes": "2099-01-01T16:00:00+00:00"}}
)
Row = dict[str, Any]


@pytest.mark.soak
@pytest.mark.alone
@pytest.mark.parametrize("times", [10])
def test_it_is_ready_soon_after_it_was_killed_with_a_full_outbox(
    times: int, database_url: str, loop: Background, tmp_path: Path, measured: Measured
) -> None:
    settle(database_url, system_clock())
    fill(database_url)
    slack, took = RoughSlack(Weather(1, 0.0), system_clock), list[float]()
    loop.run(slack.server.start_server())
    environment = settings(database_url, slack)
    for number in range(times):
        with started(environment, tmp_path / f"log-{number}") as (bot, began):
            eventually(
                lambda bot=bot: bot.poll() is not None or is_ready(int(environment["PORT"])), 60
            )
            took.append(time.monotonic() - began)
            assert bot.poll() is None, (tmp_path / f"log-{number}").read_text()
            time.sleep(AT_WORK)
            bot.kill()
    loop.run(slack.server.close())

    counted = states(database_url)
    kind = database_url.partition(":")[0]
    figures = f"{sorted(took)[len(took) // 2]:.1f} s usually, {max(took):.1f} s at most"
    what = f"{times} starts after kill -9, {ROWS:,} outbox rows, {kind}"
    measured("R-X3", what, f"p99 under {TARGET:.0f} s", figures)
    assert counted.total() == ROWS
    many = len(slack.ids())
    double = many - len(set(slack.ids()))
    measured("R-O1", f"{what}, at work", "0 double", f"{double} double of {many}")
    assert double == 0
    assert 0 < many < WAITING + SENDING, "it was killed in the middle of its work"


def fill(database_url: str) -> None:
    """Most is settled; ``sending`` is what a killed process had in the air."""
    database, each = Database(database_url), rows()
    with database.transaction() as session:
        for some in iter(lambda: list(islice(each, 5_000)), []):
            session.connection().execute(insert(Delivery), some)
    database.close()


def rows() -> Iterator[Row]:
    now, day = system_clock(), timedelta(days=1)
    for number in range(ROWS):
        unsent = number < WAITING + SENDING
        state = "sending" if number < SENDING else "waiting"
        to, long_ago = SLACK[number % len(SLACK)], now - day * (number % 300 + 1)
        yield {
            "id": f"{number:032}",
            "kind": "nudge",
            "dedupe_key": f"filled:{number}",
            "platform": to.platform,
            "workspace": to.workspace,
            "conversation": to.chat,
            "message": "nudges/finish_checkin",
            "values": VALUES,
            "language": "en",
            "priority": 2,
            "created_at": now if unsent else long_ago,
            "send_after": now if unsent else long_ago,
            "fresh_for": 86_400,
            "expires_at": (now if unsent else long_ago) + day,
            "state": state if unsent else SETTLED[number % len(SETTLED)],
            "first_tried_at": now if unsent and state == "sending" else None,
            "settled_at": None if unsent else long_ago,
            "receipt": "" if unsent else f"17{number:08}.000100",
        }


def settings(database_url: str, slack: RoughSlack) -> Mapping[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        "PATH": os.environ["PATH"],
        "DIVIDEND_TEST_MODE": "1",
        "DIVIDEND_SECRET_KEY": KEY,
        "DIVIDEND_CONFIG": str(CONFIG),
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "SLACK_BOT_TOKEN": "xoxb-test-token",
        "SLACK_SIGNING_SECRET": "test-signing-secret",
        "SLACK_API_URL": slack.api_url,
    }


@contextmanager
def started(environment: Mapping[str, str], log: Path) -> Iterator[tuple[Popen[bytes], float]]:
    began = time.monotonic()
    with log.open("wb") as lines, Popen(SERVE, env=environment, stderr=lines) as bot:
        try:
            yield bot, began
        finally:
            bot.kill()


def states(database_url: str) -> Counter[str]:
    database = Database(database_url)
    with database.transaction() as session:
        counted = select(Delivery.state, func.count()).group_by(Delivery.state)
        found = Counter({state: many for state, many in session.exec(counted)})
    database.close()
    return found
