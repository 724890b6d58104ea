"""`dividend serve` as a process of its own: what it logs, and how it stops."""

import json
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from signal import SIGTERM
from subprocess import Popen
from time import monotonic
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from adapters.slack.gate import SIGNATURE, TIMESTAMP, signature
from bot.__main__ import program
from bot.app.outside import fresh_id, system_clock
from bot.keyring import KeyRing
from bot.roster import parse_roster
from bot.store.database import Database
from bot.store.store import Store
from bot.store.tables import Wave
from tests.conversations.town import roster
from tests.e2e.answers import WEEK
from tests.e2e.http import Answer, Json, ask, eventually
from tests.e2e.slack_side import FORM, SECRET, TOKEN, WORKSPACE, inputs_in
from tests.e2e.stage import KEY, STORIES, Background
from tests.fakes.slack_server import FakeSlack
from tests.platforms.slack_screen import drawn_value, state

NOTE = "canary of a note"
TYPED = "canaryword"
HOURS = "7.8125"
SERVE = [sys.executable, "-m", "bot", "serve"]


@pytest.fixture
def slack(loop: Background) -> Iterator[FakeSlack]:
    with loop.entered(FakeSlack()) as fake:
        yield fake


@pytest.fixture
def environment(sqlite_url: str, slack: FakeSlack) -> Mapping[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        "PATH": os.environ["PATH"],
        "DIVIDEND_TEST_MODE": "1",
        "DIVIDEND_SECRET_KEY": KEY,
        "DIVIDEND_CONFIG": str(STORIES),
        "DATABASE_URL": sqlite_url,
        "PORT": str(port),
        "LOG_LEVEL": "DEBUG",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.url("/api/"),
    }


@contextmanager
def served(environment: Mapping[str, str], log: Path) -> Iterator[Popen[bytes]]:
    with log.open("wb") as lines, Popen(SERVE, env=environment, stderr=lines) as bot:
        try:
            yield bot
        finally:
            bot.kill()


def in_a_wave(database_url: str) -> None:
    """The store of an organisation whose finance team is being asked."""
    database, now = Database(database_url), system_clock()
    with database.transaction() as session:
        store = Store(session, KeyRing.parse(KEY), fresh_id)
        store.roster.replace(parse_roster(roster("slack").encode(), home_zone="UTC"), now)
        day = timedelta(days=1)
        wave = Wave(
            id="w1",
            survey="checkin_finance",
            local_date=now.date(),
            kind="baseline",
            opens_at=now - day,
            closes_at=now + day,
        )
        store.surveys.invite(store.surveys.open(wave), store.people.everyone(), now)
    database.close()


def post(port: int, raw: bytes, kind: str = FORM) -> Answer:
    stamp = str(int(system_clock().timestamp()))
    signed = {TIMESTAMP: stamp, SIGNATURE: signature(SECRET, stamp, raw), "Content-Type": kind}
    return ask(("127.0.0.1", port), "POST", "/slack/events", raw, signed)


def said(text: str) -> bytes:
    who = {"team_id": WORKSPACE, "user_id": "UALICE", "channel_id": "DUALICE"}
    command = {"command": "/dividend", "text": text, "trigger_id": f"1.{len(text)}"}
    return urlencode({**command, **who}).encode()


def filled_in(form: Json) -> bytes:
    entered = {**WEEK, "note": NOTE, "task.invoice_matching": HOURS}
    values = {
        field: state(element, entered.get(field, drawn_value(element)))
        for field, element in inputs_in(form).items()
    }
    view = {**form, "id": "V1", "hash": "1", "state": {"values": values}}
    who = {"team": {"id": WORKSPACE}, "user": {"id": "UALICE", "team_id": WORKSPACE}}
    return urlencode(
        {"payload": json.dumps({"type": "view_submission", **who, "view": view})}
    ).encode()


def test_it_serves_alone_tells_its_log_nothing_personal_and_stops_when_told(
    environment: Mapping[str, str], slack: FakeSlack, tmp_path: Path, logs_as_before: None
) -> None:
    port, log = int(environment["PORT"]), tmp_path / "log"
    in_a_wave(environment["DATABASE_URL"])
    with served(environment, log) as bot:
        eventually(lambda: bot.poll() is not None or is_ready(port), 30)
        assert bot.poll() is None, log.read_text()

        second = CliRunner().invoke(program, ["serve"], env=environment)
        assert second.exit_code == 1
        assert "another `dividend serve` uses" in second.output

        assert TYPED in post(port, said(TYPED)).text
        assert post(port, said("log")).body == b""
        form = eventually(lambda: slack.made("views.open"))[0]["view"]
        assert post(port, filled_in(form)).body == b""
        post(port, b'{"type": "canaryword', "application/json")
        eventually(lambda: [m for m in slack.messages if "Thank you" in m["text"]])

        told_at = monotonic()
        bot.send_signal(SIGTERM)
        assert bot.wait(10) == 0
        assert monotonic() - told_at < 10
    written = log.read_text()
    assert '"event": "ready"' in written
    told = [json.loads(line) for line in written.splitlines()]
    assert any(line["level"] == "debug" for line in told), "libraries are heard at DEBUG"
    for canary in (TOKEN, SECRET, KEY, NOTE, TYPED, HOURS, "northlight.example", "Alice", "v0="):
        assert canary not in written, f"the log holds {canary!r}"


def is_ready(port: int) -> bool:
    try:
        return ask(("127.0.0.1", port), "GET", "/ready", b"", {}).status == 200
    except ConnectionRefusedError:
        return False
