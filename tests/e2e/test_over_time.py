"""What time changes: waves close, people opt out, the store goes and comes back, words change."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from bot.app.outside import shipped_messages
from tests.clusters import Cluster
from tests.conversations.town import TEAMS
from tests.e2e.answers import WEEK
from tests.e2e.slack_side import SlackPerson, SlackSide, slack_side
from tests.e2e.stage import STORIES, Background
from tests.platforms.slack_screen import text_of

INVITED = "how many hours of dull work"


@pytest.fixture
def side(loop: Background, database_url: str) -> Iterator[SlackSide]:
    with slack_side(loop, database_url) as side:
        yield side


@pytest.fixture
def on_sqlite(loop: Background, sqlite_url: str) -> Iterator[SlackSide]:
    with slack_side(loop, sqlite_url) as side:
        yield side


def opt_out(person: SlackPerson) -> None:
    quiet = person.command("quiet").json
    assert person.press("Never write first", {**quiet, "ts": "17.1"}).status == 200


def test_an_opt_out_with_messages_waiting_lets_none_through(side: SlackSide) -> None:
    side.stage.until("2026-09-08 09:59")
    side.slack.faults["chat.postMessage"] = ["429"] * 24
    side.stage.until("2026-09-08 10:00")
    waiting = [d for d in side.stage.deliveries() if d.kind == "invitation"]
    assert {d.state for d in waiting} == {"waiting"}
    assert len(waiting) == TEAMS["Finance"] + TEAMS["Payroll"] + TEAMS["Legal"]

    leaving = [side.person(name) for name in ("Alice", "Ben", "Quin", "Lisa")]
    for person in leaving:
        opt_out(person)
    side.slack.faults.clear()
    side.stage.pass_time(minutes=10)

    assert not [text for person in leaving for text in person.inbox if INVITED in text]
    assert INVITED in side.person("Carl").inbox[0]
    states = [(d.state, d.reason) for d in side.stage.deliveries() if d.kind == "invitation"]
    assert states.count(("dropped", "opted_out")) == 4
    assert states.count(("sent", "")) == 20

    side.stage.until("2026-09-15 10:01")
    assert not [text for person in leaving for text in person.inbox if INVITED in text]


def test_what_was_asked_in_time_can_be_answered_in_time_only(on_sqlite: SlackSide) -> None:
    on_sqlite.stage.until("2026-09-08 10:00")
    alice, ben = on_sqlite.person("Alice"), on_sqlite.person("Ben")
    for person in (alice, ben):
        assert person.command("log").status == 200
    in_time, too_late = alice.form, ben.form
    alice.submit(WEEK, in_time)
    on_sqlite.stage.until("2026-09-13 10:01")

    assert ben.submit(WEEK, too_late).body == b""
    on_sqlite.stage.deliver()
    assert "This survey is closed" in ben.inbox[-1]
    assert on_sqlite.stage.stored("Ben") == []

    alice.submit({**WEEK, "checking_hours": "1"}, in_time)  # a correction within seven days
    assert [kept["checking_hours"] for kept in on_sqlite.stage.stored("Alice")] == [1]
    on_sqlite.stage.until("2026-09-15 10:01")
    alice.submit({**WEEK, "checking_hours": "2"}, in_time)
    on_sqlite.stage.deliver()
    assert "This survey is closed" in alice.inbox[-1]
    assert [kept["checking_hours"] for kept in on_sqlite.stage.stored("Alice")] == [1]


def test_nothing_is_lost_while_the_store_is_away(
    loop: Background, cluster: Cluster, postgresql_url: str
) -> None:
    name = postgresql_url.rpartition("/")[2].partition("?")[0]
    with slack_side(loop, postgresql_url) as side:
        stage, alice = side.stage, side.person("Alice")
        stage.deliver()
        assert stage.ask("GET", "/ready").json == {"status": "ready", "problems": []}

        cluster.take_away(name)
        red = stage.ask("GET", "/ready")
        away = alice.type("help")
        metrics = stage.ask("GET", "/metrics")
        assert stage.ask("GET", "/health").status == 200
        cluster.bring_back(name)

        assert (red.status, red.json["problems"]) == (503, ["store_away"])
        assert away.status == 503
        assert "X-Slack-No-Retry" not in away.headers
        assert "dividend_store_up 0" in metrics.text
        assert stage.ask("GET", "/ready").status == 200
        assert [alice.again().status, alice.again().status] == [200, 200]
        stage.deliver()
        assert len(alice.inbox) == 1


def test_what_the_bot_says_of_itself_names_nobody(on_sqlite: SlackSide) -> None:
    stage = on_sqlite.stage
    stage.until("2026-09-08 10:01")

    assert stage.ask("GET", "/health").json == {"status": "alive"}
    assert stage.ask("GET", "/ready").status == 200
    metrics = stage.ask("GET", "/metrics").text
    assert 'dividend_deliveries{kind="invitation",reason="",state="sent"} 20.0' in metrics, "of 24"
    assert "northlight" not in metrics.lower()
    assert "UALICE" not in metrics


def test_a_changed_text_is_in_the_next_message_and_a_broken_one_in_none(
    loop: Background,
    sqlite_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    config = tmp_path / "app.yaml"
    config.write_text(STORIES.read_text())
    copytree(shipped_messages(), tmp_path / "messages")
    file = tmp_path / "messages" / "en" / "errors" / "no_wave_open.md"
    first = file.read_text()
    with slack_side(loop, sqlite_url, config=config) as side:
        alice = side.person("Alice")
        assert "There is nothing to answer just now." in text_of(alice.command("log").json)

        file.write_text(first.replace("There is nothing to answer just now.", "Enjoy the calm."))
        assert "Enjoy the calm." in text_of(alice.command("log").json)

        file.write_text(first.replace("There is nothing", "{{ nobody.knows.this }} {% if %}"))
        assert "Enjoy the calm." in text_of(alice.command("log").json)
        assert alice.command("help").status == 200
    told = capsys.readouterr().out + caplog.text  # by whether logs were set up in this process
    assert "message_refused" in told
    assert "no_wave_open.md" in told
