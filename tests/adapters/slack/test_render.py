"""What Slack is given to draw: always within its limits, and never markup that people typed."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import limits
from adapters.slack.errand import Errand
from adapters.slack.limits import cut, units
from adapters.slack.render import blocks, content, fallback, size
from adapters.slack.render_form import modal, shown
from bot.model.actions import Action
from bot.model.cards import Button, Buttons, Card, Facts
from bot.model.charts import BarChart, TrendChart, TrendPoint
from bot.model.fields import ChoiceField, DateField, NumberField, ScaleField, TextField
from bot.model.forms import Form
from bot.model.texts import Paragraph, Span, Text, plain
from tests.adapters.slack.scripted import SURVEY
from tests.platforms.slack_screen import text_of

PINGS = "<!channel> @here <@U1> <https://evil.example|prize> *bold* `code` :tada: &amp;"

words = st.text(st.characters(exclude_categories=[]), max_size=9)
spans = st.builds(
    Span, words, st.booleans(), st.booleans(), st.sampled_from(["", "https://example.com/a"])
)
paragraphs = st.builds(Paragraph, st.lists(spans, max_size=4).map(tuple), st.booleans())
texts = st.builds(Text, st.lists(paragraphs, min_size=1, max_size=6).map(tuple), st.booleans())
facts = st.builds(Facts, st.lists(st.tuples(words, words), min_size=1, max_size=3).map(tuple))
buttons = st.builds(Button, words, st.builds(Action, words, words), st.booleans(), st.booleans())
rows = st.builds(Buttons, st.lists(buttons, min_size=1, max_size=3).map(tuple))
bars = st.builds(
    BarChart, words, st.lists(st.tuples(words, st.floats(-9, 9)), max_size=3).map(tuple)
)
points = st.builds(TrendPoint, words, st.floats(-9, 9), st.floats(-9, 9), st.floats(-9, 9))
trends = st.builds(TrendChart, words, st.lists(points, max_size=3).map(tuple))
cards = st.builds(
    Card, words, st.lists(texts | facts | rows | bars | trends, max_size=4).map(tuple)
)
choices = st.lists(st.tuples(st.uuids().map(str), words), max_size=3).map(tuple)
fields = st.one_of(
    st.builds(NumberField, st.uuids().map(str), words, words, st.booleans(), words),
    st.builds(TextField, st.uuids().map(str), words, words, st.booleans(), words),
    st.builds(DateField, st.uuids().map(str), words, words, st.booleans()),
    st.builds(
        ChoiceField,
        st.uuids().map(str),
        words,
        choices,
        words,
        st.booleans(),
        several=st.booleans(),
    ),
    st.builds(
        ScaleField, st.uuids().map(str), words, st.lists(words, max_size=12).map(tuple), words
    ),
)
forms = st.builds(
    Form,
    words,
    st.lists(fields, min_size=1, max_size=8).map(tuple),
    st.just(Action("a")),
    st.just(Action("b")),
    words,
    words,
    st.none() | texts,
)


def texts_in(drawn: object) -> list[dict[str, Any]]:
    """Every object with a text in it, of whatever kind."""
    if isinstance(drawn, list):
        return [found for item in drawn for found in texts_in(item)]
    if not isinstance(drawn, dict):
        return []
    inner = [found for item in drawn.values() for found in texts_in(item)]
    return [*([drawn] if isinstance(drawn.get("text"), str) else []), *inner]


def assert_sound(drawn: object) -> None:
    json.dumps(drawn, ensure_ascii=False).encode("utf-8")
    for text in texts_in(drawn):
        assert text["type"] in {"plain_text", "text", "link"}
        assert text["text"].strip() or text["type"] == "text"
        assert "\0" not in text["text"]
        if text["type"] == "plain_text":
            assert units(text["text"]) <= limits.TEXT


@settings(max_examples=60, deadline=None)
@given(cards)
def test_any_card_fits_into_one_message(card: Card) -> None:
    assert_fits(card)


@pytest.mark.parametrize("unit", ["<&>", "e\u0301", "🏳️\u200d🌈", "\0\ud800"])
@pytest.mark.parametrize(("times", "many"), [(1, 52), (80, 9), (3001, 2)])
def test_a_card_of_any_size_fits_into_one_message(unit: str, times: int, many: int) -> None:
    word = unit * times
    span, action = Span(word, bold=True, link="https://example.com/a"), Action(word[:60], word)
    text = Text((Paragraph((span,) * 3), Paragraph((span,), bullet=True)))
    shapes = (
        text,
        replace(text, subtle=True),
        Facts(((word, word),) * many),
        Buttons((Button(word, action),) * many),
        BarChart(word, ((word, 1.0),) * many),
    )

    for shape in shapes:
        assert_fits(Card(word, (shape,) * many))
    assert 1 <= units(fallback(Card(word, shapes))) <= 4000


def assert_fits(card: Card) -> None:
    drawn: list[Any] = blocks(card, {})
    assert_sound(drawn)
    assert len(drawn) <= 50
    assert size(drawn) <= 12_000
    for block in drawn:
        if block["type"] == "actions":
            row = block["elements"]
            assert 1 <= len(row) <= 25
            assert len({element["action_id"] for element in row}) == len(row)
            assert all(units(element["action_id"]) <= 255 for element in row)
            assert all(units(element["text"]["text"]) <= 75 for element in row)
        if block["type"] == "rich_text":
            assert block["elements"]


@settings(max_examples=40, deadline=None)
@given(cards)
def test_any_card_has_a_text_for_those_who_see_no_blocks(card: Card) -> None:
    text = fallback(card)

    assert 1 <= units(text) <= 4000
    assert "<" not in text
    assert ">" not in text


@settings(max_examples=40, deadline=None)
@given(forms)
def test_any_form_is_a_modal_that_slack_takes(form: Form) -> None:
    view: Any = modal(form, Errand(form.action))

    assert_sound(view)
    assert all(units(view[part]["text"]) <= 24 for part in ("title", "submit", "close"))
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        offered = element.get("options", []) + [
            option for group in element.get("option_groups", []) for option in group["options"]
        ]
        if element["type"] == "datepicker":
            assert not offered
        elif element["type"] != "plain_text_input":
            assert offered
            assert len(element.get("options", [])) <= 100
            assert all(units(option["text"]["text"]) <= 75 for option in offered)
            assert "initial_option" not in element or element["initial_option"] in offered
            assert all(option in offered for option in element.get("initial_options", []))
        elif "initial_value" in element:
            assert units(element["initial_value"]) <= element["max_length"] <= 3000


@pytest.mark.parametrize("unseen", [" ", "\0", "\n\0"])
def test_a_link_with_nothing_to_see_shows_its_address(unseen: str) -> None:
    address = "https://example.com/a"

    drawn = blocks(Card("", (Text((Paragraph((Span(unseen, link=address),)),)),)), {})

    assert [text["text"] for text in texts_in(drawn) if text["type"] == "link"] == [address]


def test_what_people_typed_is_shown_as_typed_and_pings_nobody() -> None:
    card = Card(
        PINGS,
        (
            plain(PINGS),
            plain(PINGS, subtle=True),
            Facts(((PINGS, PINGS),)),
            BarChart(PINGS, ((PINGS, 1.0),)),
        ),
    )
    said = content(card, {})

    assert "mrkdwn" not in json.dumps(said["blocks"])
    assert text_of(said).count(PINGS) == 7
    assert "<" not in str(said["text"])
    assert "&lt;!channel&gt;" in str(said["text"])


def test_styles_links_bullets_and_paragraphs_become_rich_text() -> None:
    text = Text(
        (
            Paragraph((Span("Hello "), Span("you", bold=True, italic=True))),
            Paragraph((Span("Read this", link="https://example.com/a"),)),
            Paragraph((Span("one"),), bullet=True),
            Paragraph((Span("two", bold=True),), bullet=True),
        )
    )

    drawn = blocks(Card("T", (text,)), {})[1]

    assert drawn["elements"] == [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Hello "},
                {"type": "text", "text": "you", "style": {"bold": True, "italic": True}},
                {"type": "text", "text": "\n\n"},
                {"type": "link", "url": "https://example.com/a", "text": "Read this"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "two", "style": {"bold": True}}],
                },
            ],
        },
    ]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://example.com", "slack://x"])
def test_only_safe_addresses_become_links(link: str) -> None:
    card = Card("T", (Text((Paragraph((Span("here", link=link),)),)),))

    assert "url" not in json.dumps(blocks(card, {}))


def test_a_long_card_gets_shorter_texts_before_it_loses_any() -> None:
    card = Card("T", tuple(plain(f"{n} " + "word " * 400) for n in range(8)))

    drawn = text_of({"blocks": blocks(card, {})})

    assert all(f"\n{n} word" in drawn for n in range(8))


def test_buttons_stay_when_a_card_is_cut() -> None:
    much = tuple(plain("word " * 100) for _ in range(100))
    card = Card("T", (*much, Buttons((Button("Go", Action("go")),))))

    assert blocks(card, {})[-1]["type"] == "actions"


def test_two_buttons_with_one_action_have_ids_of_their_own_and_one_value() -> None:
    same = Button("Go", Action("go", "x"))

    row: Any = blocks(Card("T", (Buttons((same, same)),)), {})[1]["elements"]

    assert [element["action_id"] for element in row] == ["go:x", "go:x~1"]
    assert [element["value"] for element in row] == ["go:x", "go:x"]


def test_a_number_may_be_typed_with_a_comma() -> None:
    view = modal(SURVEY, Errand(SURVEY.action))

    assert view["blocks"][1]["element"]["type"] == "plain_text_input"  # type: ignore[index]


@pytest.mark.parametrize(
    ("count", "kind"), [(2, "radio_buttons"), (10, "radio_buttons"), (11, "static_select")]
)
def test_few_choices_stand_open_and_many_are_a_list(count: int, kind: str) -> None:
    choices = tuple((str(n), f"Choice {n}") for n in range(count))
    form = replace(SURVEY, fields=(ChoiceField("team", "Team", choices, value="1"),))

    element: Any = modal(form, Errand(form.action))["blocks"][1]["element"]  # type: ignore[index]

    assert element["type"] == kind
    assert element["initial_option"]["value"] == "1"


@pytest.mark.parametrize(("count", "kind"), [(10, "checkboxes"), (11, "multi_static_select")])
def test_of_several_choices_a_few_are_boxes_and_many_a_list(count: int, kind: str) -> None:
    choices = tuple((str(n), f"Choice {n}") for n in range(count))
    field = ChoiceField("teams", "Teams", choices, value="1,3", several=True)
    form = replace(SURVEY, fields=(field,))

    element: Any = modal(form, Errand(form.action))["blocks"][1]["element"]  # type: ignore[index]

    assert element["type"] == kind
    assert [option["value"] for option in element["initial_options"]] == ["1", "3"]


def test_an_error_of_a_field_that_is_not_drawn_is_said_at_the_first_one() -> None:
    form = replace(SURVEY, fields=(*SURVEY.fields, ChoiceField("none", "None", ())))

    assert shown(form, {"none": "Choose", "hours": "Number"}) == {"hours": "Number"}
    assert shown(form, {"none": "Choose"}) == {"hours": "Choose"}


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("two words", 5, "two…"),
        ("😀😀😀", 5, "😀😀…"),
        ("ae\u0301x", 3, "a…"),
        ("a👩\u200d👩\u200d👧b", 5, "a…"),
        ("", 5, "…"),
        (" \n", 5, "…"),
        ("a\0b\ud800", 5, "ab?"),
    ],
)
def test_texts_are_cut_between_what_reads_as_characters(
    text: str, limit: int, expected: str
) -> None:
    assert cut(text, limit) == expected
