"""Stories of editors and readers: words change on disk, and nobody restarts anything."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import MessageFileError
from bot.model.actions import Action
from bot.model.cards import Button, Buttons, Facts
from bot.model.charts import BarChart
from bot.model.texts import Paragraph, Span, Text
from tests.catalog.shelf import Shelf, body, element

HELLO = """---
title: Hello {{ person.first_name }}
example:
  person: { first_name: Alex }
---
Good to see **you**, {{ person.first_name }}.
"""
KIM = {"person": {"first_name": "Kim"}}


def test_a_message_becomes_a_card_with_its_values(shelf: Shelf) -> None:
    shelf.edit("en/replies/hello.md", HELLO)

    card = shelf.catalog().card("replies/hello", "en", KIM)

    assert card.title == "Hello Kim"
    spans = (Span("Good to see "), Span("you", bold=True), Span(", Kim."))
    assert body(card) == Text((Paragraph(spans),))


def test_an_edit_is_in_the_next_card_without_a_restart(shelf: Shelf) -> None:
    shelf.edit("en/replies/hello.md", HELLO)
    catalog = shelf.catalog()
    catalog.card("replies/hello", "en", KIM)

    shelf.edit("en/replies/hello.md", HELLO.replace("Good to see", "Nice to meet"))

    assert catalog.card("replies/hello", "en", KIM).as_text().endswith("Nice to meet you, Kim.")


@pytest.mark.parametrize(
    ("broken", "line", "reason"),
    [
        (HELLO.replace("title: Hello", "title: [Hello"), 2, "expected"),
        (HELLO.replace("first_name }}.", "first_name }."), 6, "}"),
        (HELLO.replace(", {{ person.first_name }}.", "{{ person.salary }}"), 6, "person.salary"),
        (HELLO.replace("title:", "titel:"), 2, "titel"),
        (HELLO.replace("example:", "title: Twice\nexample:"), 3, "title stands twice"),
        (HELLO.replace("\n---\nGood", "\nGood"), 1, "no closing ---"),
        ("", 1, "neither a title nor a text"),
    ],
)
def test_a_broken_edit_changes_nothing_and_is_named_by_file_and_line(
    shelf: Shelf, broken: str, line: int, reason: str
) -> None:
    shelf.edit("en/replies/hello.md", HELLO)
    catalog = shelf.catalog()
    before = catalog.card("replies/hello", "en", KIM)

    shelf.edit("en/replies/hello.md", broken)

    assert catalog.card("replies/hello", "en", KIM) == before
    [problem] = catalog.problems()
    assert problem.file.endswith("en/replies/hello.md")
    assert problem.line == line
    assert reason in problem.reason


def test_a_broken_edit_is_told_once_however_often_the_message_is_sent(shelf: Shelf) -> None:
    shelf.edit("en/replies/hello.md", HELLO)
    catalog = shelf.catalog()
    catalog.card("replies/hello", "en", KIM)
    shelf.edit("en/replies/hello.md", "---\ntitle: [\n---\n")

    for _ in range(3):
        catalog.card("replies/hello", "en", KIM)

    assert len(shelf.told) == 1


def test_a_mended_edit_is_used_and_no_problem_any_more(shelf: Shelf) -> None:
    shelf.edit("en/replies/hello.md", HELLO)
    catalog = shelf.catalog()
    catalog.card("replies/hello", "en", KIM)
    shelf.edit("en/replies/hello.md", "---\ntitle: [\n---\n")
    catalog.card("replies/hello", "en", KIM)

    shelf.edit("en/replies/hello.md", HELLO.replace("Hello", "Welcome"))

    assert catalog.card("replies/hello", "en", KIM).title == "Welcome Kim"
    assert catalog.problems() == ()


def test_a_file_that_is_no_text_is_a_problem_and_not_a_crash(shelf: Shelf) -> None:
    shelf.edit("en/replies/hello.md", HELLO)
    catalog = shelf.catalog()
    before = catalog.card("replies/hello", "en", KIM)

    (shelf.folder / "en/replies/hello.md").write_bytes(b"\xff\xfe\x00 not text at all")

    assert catalog.card("replies/hello", "en", KIM) == before
    assert "cannot be read" in catalog.problems()[0].reason


def test_a_bad_translation_at_the_start_falls_back_to_english(shelf: Shelf) -> None:
    shelf.edit("en/replies/hello.md", HELLO)
    shelf.edit("de/replies/hello.md", "---\ntitle: {{\n---\n")
    catalog = shelf.catalog()

    catalog.load()

    assert catalog.card("replies/hello", "de", KIM).title == "Hello Kim"
    assert len(catalog.problems()) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("en/replies/hello.md", "---\ntitle: [\n---\n"),
        ("en/surveys/checkin.yaml", "title: Check-in\n"),
        ("en/tasks/finance.yaml", "tasks: {}\n"),
    ],
)
def test_bad_english_at_the_start_stops_the_start(shelf: Shelf, name: str, text: str) -> None:
    shelf.edit(name, text)

    with pytest.raises(MessageFileError, match=name):
        shelf.catalog().load()


def test_what_a_language_lacks_is_said_in_english(shelf: Shelf) -> None:
    shelf.edit("en/replies/hello.md", HELLO)
    shelf.edit("de/replies/other.md", "---\ntitle: Anderes\n---\n")

    assert shelf.catalog().card("replies/hello", "de", KIM).title == "Hello Kim"


@pytest.mark.parametrize("locale", ["de", "de-AT", "de_CH", "DE-de"])
def test_a_locale_gets_its_language(shelf: Shelf, locale: str) -> None:
    shelf.edit("en/replies/hello.md", HELLO)
    shelf.edit("de/replies/hello.md", HELLO.replace("Hello", "Hallo"))

    assert shelf.catalog().card("replies/hello", locale, KIM).title == "Hallo Kim"


@pytest.mark.parametrize("locale", ["", "xx", "../de", "/etc", "fr-FR", "."])
def test_a_locale_nobody_translated_gets_the_default_language(shelf: Shelf, locale: str) -> None:
    shelf.edit("en/replies/hello.md", HELLO)
    shelf.edit("de/replies/hello.md", HELLO.replace("Hello", "Hallo"))

    assert shelf.catalog().nearest_language(locale) == "en"


def test_edits_in_front_win_until_they_are_taken_away(shelf: Shelf, tmp_path: Path) -> None:
    shelf.edit("en/replies/hello.md", HELLO)
    published = Shelf(tmp_path / "published")
    published.edit("en/replies/hello.md", HELLO.replace("Hello", "Good morning"))
    catalog = shelf.catalog(published.folder)
    assert catalog.card("replies/hello", "en", KIM).title == "Good morning Kim"

    (published.folder / "en/replies/hello.md").unlink()

    assert catalog.card("replies/hello", "en", KIM).title == "Hello Kim"


def test_an_edit_cannot_use_values_that_the_program_does_not_give(
    shelf: Shelf, tmp_path: Path
) -> None:
    shelf.edit("en/replies/hello.md", HELLO)
    published = Shelf(tmp_path / "published")
    published.edit(
        "en/replies/hello.md",
        "---\ntitle: Hello {{ person.email }}\nexample: { person: { email: a@b.example } }\n---\n",
    )

    catalog = shelf.catalog(published.folder)

    assert catalog.card("replies/hello", "en", KIM).title == "Hello Kim"
    assert "person.email is not among the values" in catalog.problems()[0].reason


def test_a_missing_message_names_its_file(shelf: Shelf) -> None:
    with pytest.raises(MessageFileError, match=r"en/replies/nothing\.md"):
        shelf.catalog().card("replies/nothing", "en")


def test_a_missing_value_names_itself(shelf: Shelf) -> None:
    shelf.edit("en/replies/hello.md", HELLO)

    with pytest.raises(MessageFileError, match="first_name"):
        shelf.catalog().card("replies/hello", "en", {"person": {}})


BUTTONS = """---
title: Choose
buttons:
  - { label: Answer, action: survey.open, subject: "{{ wave.id }}", primary: true, when: waiting }
  - { label: Help, action: say, subject: help }
example:
  waiting: true
  wave: { id: w1 }
---
"""


def test_buttons_carry_their_actions_and_whether_they_open_a_form(shelf: Shelf) -> None:
    shelf.edit("en/replies/choose.md", BUTTONS)
    catalog = shelf.catalog(opens_form=lambda action: action.name == "survey.open")

    card = catalog.card("replies/choose", "en", {"waiting": True, "wave": {"id": "w7"}})

    assert element(card, Buttons) == Buttons(
        (
            Button("Answer", Action("survey.open", "w7"), opens_form=True, primary=True),
            Button("Help", Action("say", "help")),
        )
    )


def test_a_button_whose_condition_does_not_hold_is_not_there(shelf: Shelf) -> None:
    shelf.edit("en/replies/choose.md", BUTTONS)

    card = shelf.catalog().card("replies/choose", "en", {"waiting": False, "wave": {"id": ""}})

    assert element(card, Buttons) == Buttons((Button("Help", Action("say", "help")),))


FIGURES = """---
title: Yours
charts: [chart]
facts: rows
footnote: Only you see *this*.
elements: [charts, body, facts, footnote, buttons]
example:
  chart: { kind: bars, title: Hours, bars: [[Invoices, 3]], unit: h }
  rows: [[Team, Finance], [Hours, 1234.5]]
---
Text
"""


def test_charts_and_facts_stand_where_the_message_puts_them(shelf: Shelf) -> None:
    shelf.edit("en/replies/mine.md", FIGURES)
    catalog = shelf.catalog()

    card = catalog.card("replies/mine", "en", catalog.example("replies/mine", "en"))

    chart, text, facts, footnote = card.elements
    assert chart == BarChart("Hours", (("Invoices", 3.0),), "h")
    assert text.as_text() == "Text"
    assert facts == Facts((("Team", "Finance"), ("Hours", "1,234.5")))
    assert isinstance(footnote, Text)
    assert footnote.subtle


def test_charts_and_facts_that_are_empty_leave_no_trace(shelf: Shelf) -> None:
    shelf.edit("en/replies/mine.md", FIGURES)

    card = shelf.catalog().card("replies/mine", "en", {"chart": None, "rows": []})

    assert [type(element) for element in card.elements] == [Text, Text]


def test_many_threads_read_while_an_editor_writes(shelf: Shelf) -> None:
    shelf.edit("en/replies/hello.md", HELLO)
    catalog = shelf.catalog()
    catalog.load()

    def read(number: int) -> str:
        if number % 50 == 0:
            shelf.edit("en/replies/hello.md", HELLO.replace("Hello", f"Hello {number}"))
        return catalog.card("replies/hello", "en", KIM).title

    with ThreadPoolExecutor(8) as pool:
        titles = list(pool.map(read, range(400)))

    assert all(title.startswith("Hello") and title.endswith("Kim") for title in titles)
