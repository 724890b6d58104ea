"""What ``dividend check`` finds in messages that would work and should still not go out."""

import pytest

from bot.catalog.lint import findings
from bot.model.actions import Action
from tests.catalog.shelf import Shelf

FINE = """---
title: Fine
buttons:
  - { label: Help, action: say, subject: help }
---
All is well.
"""
SURVEY = """title: Check-in
submit: Send
cancel: Not now
fields:
  - { id: hours, kind: number, label: Hours }
"""
TASKS = "title: Finance\ntasks: [{ id: invoices, label: Invoices }]\n"
WORDS = "forbidden:\n  replac*: nobody is replaced\n  headcount: about tasks\n"


def found(shelf: Shelf) -> list[str]:
    """Findings without the folder's name."""
    knows = {Action("say", "help")}
    return [
        str(finding).removeprefix(f"{shelf.folder}/")
        for finding in findings(shelf.catalog(), knows.__contains__)
    ]


@pytest.fixture(autouse=True)
def words(shelf: Shelf) -> None:
    shelf.edit("en/lint.yaml", WORDS)
    shelf.edit("en/replies/fine.md", FINE)


def test_a_good_message_gives_no_finding(shelf: Shelf) -> None:
    assert found(shelf) == []


def test_a_broken_file_is_found(shelf: Shelf) -> None:
    shelf.edit("en/replies/bad.md", FINE.replace("All is", "{{ all }} is"))

    assert found(shelf) == ["en/replies/bad.md:6: all is not among the values of this message"]


def test_a_button_that_nothing_answers_is_found_also_when_it_is_not_shown(shelf: Shelf) -> None:
    button = '  - { label: Go, action: pilot.fly, when: "false" }\n---\nAll'
    shelf.edit("en/replies/bad.md", FINE.replace("---\nAll", button))

    assert found(shelf) == ["en/replies/bad.md:5: nothing answers the button pilot.fly"]


@pytest.mark.parametrize("word", ["replace", "Replacement", "HEADCOUNT"])
def test_words_we_do_not_use_are_found_with_advice(shelf: Shelf, word: str) -> None:
    shelf.edit("en/replies/bad.md", FINE.replace("well", f"{word} well"))

    [finding] = found(shelf)
    assert finding.startswith(f'en/replies/bad.md:6: "{word}": ')


def test_words_are_looked_for_in_surveys_and_labels_too_but_not_in_remarks(shelf: Shelf) -> None:
    shelf.edit("en/labels.yaml", "# never say headcount\nteam: headcount\n")

    assert found(shelf) == ['en/labels.yaml:2: "headcount": about tasks']


def test_a_link_that_is_not_https_is_found(shelf: Shelf) -> None:
    shelf.edit("en/replies/bad.md", FINE.replace("well", "[well](http://a.example)"))

    assert found(shelf) == ["en/replies/bad.md:6: a link must begin with https://"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (FINE.replace("title: Fine", f"title: {'x' * 151}"), "the title is longer"),
        (FINE.replace("Help", "x" * 76), "a label is longer"),
        (FINE.replace("All is well.", "x" * 3001), "the text is longer"),
        (
            FINE.replace(
                "---\nAll", "  - { label: A, action: say, subject: help }\n" * 6 + "---\nA"
            ),
            "more than 6",
        ),
    ],
)
def test_what_a_platform_would_cut_is_found(shelf: Shelf, text: str, reason: str) -> None:
    shelf.edit("en/replies/bad.md", text)

    [finding] = found(shelf)
    assert reason in finding


def test_what_a_language_lacks_or_has_alone_is_found(shelf: Shelf) -> None:
    shelf.edit("en/labels.yaml", "team: Team\n")
    shelf.edit("de/replies/alone.md", FINE)

    assert found(shelf) == [
        "de/labels.yaml:1: the label team is missing; English is used",
        "de/replies/alone.md:1: has no English original",
        "de/replies/fine.md:1: is missing; English is used",
    ]


def test_a_translation_whose_buttons_do_other_things_is_found(shelf: Shelf) -> None:
    shelf.edit("de/replies/fine.md", FINE.replace("say, subject: help", 'say, subject: "help "'))

    assert any("other things than in English" in finding for finding in found(shelf))


def test_a_translation_that_asks_or_names_other_things_is_found(shelf: Shelf) -> None:
    shelf.edit("en/surveys/checkin.yaml", SURVEY)
    shelf.edit("en/tasks/finance.yaml", TASKS)
    shelf.edit("de/replies/fine.md", FINE)
    shelf.edit("de/surveys/checkin.yaml", SURVEY.replace("hours", "stunden"))
    shelf.edit("de/tasks/finance.yaml", TASKS.replace("id: invoices", "id: belege"))

    assert found(shelf) == [
        "de/surveys/checkin.yaml:1: asks for other things than in English",
        "de/tasks/finance.yaml:1: names other tasks than in English",
    ]


def test_a_word_that_would_mean_two_commands_is_found(shelf: Shelf) -> None:
    said = "---\naliases: [{}]\n---\na word\n"
    shelf.edit("en/commands/help.md", said.format("sos, Privé"))
    shelf.edit("en/commands/quiet.md", said.format("prive, help"))

    assert found(shelf) == [
        "en/commands/quiet.md:2: help already means commands/help",
        "en/commands/quiet.md:2: prive already means commands/help",
    ]


def test_an_own_example_that_fails_is_found(shelf: Shelf) -> None:
    shelf.edit("en/replies/hi.md", "---\ntitle: Hi {{ name }}\nexample: { name: Alex }\n---\n")
    shelf.edit("de/replies/fine.md", FINE)
    shelf.edit(
        "de/replies/hi.md", "---\ntitle: Hallo {{ name }}\nexample: { vorname: Alex }\n---\n"
    )

    [finding] = found(shelf)
    assert finding.startswith("de/replies/hi.md:3: its own example fails")
