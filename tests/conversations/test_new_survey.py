"""A survey that an editor adds while the bot runs, by following docs/editors.md word for word."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from shutil import copytree
from textwrap import dedent

import pytest
import yaml

from bot.app.outside import shipped_messages
from bot.config import CurrentConfig
from tests.conversations.test_check_in import ANSWERS
from tests.conversations.town import PLATFORMS, STORIES, Settled, Town

EDITORS = Path(__file__).parents[2] / "docs" / "editors.md"


def recipe() -> tuple[str, str]:
    """The survey file and the entry that stand in the manual."""
    section = EDITORS.read_text("utf-8").split("## Add a survey\n")[1].split("\n## ")[0]
    blocks = re.findall(r"\n\n((?: {7}.*\n|\n)+)", section)
    [survey, entry] = [dedent(block) for block in blocks if block.strip()]
    return survey, entry


@pytest.fixture(params=PLATFORMS)
def running(
    request: pytest.FixtureRequest, settled: Settled, tmp_path: Path
) -> Iterator[tuple[Town, Callable[[], None]]]:
    """A town whose files an editor may write into, and what the editor does there."""
    messages, config = tmp_path / "messages", tmp_path / "app.yaml"
    copytree(shipped_messages(), messages)
    config.write_text(STORIES.read_text("utf-8"), "utf-8")

    def edit() -> None:
        survey, entry = recipe()
        for language in ("en", "de", "fr"):
            (messages / language / "surveys" / "tools.yaml").write_text(survey, "utf-8")
        choices = yaml.safe_load(config.read_text("utf-8"))
        choices["surveys"] |= yaml.safe_load(entry)
        config.write_text(yaml.safe_dump(choices), "utf-8")
        os.utime(config, ns=(1, 1))

    with closing(settled(request.param)) as database:
        yield Town(request.param, database, messages, choices=CurrentConfig(config)), edit


def test_everybody_is_asked_what_the_manual_says_without_a_restart(
    running: tuple[Town, Callable[[], None]],
) -> None:
    town, edit = running
    town.until("2026-09-08 12:00")
    alice = town.desk("Alice")
    assert "Tools we use" not in "".join(alice.inbox)
    alice.press("Answer")
    alice.submit(**ANSWERS)

    edit()
    town.until("2026-09-09 10:00")

    assert "Tools we use" in alice.inbox[-1]
    alice.press("Answer")
    assert "at least 5 people" in alice.screen
    assert "180 days" in alice.screen
    alice.submit(enough="no")
    alice.submit(lacking="A second screen.")
    assert "Thank you" in alice.screen
    with town.turns.begin() as turn:
        [answered] = turn.store.surveys.of_waves(["tools-2026-09-09"])
        assert answered.texts == {"enough": "no", "lacking": "A second screen."}

    assert "personal details" not in alice.screen
    alice.press("Edit")
    alice.submit(lacking="ask bob@example.com for the laptop")
    assert "I took personal details out" in alice.screen
    assert "What is missing most?" in alice.screen
    assert "ask […] for the laptop" in alice.screen
    assert "bob" not in alice.screen

    alice.say("me")
    assert "your last check-in says 4 hours" in alice.screen, "the newer survey asks for no hours"
