"""Whoever reads another language reads no English, wherever a word comes from."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from tests.words import ENGLISH, shipped_words

CATALOG = shipped_words()
LIBRARY, SOURCES = CATALOG.library, CATALOG.library.sources
OTHERS = [language for language in CATALOG.languages() if language != "en"]
PARTS = (("", ".md"), ("surveys", ".yaml"), ("tasks", ".yaml"), ("lessons", ".yaml"))
LABELS = sorted(SOURCES.top("en", ".yaml") - {"lint"})
FILLED_IN = re.compile(r"\{[{%].*?[%}]\}")
PLURAL = re.compile(r"(?:one|many|other)=[\"']([^\"']+)")
WORD = re.compile(r"[^\W\d_]{2}")
SAME = {  # words that are these languages' own, our name, and the words that one says to the bot
    "de": {"Check-in", "Name", "Start", "Support", "Team"},
    "fr": {
        *("Absences", "Check-in", "Finance", "Notes", "Support"),
        *("finance", "invitations", "# message", "# messages", "# minute", "# minutes"),
    },
}
OURS = {"Drudgery Dividend", "Dividend", "help log me team"}


def said(language: str) -> Iterator[tuple[str, str]]:
    """Everything that the files of a language say, by file; values are left out."""
    for key in SOURCES.keys(language, ".md"):
        message = CATALOG.message(key, language)
        head = message.head
        for text in (head.title, head.footnote, *message.body.splitlines()):
            yield key, FILLED_IN.sub("", text)
            yield from ((key, form) for form in PLURAL.findall(text))
        yield from ((key, FILLED_IN.sub("", button.label)) for button in head.buttons)
    for key in SOURCES.keys(language, ".yaml", "surveys"):
        survey = LIBRARY.survey(key, language).head
        for text in (survey.title, survey.intro, survey.submit, survey.cancel, survey.decline):
            yield key, text
        for question in survey.fields:
            chosen = (*question.choices.values(), *question.labels)
            yield from ((key, text) for text in (question.label, question.hint, *chosen))
    for key in SOURCES.keys(language, ".yaml", "tasks"):
        yield key, LIBRARY.tasks(key, language).title
        for task in CATALOG.tasks(key, language):
            yield from ((key, text) for text in (task.label, task.hint))
    yield from taught(language)
    for name in labels(language):
        label = LIBRARY.label(name, language)
        yield from (
            (name, text) for text in ([label] if isinstance(label, str) else label.values())
        )


def taught(language: str) -> Iterator[tuple[str, str]]:
    for key in SOURCES.keys(language, ".yaml", "lessons"):
        for _, text in LIBRARY.lesson(key, language).head.parts:
            yield from ((key, FILLED_IN.sub("", line)) for line in text.splitlines())


def labels(language: str) -> list[str]:
    return sorted(name for file in LABELS for name in LIBRARY.label_names(file, language))


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_all_that_english_says_in_files_of_its_own(language: str) -> None:
    for under, suffix in PARTS:
        assert SOURCES.keys(language, suffix, under) == SOURCES.keys("en", suffix, under)
    assert labels(language) == labels("en")


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_said_as_in_english_but_words_of_both_languages(language: str) -> None:
    english = {text.strip() for _, text in said("en")} - OURS
    same = {text for _, text in said(language) if WORD.search(text) and text.strip() in english}

    assert same == SAME[language]


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_word_is_left_inside_a_sentence(language: str) -> None:
    found = ((where, ENGLISH.search(text)) for where, text in said(language))

    assert [(where, word[0]) for where, word in found if word] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_two_of_a_languages_own_choices_read_alike(language: str) -> None:
    for key in CATALOG.survey_keys():
        for question in LIBRARY.survey(key, language).head.fields:
            shown = (*question.choices.values(), *question.labels)
            assert len({*shown}) == len(shown), (key, question.id)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["Dec 1", "Tuesday, December 1", "2.5", "2.5 hours", "85%", "4:00 PM", "Moscow"]),
        (
            "de",
            ["1. Dez.", "Dienstag, 1. Dezember", "2,5", "2,5 Stunden", "85 %", "16:00", "Moskau"],
        ),
        ("fr", ["1er déc.", "mardi 1er décembre", "2,5", "2,5 heures", "85 %", "16:00", "Moscou"]),
    ],
)
def test_what_the_program_fills_in_comes_in_the_language(language: str, written: list[str]) -> None:
    filters = LIBRARY.languages[language].wording.filters
    at = "2026-12-01T16:00:00+03:00"
    filled = [
        CATALOG.short_day(date(2026, 12, 1), language),
        filters["date"](at),
        filters["number"](2.5),
        filters["hours"](2.5),
        filters["percent"](0.85),
        filters["time"](at),
        filters["place"]("Europe/Moscow"),
    ]

    spaces = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")
    assert [str(text).translate(spaces) for text in filled] == written


def test_a_zone_that_nobody_knows_is_said_as_it_is() -> None:
    assert CATALOG.place("Mars/Phobos", "de") == "Mars/Phobos"


def test_each_language_is_listed_by_its_own_name() -> None:
    assert CATALOG.language_names() == {"de": "Deutsch", "en": "English", "fr": "Français"}
