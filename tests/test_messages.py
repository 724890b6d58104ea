"""Every shipped message, in every language, on every platform, drawn from its own example."""

import html
import json
import re
from collections.abc import Callable, Iterator
from itertools import chain, product

import pytest

from adapters.playground import render as playground
from adapters.slack import render as slack
from adapters.teams import render as teams
from bot.app.drawing import example_cards
from bot.app.routing import program_router
from bot.catalog.lint import findings
from bot.dividend.presenting import band_name
from bot.dividend.weeks import CHECKING, NORMAL_WEEK
from bot.errors import UserError
from bot.measures.coarse import EDGES, Share, SizeClass, band_of
from bot.model.cards import Buttons, Card
from bot.model.texts import Text
from bot.pictures import svg
from tests.words import shipped_words

ROUTER = program_router()
CATALOG = shipped_words()
LANGUAGES = CATALOG.languages()
CARDS = [(language, key) for language in LANGUAGES for key in CATALOG.card_keys()]
ROLES = ("", *(key.removeprefix("tasks/") for key in CATALOG.task_keys()))
LEFT_OVER = re.compile(r"\*\*|\{\{|\}\}|\{%|%\}|\]\(|[\ue000-\uf8ff]")


def english(name: str, language: str = "") -> str:
    return CATALOG.label(name, language or "en")


def strings(drawn: object) -> Iterator[str]:
    """Every text anywhere in a drawn card."""
    if isinstance(drawn, str):
        yield drawn
    elif isinstance(drawn, dict):
        for part in drawn.values():
            yield from strings(part)
    elif isinstance(drawn, list):
        for part in drawn:
            yield from strings(part)


def spans(card: Card) -> list[str]:
    texts = (element for element in card.elements if isinstance(element, Text))
    return [span.text for text in texts for part in text.paragraphs for span in part.spans]


def labels(card: Card) -> list[str]:
    rows = (element for element in card.elements if isinstance(element, Buttons))
    return [button.label for row in rows for button in row.buttons]


def test_nobody_has_anything_to_mend() -> None:
    assert [str(finding) for finding in findings(CATALOG, ROUTER.knows)] == []


def has_no_markup_left_over(card: Card) -> None:
    assert LEFT_OVER.findall(card.as_text()) == [], card.title


def is_whole_on_slack(card: Card) -> None:
    drawn = slack.blocks(card, {})

    assert len(drawn) <= 50, card.title
    seen = "\n".join(strings(drawn))
    words = [word for text in spans(card) for word in re.findall(r"\w+", text)]
    told = (card.title, *words, *labels(card))
    assert [word for word in told if word not in seen] == [], card.title


def is_whole_on_teams(card: Card) -> None:
    drawn = teams.adaptive_card(card)

    assert len(json.dumps(drawn)) < 28_000, card.title
    seen = re.sub(r"\\(?=\W)", "", "\n".join(strings(drawn)))
    words = [word for text in spans(card) for word in re.findall(r"\w+", text)]
    assert [word for word in (*words, *labels(card)) if word not in seen] == [], card.title


def is_whole_in_the_playground(card: Card) -> None:
    brush = playground.Brush(svg, english)
    drawn = html.unescape(re.sub(r"<[^>]*>", "", str(playground.card(card, brush))))

    told = (card.title, *spans(card), *labels(card))
    assert [text for text in told if text not in drawn] == [], card.title


CHECKS = (
    has_no_markup_left_over,
    is_whole_on_slack,
    is_whole_on_teams,
    is_whole_in_the_playground,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("check", CHECKS)
def test_every_card(check: Callable[[Card], None], language: str) -> None:
    for tongue, key in CARDS:
        if tongue == language:
            check(CATALOG.card(key, language, CATALOG.example(key, language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_every_lesson_is_drawn_for_each_role_on_every_platform(language: str) -> None:
    lessons = product(CATALOG.lesson_keys(), ROLES)
    for card in chain.from_iterable(example_cards(CATALOG, k, language, r) for k, r in lessons):
        for check in CHECKS:
            check(card)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_that_people_can_meet_has_its_card(language: str) -> None:
    met = [UserError, *UserError.__subclasses__()]

    assert [e for e in met if not CATALOG.message(e.message, language).head.title] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_its_line_in_help(language: str) -> None:
    words = [name for name in ROUTER.commands if name]

    assert [word for word in words if not CATALOG.text(f"commands/{word}", language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_of_a_figure_has_its_words(language: str) -> None:
    edges = (EDGES[0] - 1, *EDGES)
    bands = [f"band.{band_name(band_of(edge))}" for edge in edges]
    names = [*bands, *(f"size.{size}" for size in SizeClass), *(f"coverage.{s}" for s in Share)]

    assert len({*bands}) == len(EDGES) + 1
    assert [name for name in names if not CATALOG.label(name, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", CATALOG.survey_keys())
def test_a_form_fits_a_modal(key: str, language: str) -> None:
    survey = CATALOG.library.survey(key, language).head

    assert max(len(survey.title), len(survey.submit), len(survey.cancel)) <= 24
    assert max(len(question.hint) for question in survey.fields) <= 150
    choices = [label for question in survey.fields for label in question.choices.values()]
    assert max((len(label) for label in choices), default=0) <= 75


def test_the_check_in_asks_what_the_figures_need() -> None:
    fields = {q.id: q for q in CATALOG.survey_questions("surveys/checkin", "en")}

    assert fields["tasks"].kind == "tasks"
    assert fields[CHECKING].kind == "number"
    assert {*fields[NORMAL_WEEK].choices} == {"yes", "no"}
    assert fields["note"].longest == 500


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_check_in_says_confidential_and_the_threshold_before_it_asks(language: str) -> None:
    promise = {"threshold": 7, "kept_days": 31, "text_days": 29, "baseline_weeks": 11}
    intro = CATALOG.survey("surveys/checkin", language, promise).intro

    assert intro is not None
    said = intro.as_text()
    assert "7" in said
    assert {"en": "confidential", "de": "vertraulich", "fr": "confidentiel"}[language] in said


def test_a_percentage_is_written_as_the_language_does() -> None:
    written = [CATALOG.percent(0.85, language) for language in ("en", "de", "fr")]

    assert written == ["85%", "85\N{NO-BREAK SPACE}%", "85\N{NO-BREAK SPACE}%"]


@pytest.mark.parametrize("key", CATALOG.task_keys())
def test_a_role_has_six_named_tasks(key: str) -> None:
    assert len(CATALOG.tasks(key, "en")) == 6


def test_there_is_a_question_for_every_week_of_a_quarter() -> None:
    keys = CATALOG.keys()

    assert len([key for key in keys if key.startswith("questions/")]) >= 13
