"""Cards and forms stay within what Teams takes, and nobody's text turns into markup."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.activities import message_of
from adapters.teams.fitting import LARGEST_CARD, cut, size_of
from adapters.teams.markup import is_unstyled
from adapters.teams.render import adaptive_card
from adapters.teams.render_form import dialog, form_card
from adapters.teams.stamps import Stamp
from bot.model.actions import Action
from bot.model.cards import Button, Buttons, Card, Facts
from bot.model.charts import BarChart, TrendChart, TrendPoint
from bot.model.events import Address
from bot.model.fields import ChoiceField, NumberField, TextField
from bot.model.forms import Form
from bot.model.ports import Kind, Parcel
from bot.model.texts import Paragraph, Span, Text, plain
from tests.adapters.teams.scripted import FORM, HOME
from tests.platforms.teams_client import actions_in, elements_in, inputs_in, text_of

Json = dict[str, Any]

HOSTILE = "*bold* _it_ [x](https://evil.test) <at>all</at> # `c` 1. a\n- b"
SEPTEMBER = TrendPoint("7 Sep", 8.0, 7.0, 9.0)
OCTOBER = TrendPoint("5 Oct", 6.0, 5.0, 7.0)


def of_type(drawn: Json, kind: str) -> list[Json]:
    return [element for element in elements_in(drawn) if element["type"] == kind]


def test_styles_and_links_are_runs_of_rich_text() -> None:
    spans = (Span("Had "), Span("31", bold=True), Span("see", italic=True, link="https://a.test"))
    drawn = adaptive_card(Card("Title", (Text((Paragraph(spans),)),)))

    [block] = of_type(drawn, "RichTextBlock")
    assert block["inlines"] == [
        {"type": "TextRun", "text": "Had "},
        {"type": "TextRun", "text": "31", "weight": "Bolder"},
        {
            "type": "TextRun",
            "text": "see",
            "italic": True,
            "selectAction": {"type": "Action.OpenUrl", "url": "https://a.test"},
            "color": "Accent",
        },
    ]


@pytest.mark.parametrize("link", ["http://a.test", "javascript:alert(1)", "https://" + "x" * 5000])
def test_a_link_that_is_not_a_short_https_address_is_only_text(link: str) -> None:
    drawn = adaptive_card(Card("Title", (Text((Paragraph((Span("see", link=link),)),)),)))
    assert "selectAction" not in json.dumps(drawn)


def test_no_element_that_reads_markdown_gets_any() -> None:
    facts = Facts(((HOSTILE, HOSTILE), ("plain", "3.5")))
    card = Card(HOSTILE, (plain(HOSTILE), facts, BarChart(HOSTILE, ((HOSTILE, 1.0),))))
    drawn = adaptive_card(card)

    readers = [block["text"] for block in of_type(drawn, "TextBlock")]
    readers += [text for f in of_type(drawn, "FactSet") for r in f["facts"] for text in r.values()]
    assert all(is_unstyled(text) for text in readers)
    assert "[x](https://evil.test) <at>all</at>" in text_of(drawn)


def test_plain_titles_and_facts_keep_the_elements_that_screen_readers_know() -> None:
    drawn = adaptive_card(Card("Your week", (Facts((("Hours", "3.5"),)),)))

    [title] = of_type(drawn, "TextBlock")
    assert title["style"] == "heading"
    assert of_type(drawn, "FactSet")[0]["facts"] == [{"title": "Hours", "value": "3.5"}]


def test_buttons_say_now_whether_they_open_a_dialog() -> None:
    opens, replaces = actions_in(adaptive_card(HOME, Stamp("t1")))

    assert (opens["type"], replaces["type"]) == ("Action.Submit", "Action.Execute")
    assert opens["data"] == {
        "msteams": {"type": "task/fetch"},
        "dividend": {"action": "survey.open:pulse", "token": "t1"},
    }
    assert opens["style"] == "positive"
    assert replaces["verb"] == "say:me"


def test_inside_a_dialog_every_button_submits() -> None:
    drawn = actions_in(adaptive_card(HOME, Stamp("t1", "17", dialog=True)))

    assert {action["type"] for action in drawn} == {"Action.Submit"}
    assert not any("msteams" in action["data"] for action in drawn)


def test_many_buttons_go_into_rows_that_fit_a_phone() -> None:
    buttons = tuple(Button(f"Choice number {n}", Action("say", str(n))) for n in range(9))
    rows = of_type(adaptive_card(Card("Pick", (Buttons(buttons),))), "ActionSet")

    assert sum(len(row["actions"]) for row in rows) == 9
    assert max(len(row["actions"]) for row in rows) <= 5


def test_a_button_that_could_not_come_back_is_left_out() -> None:
    spoilt = ("x" * 10_000, '"' * 300, "wave\n1", "a\x00b", "\ud800")
    buttons = tuple(Button("Answer", Action("survey.open", s)) for s in (*spoilt, "wave"))
    for words in ("Words.", "Words. " * 10_000):
        drawn = adaptive_card(Card("Pick", (plain(words), Buttons(buttons))))

        [kept] = actions_in(drawn)
        assert kept["verb"] == "survey.open:wave"


def test_a_trend_is_drawn_with_its_interval_and_can_say_itself() -> None:
    trend = TrendChart("Hours", (SEPTEMBER, OCTOBER), "h", "5 Oct", "pilot")
    [drawn] = of_type(adaptive_card(Card("Team", (trend,))), "Chart.Line")

    low, middle, high = ([p["y"] for p in series["values"]] for series in drawn["data"])
    assert (low, middle, high) == ([7.0, 5.0], [8.0, 6.0], [9.0, 7.0])
    assert drawn["data"][1]["values"][1]["x"] == "5 Oct (pilot)"
    assert "5 Oct: 6 h (5 … 7) ← pilot" in text_of({"body": [drawn["fallback"]]})


def test_a_point_that_is_no_number_is_left_out_of_the_picture() -> None:
    points = (TrendPoint("a", float("nan")), TrendPoint("b", 1.0, float("-inf"), 2.0))
    charts = (TrendChart("T", points), BarChart("B", (("x", float("inf")), ("y", 2.0))))
    drawn = adaptive_card(Card("Odd", charts))

    json.dumps(drawn, allow_nan=False)
    assert of_type(drawn, "Chart.HorizontalBar")[0]["data"] == [{"x": "y", "y": 2.0}]


def test_numbers_are_typed_as_text_so_that_a_comma_passes() -> None:
    field = next(inputs_in(form_card(FORM, Stamp("t"))))
    assert (field["type"], field["value"]) == ("Input.Text", "2")


def test_what_is_wrong_stands_right_below_its_field() -> None:
    drawn = form_card(FORM, Stamp("t"), {"invoices": "many"}, {"invoices": "A number, please"})
    places = [n for n, e in enumerate(drawn["body"]) if e.get("id") == "invoices"]

    wrong = drawn["body"][places[0] + 1]
    assert wrong["inlines"][0] == {
        "type": "TextRun",
        "text": "A number, please",
        "color": "Attention",
    }
    assert drawn["body"][places[0]]["value"] == "many"


def test_a_dialogs_card_is_wrapped_as_teams_asks() -> None:
    value = dialog(FORM, form_card(FORM, Stamp("t", dialog=True)))["task"]["value"]

    assert value["title"] == "Your week"
    assert value["card"]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert actions_in(value["card"]["content"])[0]["type"] == "Action.Submit"


def test_a_text_that_is_too_long_stays_in_its_field_to_be_shortened() -> None:
    typed = "x" * 2500
    drawn = form_card(FORM, Stamp("t"), {"note": typed})
    note = next(field for field in inputs_in(drawn) if field["id"] == "note")

    assert note["value"] == typed
    assert note["maxLength"] >= len(typed)


def test_a_refused_card_goes_as_plain_text() -> None:
    address = Address("teams", "t", "a")
    sent = message_of(Parcel("d", address, HOME, Kind.NUDGE, "en", plain=True))

    assert "attachments" not in sent
    assert sent["textFormat"] == "plain"
    assert "What would you like to do?" in sent["text"]


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("short", 10, "short"),
        ("exactly", 7, "exactly"),
        ("too long", 5, "too …"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("👩\u200d👩\u200d👧 and more", 4, "…"),
        ("👍🏽👍🏽", 2, "…"),
        ("a\ud800b\0c", 9, "abc"),
    ],
)
def test_texts_are_cut_between_characters(text: str, longest: int, expected: str) -> None:
    assert cut(text, longest) == expected


ODD = st.sampled_from([HOSTILE, "宽" * 3000, "👩\u200d👧" * 900, "\ud800\0", "", "a\n" * 900])
WORDS = st.text(max_size=40) | ODD
LABELS = st.tuples(WORDS, st.floats(allow_nan=True))
ELEMENTS = st.one_of(
    st.builds(plain, WORDS, subtle=st.booleans()),
    st.builds(
        lambda text, times: Text(
            (Paragraph((Span(text, bold=True, link="https://a.test"),) * times),)
        ),
        WORDS,
        st.integers(1, 400),
    ),
    st.builds(
        lambda rows, times: Facts(tuple(rows) * times),
        st.lists(st.tuples(WORDS, WORDS), max_size=5),
        st.integers(1, 40),
    ),
    st.builds(
        lambda title, bars: BarChart(title, tuple(bars)), WORDS, st.lists(LABELS, max_size=60)
    ),
    st.builds(
        lambda labels, times: Buttons(
            tuple(Button(label, Action("a.b", str(n))) for n, label in enumerate(labels * times))
        ),
        st.lists(WORDS, max_size=5),
        st.integers(1, 10),
    ),
)


@given(WORDS, st.lists(ELEMENTS, max_size=4), st.integers(1, 20))
@settings(max_examples=25, deadline=None)
def test_every_card_fits_and_can_be_sent(title: str, elements: list[Any], times: int) -> None:
    drawn = adaptive_card(Card(title, tuple(elements * times)), Stamp("t" * 32))

    assert size_of(drawn) <= LARGEST_CARD
    json.dumps(drawn, ensure_ascii=False, allow_nan=False).encode()
    for row in of_type(drawn, "ActionSet"):
        assert 1 <= len(row["actions"]) <= 6


@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
@settings(max_examples=15, deadline=None)
def test_a_form_of_eighteen_fields_fits_whatever_stands_in_them(
    labels: list[str], typed: str
) -> None:
    choices = tuple((str(n), label) for n, label in enumerate(labels))
    fields = tuple(
        field
        for n, label in enumerate(labels)
        for field in (
            NumberField(f"n{n}", label, hint=label),
            TextField(f"t{n}", label),
            ChoiceField(f"c{n}", label, choices),
        )
    )
    form = Form(labels[0], fields, Action("a"), Action("b"), labels[-1], "No", plain(typed))
    all_typed = {field.id: typed for field in fields}
    drawn = form_card(form, Stamp("t" * 32), all_typed, all_typed)

    assert size_of(drawn) <= LARGEST_CARD
    assert [field["id"] for field in inputs_in(drawn)] == [field.id for field in fields]
    json.dumps(drawn, ensure_ascii=False, allow_nan=False).encode()


def test_of_several_choices_any_can_be_ticked_and_what_was_ticked_stays_so() -> None:
    days = (("MON", "Monday"), ("TUE", "Tuesday"), ("WED", "Wednesday"))
    field = ChoiceField("days", "Days", days, value="MON", several=True)
    form = Form("Form", (field,), Action("a"), Action("b"), "Send", "No")

    [drawn] = inputs_in(form_card(form, Stamp("t" * 32)))
    [again] = inputs_in(form_card(form, Stamp("t" * 32), {"days": "TUE,WED"}, {"days": "No"}))

    assert (drawn["isMultiSelect"], drawn["value"]) == (True, "MON")
    assert again["value"] == "TUE,WED"


def test_an_overflowing_card_loses_words_but_keeps_its_buttons() -> None:
    crowd = tuple(plain("word " * 2_000) for _ in range(200))
    drawn = adaptive_card(Card("Title", (*crowd, *HOME.elements)))

    assert size_of(drawn) <= LARGEST_CARD
    assert [action["title"] for action in actions_in(drawn)] == ["Answer now", "My hours"]
