"""The home page: what waits for me and until when, what came back, wishes and privacy."""

from pathlib import Path

import pytest
import yaml

from bot.config import CurrentConfig
from bot.store.database import Database
from tests.conversations.test_check_in import ANSWERS
from tests.conversations.town import PLATFORMS, STORIES, Town

USING = {
    "form": "surveys/stopped_using",
    "audience": {"who": "team", "team": "Finance"},
    "cadence": "0 10 * * TUE",
    "open_for_days": 5,
}


@pytest.fixture(params=PLATFORMS)
def asked_twice(request: pytest.FixtureRequest, sqlite_database: Database, tmp_path: Path) -> Town:
    """Finance is asked about AI in the same minute and as long as for its check-in."""
    choices = yaml.safe_load(STORIES.read_text("utf-8"))
    choices["surveys"]["a_survey_with_an_early_name"] = USING
    config = tmp_path / "app.yaml"
    config.write_text(yaml.safe_dump(choices), "utf-8")
    return Town(request.param, sqlite_database, choices=CurrentConfig(config))


def test_home_says_what_waits_until_when_and_in_whose_time(town: Town) -> None:
    alice = town.desk("Alice")
    alice.open_home()
    assert "Nothing is waiting for you" in alice.screen
    assert "The next survey comes on Tuesday, September 8, 10:00" in alice.screen
    assert "Berlin" in alice.screen

    town.until("2026-09-08 10:00")
    alice.open_home()
    assert "Check-in is waiting for you until Sunday, September 13, 10:00" in alice.screen
    alice.press("Answer")
    alice.submit(**ANSWERS)

    alice.open_home()
    assert "Nothing is waiting for you" in alice.screen
    assert "The next survey comes on Tuesday, September 15" in alice.screen


def test_wishes_and_privacy_are_a_press_away(town: Town) -> None:
    alice = town.desk("Alice")
    alice.open_home()
    alice.press("Quiet")
    assert "never between 18:00 and 08:00 (Berlin)" in alice.screen
    alice.open_home()
    alice.press("Privacy")
    assert "What is kept, and who sees it" in alice.screen


def test_all_that_waits_is_listed_and_log_opens_the_check_in_first(asked_twice: Town) -> None:
    asked_twice.until("2026-09-08 10:00")
    ben = asked_twice.desk("Ben")
    ben.open_home()
    assert "Check-in is waiting for you" in ben.screen
    assert "Using AI, or not: open until Sep 13" in ben.screen

    ben.say("log")
    ben.submit(**ANSWERS)
    ben.open_home()
    assert "Using AI, or not is waiting for you" in ben.screen
    assert "open until" not in ben.screen

    ben.say("log")
    ben.submit(use="weekly")
    ben.open_home()
    assert "Nothing is waiting for you" in ben.screen
    ben.say("log")
    assert "About your last full working week" in ben.screen, "of two answered ones the check-in"
