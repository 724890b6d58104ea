"""Any survey that is a file: skipped questions, preferring not to say, reminders, late answers."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from bot.config import CurrentConfig
from tests.conversations.town import PLATFORMS, Settled, Town

TITLE = "Using AI, or not"
INVITED, REMINDED = "A few questions", "Still open for you"
USING = {
    "form": "surveys/stopped_using",
    "audience": {"who": "team", "team": "Finance"},
    "cadence": "0 10 * * TUE",
    "open_for_days": 7,
    "reminders": [2, 3],
}


@pytest.fixture(params=PLATFORMS)
def town(request: pytest.FixtureRequest, settled: Settled, tmp_path: Path) -> Iterator[Town]:
    """Finance is asked about AI, and about nothing else."""
    choices = yaml.safe_load(Path(__file__).with_name("app.yaml").read_text("utf-8"))
    del choices["surveys"]["checkin_finance"], choices["nudges"]
    del choices["digests"]["digest_finance"], choices["summaries"]["summary_finance"]
    choices["surveys"]["using"] = USING
    config = tmp_path / "app.yaml"
    config.write_text(yaml.safe_dump(choices), "utf-8")
    with closing(settled(request.param)) as database:
        yield Town(request.param, database, choices=CurrentConfig(config))


def asked(town: Town, name: str) -> list[str]:
    """What the bot wrote to this person about the survey, by the first words."""
    told = (text.split("\n")[0] for text in town.desk(name).inbox)
    return [title for title in told if title in (INVITED, REMINDED)]


def answers(town: Town) -> list[dict[str, str]]:
    with town.turns.begin() as turn:
        waves = [wave.id for wave in turn.store.surveys.waves("using")]
        return [dict(one.texts) for one in turn.store.surveys.of_waves(waves)]


def test_what_follows_from_an_answer_is_asked_and_nothing_else(town: Town) -> None:
    town.until("2026-09-08 10:00")
    alice = town.desk("Alice")
    assert TITLE in alice.inbox[-1]
    alice.press("Answer")
    assert "How often do you use AI at work?" in alice.screen
    assert "Why did you stop" not in alice.screen

    alice.submit(use="stopped")
    assert "Why did you stop" in alice.screen, "one more question, before it is sent"
    assert "Why have you not used it" not in alice.screen
    alice.submit(stopped_why="slower,hard_to_check")
    assert "Thank you" in alice.screen
    assert answers(town) == [{"use": "stopped", "stopped_why": "slower,hard_to_check"}]

    alice.press("Edit")
    alice.submit(use="weekly")
    assert "Thank you" in alice.screen
    assert answers(town) == [{"use": "weekly"}], "what is skipped now is not kept"


def test_the_form_changes_while_it_is_filled_in_where_the_platform_can(town: Town) -> None:
    town.until("2026-09-08 10:00")
    alice = town.desk("Alice")
    alice.press("Answer")
    alice.choose(note="Totals were wrong.")
    alice.choose(use="stopped")
    if town.name != "teams":
        assert "Why did you stop" in alice.screen
        alice.choose(use="never")
        assert "Why did you stop" not in alice.screen
        assert "Why have you not used it" in alice.screen
        alice.choose(use="stopped")
        alice.submit(stopped_why="slower")
    else:
        alice.submit()
        alice.submit(stopped_why="slower")
    assert "Thank you" in alice.screen
    assert answers(town)[0]["note"] == "Totals were wrong.", "nothing that was typed is lost"


def test_who_prefers_not_to_say_has_answered_and_is_left_alone(town: Town) -> None:
    town.until("2026-09-08 10:00")
    alice = town.desk("Alice")
    alice.press("Answer")
    alice.submit(use="declined")
    assert "Thank you" in alice.screen
    assert answers(town) == [{}]

    alice.press("Edit")
    alice.submit()
    assert answers(town) == [{}], "it stands there as it was chosen"
    town.until("2026-09-14 18:00")
    assert REMINDED not in asked(town, "Alice")


def test_reminders_come_on_their_days_to_those_who_have_not_answered_within_their_budget(
    town: Town,
) -> None:
    town.until("2026-09-08 10:30")
    alice, ben = town.desk("Alice"), town.desk("Ben")
    alice.press("Answer")
    alice.submit(use="weekly")
    ben.say("help")
    assert asked(town, "Ben") == [INVITED]

    town.until("2026-09-10 09:55")
    assert asked(town, "Ben") == [INVITED]
    town.until("2026-09-10 10:05")
    assert asked(town, "Ben") == [INVITED, REMINDED]
    town.until("2026-09-14 18:00")
    assert len(asked(town, "Ben")) == 2, "a second reminder would be the third message of the week"
    assert REMINDED not in asked(town, "Alice")


def test_late_answers_are_refused_kindly(town: Town) -> None:
    town.until("2026-09-08 10:00")
    alice = town.desk("Alice")
    alice.press("Answer")
    ben = town.desk("Ben")
    ben.press("Answer")
    town.until("2026-09-15 09:59")
    alice.submit(use="weekly")
    assert "Thank you" in alice.screen

    town.until("2026-09-15 10:01")
    ben.submit(use="weekly")
    assert "It is too late for this one" in ben.screen
    assert len(answers(town)) == 1
