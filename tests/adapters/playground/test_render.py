"""What is drawn says what the card says, and no text turns into markup."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.playground import fields, frame, render
from adapters.playground.fields import Filled
from adapters.playground.markup import tag, text
from adapters.playground.render import Brush
from adapters.playground.rooms import Message
from bot.model.actions import Action
from bot.model.cards import Button, Buttons, Card, Facts
from bot.model.fields import ChoiceField, TextField
from bot.model.forms import Form
from bot.model.texts import Paragraph, Span, Text, plain
from tests.adapters.playground.stage import DIGEST, FORM, HELP, INVITATION, MINE, MONDAY, picture
from tests.platforms.hypertext import Hypertext
from tests.platforms.playground import english, no_picture

BRUSH = Brush(no_picture, english)
anything = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60)
nasty = st.sampled_from(['"><script>', "</textarea><b>", "&lt;", "' onload='", "<!--", "]]>", "&"])
words = st.lists(anything | nasty, max_size=3).map("".join)


def drawn(card: Card) -> Hypertext:
    return Hypertext(render.card(card, BRUSH))


@given(words)
def test_any_text_stays_text(value: str) -> None:
    shown = Hypertext(tag("p", {"title": value}, value))

    assert shown.verbatim.strip("\n") == text_of(value).strip("\n")
    assert shown.elements == [("p", {"title": text_of(value)})]


@given(words, words, words)
def test_no_card_text_becomes_an_element(title: str, name: str, label: str) -> None:
    card = Card(
        title,
        (plain(name), Facts(((name, label),)), Buttons((Button(label, Action("a", name)),))),
    )
    allowed = {"div", "h2", "p", "dl", "dt", "dd", "button"}

    shown = drawn(card)

    assert {element for element, _ in shown.elements} <= allowed
    assert not shown.mismatched
    assert shown.buttons[0].label == text_of(label)
    assert shown.buttons[0].attributes["data-press"] == text_of(str(Action("a", name)))


@settings(max_examples=40)
@given(words)
def test_what_was_typed_into_a_form_comes_back_just_as_typed(typed: str) -> None:
    form = Form(
        "t",
        (TextField("long", "Long"), TextField("short", "Short", multiline=False)),
        Action("a"), Action("o"), "Send", "Cancel",
    )  # fmt: skip

    shown = Hypertext(fields.form(Filled("f", form, "", {"long": typed, "short": typed}), BRUSH))

    assert shown.forms[0].values == {"long": text_of(typed), "short": text_of(typed)}
    assert not shown.mismatched


def text_of(value: str) -> str:
    """Characters that HTML cannot hold are shown as a replacement sign."""
    return "".join("\ufffd" if ord(c) in {0xFFFE, 0xFFFF} else c for c in value)


@pytest.mark.parametrize("code", ["\x00", "\x1b", "\x7f", "\ud800", "\r"])
def test_what_html_cannot_hold_is_shown_as_such(code: str) -> None:
    assert text(code) == "\ufffd"


def test_styles_and_bullets_are_drawn() -> None:
    link = Span("here", link="https://example.org/?a=1&b=2")
    lines = (Paragraph((Span("bold", bold=True), Span(" and "), Span("soft", italic=True), link)),)
    bullets = (Paragraph((Span("one"),), bullet=True), Paragraph((Span("two"),), bullet=True))

    html = render.prose(Text((*lines, *bullets)))

    assert "<strong>bold</strong> and <em>soft</em>" in html
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert html.count("<ul>") == 1


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://example.org", "data:text/html,x"])
def test_only_safe_addresses_become_links(link: str) -> None:
    assert "<a" not in render.prose(Text((Paragraph((Span("click", link=link),)),)))


def test_a_picture_can_be_read_without_being_seen() -> None:
    shown = Hypertext(render.card(DIGEST, Brush(picture, english)))
    described = next(a for name, a in shown.elements if a.get("role") == "img")
    sources = [a["src"] for name, a in shown.elements if name == "img"]

    assert described["aria-label"] == DIGEST.charts[0].as_text()
    assert len(set(sources)) == 2, "one picture for each theme"


@pytest.mark.parametrize("card", [HELP, INVITATION, MINE, DIGEST])
def test_a_card_says_everything_that_is_in_it(card: Card) -> None:
    shown = drawn(card).text
    said = (line.lstrip("• ") for line in card.as_text().split("\n") if not line.startswith("["))

    for line in said:
        assert " ".join(line.split()) in " ".join(shown.split())


def test_errors_stand_beside_their_fields_and_are_read_with_them() -> None:
    entered = {"invoices": "abc", "normal": "yes", "tool": "3", "mood": "5", "note": "line\nline"}
    errors = {"invoices": "That is no number.", "mood": "Please choose."}

    shown = Hypertext(fields.form(Filled("f 1", FORM, "m1", entered, errors), BRUSH))
    by_name = {a["name"]: a for name, a in shown.elements if "name" in a}
    described = {a["id"]: a for _, a in shown.elements if "id" in a}

    assert shown.forms[0].values == {**dict.fromkeys(("reports", "went"), ""), **entered}
    assert by_name["invoices"]["aria-invalid"] == "true"
    hint, error = by_name["invoices"]["aria-describedby"].split()
    assert described[hint]["class"] == "hint"
    assert described[error]["class"] == "error"
    assert "aria-invalid" not in by_name["reports"]
    assert "That is no number." in shown.text
    assert english("playground.errors") in shown.text


def test_every_label_points_at_a_field_that_is_there() -> None:
    shown = Hypertext(fields.form(Filled("delivery:7/ä", FORM), BRUSH))
    ids = [attributes["id"] for _, attributes in shown.elements if "id" in attributes]
    labels = [a["for"] for name, a in shown.elements if name == "label" and "for" in a]

    assert len(ids) == len(set(ids))
    assert set(labels) <= set(ids)
    assert len(labels) == 4, "fields with steps have a legend instead"


def test_an_optional_choice_can_be_left_open_and_a_needed_one_is_not_chosen_beforehand() -> None:
    free = ChoiceField("free", "Free", (("a", "A"),), required=False)
    needed = ChoiceField("needed", "Needed", (("a", "A"),))
    form = Form("t", (free, needed), Action("a"), Action("o"), "Send", "Cancel")

    shown = Hypertext(fields.form(Filled("f", form), BRUSH))

    checked = [a["name"] for _, a in shown.elements if "checked" in a]
    assert checked == ["free"]


def test_of_several_choices_each_is_a_box_and_those_that_were_chosen_are_ticked() -> None:
    choices = (("a", "A"), ("b", "B"), ("c", "C"))
    field = ChoiceField("some", "Some", choices, required=False, value="c,a", several=True)
    form = Form("t", (field,), Action("a"), Action("o"), "Send", "Cancel")

    shown = Hypertext(fields.form(Filled("f", form), BRUSH))

    boxes = [a for _, a in shown.elements if a.get("type") == "checkbox"]
    assert [a["value"] for a in boxes] == ["a", "b", "c"]
    assert [a["value"] for a in boxes if "checked" in a] == ["a", "c"]
    assert shown.forms[0].values == {"some": "a,c"}


def test_a_message_names_its_author_and_only_reader() -> None:
    message = Message("m", text("hi"), MONDAY, author="ada", only_for="ada")

    shown = Hypertext(frame.message(message, {"ada": "Ada <Brook>"}, english))

    assert "Ada <Brook>" in shown.text
    assert english("playground.only_you") in shown.text
    assert ("time", {"datetime": "2026-11-23T08:00:00+00:00"}) in shown.elements
