"""Every shipped message and form with the worst values: nothing is refused, nothing comes alive."""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from random import Random

import pytest

from adapters.playground import fields as playground_form
from adapters.playground import render as playground
from adapters.slack import render as slack
from adapters.slack.errand import Errand
from adapters.slack.render_form import modal
from adapters.teams.activities import message_of
from adapters.teams.render_form import dialog, form_card
from adapters.teams.stamps import Stamp
from bot.model.actions import Action
from bot.model.cards import Card, Facts
from bot.model.charts import BarChart
from bot.model.events import Address
from bot.model.fields import ChoiceField, DateField, Field, NumberField, ScaleField, TextField
from bot.model.forms import Form
from bot.model.ports import Kind, Parcel
from bot.model.texts import Paragraph, Span, Text, plain
from tests.adapters import platform_rules as rules
from tests.promises import Measured
from tests.test_messages import CARDS, CATALOG, english

WORST = (
    "<@U123>", "<!channel>", "<!here|here>", "<!subteam^S1>", "<#C1|general>", "@everyone",
    "<at>all</at>", "<at id='0'>Ann</at>", "https://evil.example/", "<https://evil.example|x>",
    "[here](https://evil.example)", "![x](https://evil.example/x.png)", "www.evil.example",
    "<https://evil.example>", "mailto:a@evil.example", "*b* _i_ ~s~ `c`", "*b*", "_i_", "`c`",
    "~~s~~", "**b** __b__",
    "```\ncode\n```", "# head", "> quote", "- item", "1. item", "1) item", "---", "===",
    "| a | b |",
    "a\n===", "    code", "\tcode", "\\*", "&lt;b&gt;", "&amp;", "&#60;", "&copy;", "&", "<", ">",
    "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "<!--", "-->",
    "<![CDATA[x]]>",
    "<?xml version='1.0'?>", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    "</textarea>",
    "{{ 7 * 7 }}", "{% raw %}", "${7*7}", "#{7}", "%s%n", "{0.__class__}", ":tada:", ":+1:",
    "👩‍👩‍👧‍👦" * 40, "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏽" * 100, "e\u0301" * 200, "Z\u0351\u036b\u0343" * 50,
    "\u202eevil\u202c", "\u2066x\u2069", "مرحبا", "שלום", "\u200b", "\u200d", "\u2060", "\ufeff",
    "\x00", "a\x00b", "\ud800", "\udfff", "\ud83d", "\x1b[31m", "\x07", "\x85", "\u2028", "\u2029",
    "\r\n", "\n\n\n", "", " ", "\u00a0", "\u3000", "\ufffe", "\uffff", "\U0010ffff", "\ue000",
    "\ue001", "\ue002", "\ue100", "ﷺ" * 100, "x" * 10_000, "<" * 10_000, "&" * 10_000, "*" * 10_000,
    "\n" * 1_000, "𝕏" * 5_000, "a b " * 2_500, "\"" * 10_000, "\\" * 10_000, "[" * 500,
)  # fmt: skip
CHOSEN_BY_CODE = ("kind", "direction", "figure", "id", "action", "subject", "closest")
NUMBERS = (0, -0.0, -1, 1, 0.005, -1e15, 1e15, 10**18, 3.3333333333, 1e-9, 999_999.995)
DAYS = ("0001-01-01", "9999-12-31", "2026-02-28", "2026-12-07")
ERRAND = Errand(Action("survey.submit", "wave"))
BRUSH = playground.Brush(lambda chart, theme: "<svg/>", english)


Source = Callable[[Random], Iterator[tuple[str, Card, set[str]]]]


def hostile(chance: Random) -> str:
    return "".join(chance.choice(WORST) for _ in range(chance.choice([1, 1, 1, 2, 4])))


def spoilt(value: object, chance: Random, key: str = "") -> object:
    """The example with the worst in each place; what code chooses, and not people, stays."""
    match value:
        case Mapping():
            return {name: spoilt(inner, chance, name) for name, inner in value.items()}
        case list() | tuple():
            is_list = all(isinstance(inner, list | Mapping) for inner in value)
            copies = chance.choice([1, 1, 1, 7]) if is_list else 1
            return [spoilt(inner, chance) for inner in list(value) * copies]
        case bool():
            return value
        case int() | float():
            return chance.choice(NUMBERS)
        case str() if key in CHOSEN_BY_CODE:
            return value
        case str() if value[:4].isdigit() and value[4:5] == "-":
            return chance.choice(DAYS)
        case str():
            return hostile(chance)
        case _:
            return value


def own_links(key: str, language: str) -> set[str]:
    """The links that a message file has by itself."""
    card = CATALOG.card(key, language, CATALOG.example(key, language))
    written = (e for e in card.elements if isinstance(e, Text))
    return {s.link for text in written for p in text.paragraphs for s in p.spans if s.link}


def of_message_files(chance: Random) -> Iterator[tuple[str, Card, set[str]]]:
    while True:
        language, key = chance.choice(CARDS)
        values = spoilt(CATALOG.example(key, language), chance)
        assert isinstance(values, dict)
        card = CATALOG.card(key, language, values)
        yield f"{language}/{key}", card, own_links(key, language)


def of_code(chance: Random) -> Iterator[tuple[str, Card, set[str]]]:
    """Cards made without the catalog, whose texts nobody has cleaned before."""
    while True:
        many = chance.choice([1, 3, 60])
        spans = tuple(
            Span(
                hostile(chance),
                bold=chance.random() < 0.5,
                link=chance.choice(["", hostile(chance)]),
            )
            for _ in range(chance.randint(1, 3))
        )
        elements = [
            Text((Paragraph(spans, bullet=chance.random() < 0.5),)),
            plain(hostile(chance), subtle=True),
            Facts(tuple((hostile(chance), hostile(chance)) for _ in range(many))),
            BarChart(hostile(chance), tuple((hostile(chance), 1.5) for _ in range(many))),
        ]
        chance.shuffle(elements)
        card = Card(hostile(chance), tuple(elements * chance.choice([1, 1, 20])))
        yield "code", card, {s.link for s in spans if s.link.startswith("https://")}


def faults(card: Card, links: set[str]) -> Iterator[str]:
    drawn = slack.content(card, {})
    yield from (f"Slack: {f}" for f in rules.slack_faults(drawn["blocks"], links))
    yield from (f"Slack: {f}" for f in rules.slack_text_faults(drawn["text"]))
    pictured = slack.home_view(card, {chart: "F1" for chart in card.charts})["blocks"]
    yield from (f"Slack home: {f}" for f in rules.slack_faults(pictured, links, most=100))
    address = Address("teams", "t", '{"conversation":{"id":"a:1"}}')
    for is_plain in (False, True):
        parcel = Parcel("id", address, card, Kind.DIGEST, "en", plain=is_plain)
        message = message_of(parcel)
        json.dumps(message, allow_nan=False)
        yield from (f"Teams: {f}" for f in rules.teams_faults(message, links))
        if is_plain and message["textFormat"] != "plain":
            yield "Teams: a text that is read as Markdown"
    yield from (f"page: {f}" for f in rules.html_faults(playground.card(card, BRUSH), links))


@pytest.mark.parametrize(
    ("source", "many"),
    [
        (of_message_files, 60),
        (of_code, 5),
        pytest.param(of_message_files, 3_000, marks=pytest.mark.soak),
        pytest.param(of_code, 300, marks=pytest.mark.soak),
    ],
)
def test_no_card_is_refused_and_nothing_in_it_is_alive(
    source: Source, many: int, measured: Measured
) -> None:
    found = [
        f"{number} {name}: {fault}"
        for number, (name, card, links) in enumerate(islice(source(Random(many)), many))
        for fault in faults(card, links)
    ]
    measured(
        "R-O9, R-J1, R-J2",
        f"{many * 5:,} renderings of cards, {source.__name__}",
        "0 refused, 0 alive",
        f"{len(found)} faults",
    )
    assert found == []


@pytest.mark.parametrize("worst", WORST, ids=range(len(WORST)))
def test_each_of_the_worst_is_harmless_wherever_it_stands(worst: str) -> None:
    several = Card(worst, (Facts(((worst, worst),)), plain(worst), plain(worst, subtle=True)))
    alone = [
        Card("Title", (Facts(((name, value),)),)) for name, value in ((worst, "b"), ("a", worst))
    ]

    assert [fault for card in (several, *alone) for fault in faults(card, set())] == []


def field_of(chance: Random, name: str, most: int) -> Field:
    label, hint, value = hostile(chance), hostile(chance), hostile(chance)
    labels = tuple(hostile(chance) for _ in range(chance.choice([1, 3, 11, most])))
    choices = tuple((f"{n}", text) for n, text in enumerate(labels))
    return chance.choice(
        [
            NumberField(name, label, hint, value=value),
            TextField(name, label, hint, value=value, longest=chance.choice([1, 500, 2_000])),
            ChoiceField(name, label, choices, hint, value=choices[0][0]),
            ChoiceField(name, label, choices, hint, value=choices[0][0], several=True),
            ScaleField(name, label, labels[:10], hint, value="1"),
            DateField(name, label, hint, value="2026-12-24", earliest="2026-12-01"),
        ]
    )


@pytest.mark.parametrize("many", [20, pytest.param(1_000, marks=pytest.mark.soak)])
def test_no_form_is_refused_and_nothing_in_it_is_alive(many: int, measured: Measured) -> None:
    found, chance = list[str](), Random(many)
    for number in range(many):
        names = [f"f{n}" for n in range(chance.choice([1, 4, 12]))]
        form = Form(
            title=hostile(chance),
            fields=tuple(field_of(chance, name, 101 // len(names)) for name in names),
            action=Action("survey.submit", "wave"),
            opener=Action("survey.open", "wave"),
            submit=hostile(chance),
            cancel=hostile(chance),
            intro=plain(hostile(chance)),
        )
        entered = {name: hostile(chance) for name in names}
        wrong = {name: hostile(chance) for name in names if chance.random() < 0.5}
        filled = playground_form.Filled("f", form, entered=entered, errors=wrong)
        card = form_card(form, Stamp("t", dialog=True), entered, wrong)
        found += [
            f"{number}: {fault}"
            for fault in (
                *rules.modal_faults(modal(form, ERRAND), set()),
                *rules.teams_faults(dialog(form, card), set()),
                *rules.teams_faults(form_card(form, Stamp("t"), entered, wrong), set()),
                *rules.html_faults(playground_form.form(filled, BRUSH), set()),
            )
        ]

    measured("R-O9", f"{many * 4:,} renderings of forms", "0 refused, 0 alive", f"{len(found)}")
    assert found == []
