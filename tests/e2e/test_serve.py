"""`dividend serve` as a process of its own: what it logs of people and faults, and how it stops."""

import json
import os
import re
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile
from signal import SIGTERM
from subprocess import Popen
from time import monotonic
from typing import TypeVar

import pytest
from click.testing import CliRunner

from bot.__main__ import program
from bot.app.outside import fresh_id, system_clock
from bot.keyring import KeyRing
from bot.model.ports import Clock
from bot.roster import parse_roster
from bot.store.database import Database
from bot.store.store import Store
from bot.store.tables import Delivery, Wave
from tests.consenting import everybody_agrees
from tests.conversations.town import account, roster
from tests.e2e.answers import WEEK
from tests.e2e.http import Answer, Json, ask, eventually, is_ready
from tests.e2e.slack_side import SECRET, TOKEN, WORKSPACE, SlackSide
from tests.e2e.stage import KEY, STORIES, Background
from tests.e2e.teams_side import PASSWORD, TeamsSide
from tests.fakes.slack_server import FakeSlack
from tests.fakes.teams_server import APP_ID, TENANT, Fault, TeamsServer
from tests.promises import Measured

T = TypeVar("T")
NOTE = "canary of a note"
TYPED = "canaryword"
HOURS = "7.8125"
WORDS = "Alice_Adams_is_tired"  # that a platform answers with
REFUSAL: Json = {"error": {"code": WORDS, "message": f"{WORDS} {TYPED}"}}
REASONS = {
    *("other_error", "message_file"),
    *("400", "403", "404", "413", "500", "unreadable", "ServerDisconnectedError", "unauthorized"),
}
NOT_OPENED = "slack: a form could not be opened, it is offered: "
FAULTS = {
    "message_cannot_be_drawn",
    "workspace_paused",
    *(NOT_OPENED + why for why in ("other_error", "server error", "unreadable", "connection lost")),
}
SERVE = [sys.executable, "-m", "bot", "serve"]
ON_TEAMS = ("Carl", "Dora")
BROKEN = """---
title: Hello
example: { person: { first_name: "2026-01-01" } }
---
Hi {{ person.first_name | date }}
"""
PERSONAL = ("Alice", "Carl", "northlight.example", account("teams", "Carl"), NOTE, TYPED, HOURS)
SECRETS = (TOKEN, SECRET, KEY, PASSWORD, "v0=", "token-1", "token-2", "eyJ")


@pytest.fixture
def slack(loop: Background) -> Iterator[FakeSlack]:
    with loop.entered(FakeSlack()) as fake:
        yield fake


@pytest.fixture
def teams(loop: Background) -> Iterator[TeamsServer]:
    with loop.entered(TeamsServer()) as server:
        yield server


@pytest.fixture
def environment(
    sqlite_url: str, slack: FakeSlack, teams: TeamsServer, tmp_path: Path
) -> Mapping[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    copyfile(STORIES, tmp_path / "app.yaml")
    broken = tmp_path / "messages" / "en" / "nudges" / "broken.md"
    broken.parent.mkdir(parents=True)
    broken.write_text(BROKEN)
    return {
        "PATH": os.environ["PATH"],
        "DIVIDEND_TEST_MODE": "1",
        "DIVIDEND_SECRET_KEY": KEY,
        "DIVIDEND_CONFIG": str(tmp_path / "app.yaml"),
        "DATABASE_URL": sqlite_url,
        "PORT": str(port),
        "LOG_LEVEL": "DEBUG",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.url("/api/"),
        "TEAMS_APP_ID": APP_ID,
        "TEAMS_APP_PASSWORD": PASSWORD,
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_TOKEN_URL": teams.url("/token"),
        "TEAMS_METADATA_URL": teams.url("/metadata"),
        "TEAMS_SERVICE_HOSTS": teams.place,
    }


@contextmanager
def served(environment: Mapping[str, str], log: Path) -> Iterator[Popen[bytes]]:
    with log.open("wb") as lines, Popen(SERVE, env=environment, stderr=lines) as bot:
        try:
            yield bot
        finally:
            bot.kill()


@dataclass(frozen=True)
class Outside:
    """The program as those see it who send to it; its clock is the real one."""

    port: int
    clock: Clock = system_clock

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        return ask(("127.0.0.1", self.port), method, path, body, headers or {})

    def eventually(self, found: Callable[[], T]) -> T:
        return eventually(found)

    def metrics(self) -> str:
        return self.ask("GET", "/metrics").text

    def reasons(self) -> set[str]:
        """Why messages did not go out."""
        return set(re.findall('reason="([^"]+)"', self.metrics()))


def in_a_wave(database_url: str) -> None:
    """The store of an organisation whose finance team is being asked, some of it on Teams."""
    database, now = Database(database_url), system_clock()
    people = roster("slack")
    for name in ON_TEAMS:
        there = f"teams:{TENANT}:{account('teams', name)}"
        people = people.replace(f"slack:{WORKSPACE}:{account('slack', name)}", there)
    with database.transaction() as session:
        store = Store(session, KeyRing.parse(KEY), fresh_id)
        store.roster.replace(parse_roster(people.encode(), home_zone="UTC"), now)
        everybody_agrees(store, now)
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
        store.outbox.add(unsayable(now + day))
    database.close()


def unsayable(expires_at: datetime) -> Delivery:
    """A message whose file asks for a date where there is a name."""
    return Delivery(
        id="unsayable",
        kind="invitation",
        dedupe_key="unsayable",
        platform="slack",
        workspace=WORKSPACE,
        conversation="C-finance",
        language="en",
        message="nudges/broken",
        values=json.dumps({"person": {"first_name": "Alice"}}),
        priority=2,
        created_at=system_clock(),
        send_after=system_clock(),
        fresh_for=3600,
        expires_at=expires_at,
    )


def story_on_slack(side: SlackSide) -> None:
    alice = side.person("Alice")
    assert TYPED in alice.command(TYPED).text
    assert alice.command("log").body == b""
    assert alice.submit({**WEEK, "note": NOTE, "task.invoice_matching": HOURS}).body == b""
    side.post(b'{"type": "canaryword')
    eventually(lambda: [text for text in alice.inbox if "Thank you" in text])


def story_on_teams(side: TeamsSide) -> None:
    carl = side.person("Carl")
    carl.type(TYPED)
    eventually(lambda: [text for text in carl.inbox if TYPED in text])
    carl.type("log")
    form = eventually(lambda: carl.messages[1:])[0]
    thanks = carl.submit(form, {**WEEK, "note": NOTE, "task.invoice_matching": HOURS})
    assert "Thank you" in thanks.text
    side.post_raw(b'{"type": "canaryword', {"Authorization": f"Bearer {side.token()}"})
    side.post_raw(b"{}", {"Authorization": f"Bearer {WORDS}"})
    assert carl.does(type=WORDS, name=WORDS, text=TYPED).status == 200


def faults_of_slack(side: SlackSide) -> None:
    """Words of a platform are kept as a delivery's reason, and told where a form did not open."""
    side.slack.error_page = WORDS
    side.slack.faults["chat.postMessage"] = [WORDS, WORDS]
    ben = side.person("Ben")
    ben.type(TYPED)
    eventually(lambda: not side.slack.faults["chat.postMessage"])
    for fault in (WORDS, "500", "junk", "reset"):
        before = len(ben.messages)
        side.slack.faults["views.open"] = [fault]
        ben.command("log")
        eventually(lambda before=before: ben.messages[before:])
    side.post_json(side.event({"type": WORDS, "user": "UBEN", "text": TYPED}))


def faults_of_teams(side: TeamsSide) -> None:
    """The tenant is paused by the last: nothing goes out after it."""
    for status in (400, 413):  # and once more, as plain text
        provoke(side, f"Guest {status}", [Fault(status=status, body=REFUSAL)] * 2)
    for status in (403, 404, 500):
        provoke(side, f"Guest {status}", [Fault(status=status, body=REFUSAL)])
    provoke(side, "Guest of junk", [Fault(raw=WORDS.encode())])
    provoke(side, "Guest of a reset", [Fault(reset=True)])
    provoke(side, "Dora", [Fault(status=401, body=REFUSAL)] * 2)


def provoke(side: TeamsSide, name: str, faults: list[Fault]) -> None:
    """The answer to what somebody types does not go through."""
    calls = len(side.server.calls) + len(faults)
    side.server.faults = faults
    side.person(name).type(TYPED)
    eventually(lambda: len(side.server.calls) >= calls)


def test_it_serves_alone_tells_its_log_nothing_personal_and_stops_when_told(
    environment: Mapping[str, str],
    slack: FakeSlack,
    teams: TeamsServer,
    tmp_path: Path,
    logs_as_before: None,
    measured: Measured,
) -> None:
    outside, log = Outside(int(environment["PORT"])), tmp_path / "log"
    in_a_wave(environment["DATABASE_URL"])
    with served(environment, log) as bot:
        eventually(lambda: bot.poll() is not None or is_ready(outside.port), 30)
        assert bot.poll() is None, log.read_text()

        second = CliRunner().invoke(program, ["serve"], env=environment)
        assert second.exit_code == 1
        assert "another `dividend serve` uses" in second.output

        story_on_slack(SlackSide(outside, slack))
        story_on_teams(TeamsSide(outside, teams))
        faults_of_slack(SlackSide(outside, slack))
        faults_of_teams(TeamsSide(outside, teams))
        eventually(lambda: outside.reasons() >= REASONS)
        counted = outside.metrics()

        told_at = monotonic()
        bot.send_signal(SIGTERM)
        assert bot.wait(10) == 0
        assert monotonic() - told_at < 10
    written = log.read_text()
    assert told(written) >= FAULTS
    hits = [canary for canary in (*PERSONAL, *SECRETS) if canary in written + counted]
    measured(
        "R-L1",
        f"{len(PERSONAL + SECRETS)} canaries in {len(written.splitlines())} lines at DEBUG",
        "0 hits",
        f"{len(hits)} hits",
    )
    assert hits == []


def told(written: str) -> set[str]:
    """What the log says happened, from our own code."""
    lines = [json.loads(line) for line in written.splitlines()]
    assert any(line["level"] == "debug" for line in lines), "libraries are heard at DEBUG"
    return {line["event"] for line in lines}
