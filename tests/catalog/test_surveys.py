"""Surveys, tasks and labels: asked and named in the reader's language, kept under one id."""

import pytest

from bot.errors import MessageFileError
from tests.catalog.shelf import Shelf

SURVEY = """title: Check-in
intro: |
  Shown for **{{ threshold }}** people.
submit: Send
cancel: Not now
example: { threshold: 5 }
fields:
  - { id: tasks, kind: tasks }
  - { id: hours, kind: number, label: Hours, maximum: 40 }
  - id: normal
    kind: choice
    label: Normal?
    required: false
    choices: { "yes": "Yes", "no": "No" }
  - { id: mood, kind: scale, label: Mood, labels: [bad, fine, good] }
  - { id: note, kind: text, label: Note, longest: 500 }
"""


def test_a_survey_tells_its_questions_in_order(shelf: Shelf) -> None:
    shelf.edit("en/surveys/checkin.yaml", SURVEY)

    survey = shelf.catalog().survey("surveys/checkin", "en", {"threshold": 8})

    assert (survey.title, survey.submit, survey.cancel) == ("Check-in", "Send", "Not now")
    assert survey.intro is not None
    assert survey.intro.as_text() == "Shown for 8 people."
    tasks, hours, normal, mood, note = survey.fields
    assert (tasks.kind, hours.maximum, note.longest) == ("tasks", 40, 500)
    assert (normal.choices, normal.required) == ({"yes": "Yes", "no": "No"}, False)
    assert mood.labels == ("bad", "fine", "good")


@pytest.mark.parametrize(
    ("broken", "line", "reason"),
    [
        (SURVEY.replace("kind: number", "kind: slider"), 9, "fields.1.kind"),
        (SURVEY.replace("submit: Send\n", ""), 1, "submit"),
        (SURVEY.replace('"Yes"', "Yes"), 14, "choices.yes"),
        (SURVEY.replace("label: Hours, ", ""), 9, "needs a label"),
        (SURVEY.replace("id: note", "id: hours"), 1, "same id"),
        (SURVEY.replace("id: note", 'id: "No te"'), 16, "fields.4.id"),
        (SURVEY.replace("label: Mood, labels", "label: Mood, choices"), 15, "choices"),
        (SURVEY.replace("kind: choice", "kind: choices").replace('"yes":', '"y,n":'), 10, "comma"),
        (SURVEY.replace("{{ threshold }}", "{{ salary }}"), 3, "salary"),
        (SURVEY.replace("longest: 500", "longest: 5000"), 16, "longest"),
        ("- a list\n", 1, "dictionary"),
    ],
)
def test_a_broken_survey_keeps_the_last_good_one_and_names_the_line(
    shelf: Shelf, broken: str, line: int, reason: str
) -> None:
    shelf.edit("en/surveys/checkin.yaml", SURVEY)
    catalog = shelf.catalog()
    before = catalog.survey("surveys/checkin", "en", {"threshold": 5})

    shelf.edit("en/surveys/checkin.yaml", broken)

    assert catalog.survey("surveys/checkin", "en", {"threshold": 5}) == before
    [problem] = catalog.problems()
    assert (problem.line, reason in str(problem)) == (line, True), str(problem)


def test_tasks_have_one_id_and_a_name_per_language(shelf: Shelf) -> None:
    shelf.edit("en/tasks/finance.yaml", "title: F\ntasks: [{ id: invoices, label: Invoices }]\n")
    shelf.edit("de/tasks/finance.yaml", "title: F\ntasks: [{ id: invoices, label: Belege }]\n")
    catalog = shelf.catalog()

    [english], [german] = (catalog.tasks("tasks/finance", it) for it in ("en", "de"))

    assert (english.id, english.label) == ("invoices", "Invoices")
    assert (german.id, german.label) == ("invoices", "Belege")


@pytest.mark.parametrize("key", ["surveys/none", "tasks/none"])
def test_what_does_not_exist_is_named(shelf: Shelf, key: str) -> None:
    catalog = shelf.catalog()
    ask = catalog.survey if key.startswith("surveys") else catalog.tasks

    with pytest.raises(MessageFileError, match=key):
        ask(key, "en")


def test_labels_have_plural_forms_and_fall_back_one_by_one(shelf: Shelf) -> None:
    shelf.edit(
        "en/labels.yaml",
        'band: { up: more, down: less }\nhours: { one: "# hour", other: "# hours" }\n',
    )
    shelf.edit("de/labels.yaml", "band: { up: mehr }\n")
    catalog = shelf.catalog()

    assert catalog.label("band.up", "de") == "mehr"
    assert catalog.label("band.down", "de") == "less"
    assert catalog.labels("band", "de") == {"up": "mehr", "down": "less"}
    assert [catalog.label("hours", "en", n) for n in (1, 2.5)] == ["1 hour", "2.5 hours"]
    with pytest.raises(MessageFileError, match=r"band\.sideways"):
        catalog.label("band.sideways", "en")


def test_a_file_beside_the_labels_holds_what_is_below_its_name(shelf: Shelf) -> None:
    shelf.edit("en/playground.yaml", "title: Playground\n")
    catalog = shelf.catalog()
    assert catalog.label("playground.title", "en") == "Playground"

    shelf.edit("en/playground.yaml", "title: [\n")

    assert catalog.label("playground.title", "en") == "Playground"
    assert len(catalog.problems()) == 1


@pytest.mark.parametrize("name", ["2_4", "on", "-1_0"])
def test_a_name_that_yaml_reads_as_something_else_must_be_quoted(shelf: Shelf, name: str) -> None:
    shelf.edit("en/labels.yaml", f"band:\n  {name}: words\n")
    catalog = shelf.catalog()
    catalog.refresh()
    assert "quote it" in catalog.problems()[0].reason

    shelf.edit("en/labels.yaml", f'band:\n  "{name}": words\n')

    assert catalog.label(f"band.{name}", "en") == "words"


def test_a_label_that_is_no_text_is_refused_with_its_line(shelf: Shelf) -> None:
    shelf.edit("en/labels.yaml", "answer:\n  fine: ok\n  sure: yes\n")
    catalog = shelf.catalog()

    catalog.refresh()

    [problem] = catalog.problems()
    assert (problem.line, "answer.sure" in problem.reason) == (3, True)
