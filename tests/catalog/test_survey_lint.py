"""What ``dividend check`` says about questions that would work and be answered badly."""

import pytest

from bot.catalog.lint import findings
from bot.catalog.reading_ease import reading_ease, syllables
from bot.catalog.survey_lint import notes
from tests.catalog.shelf import HARD, Shelf
from tests.words import shipped_words

SURVEY = """title: Check-in
intro: About your last week. It takes a minute.
submit: Send
cancel: Not now
fields:
  - { id: tasks, kind: tasks }
  - id: hours
    kind: number
    label: How many hours?
    hint: Half hours are fine.
"""


def found(shelf: Shelf) -> list[str]:
    return [str(f).removeprefix(f"{shelf.folder}/") for f in findings(shelf.catalog(), bool)]


def noted(shelf: Shelf, *surveys: str) -> list[str]:
    return [str(f).removeprefix(f"{shelf.folder}/") for f in notes(shelf.catalog(), surveys)]


def test_a_short_and_plain_survey_gives_nothing_to_mend_or_to_note(shelf: Shelf) -> None:
    shelf.edit("en/surveys/checkin.yaml", SURVEY)

    assert found(shelf) == noted(shelf, "surveys/checkin") == []


def test_questions_and_hints_that_nobody_reads_to_the_end_are_found(shelf: Shelf) -> None:
    asked = SURVEY.replace("How many hours?", "hour " * 24 + "h")
    shelf.edit("en/surveys/long.yaml", asked.replace("Half hours", "half " * 60))
    shelf.edit("en/surveys/short.yaml", SURVEY.replace("How many hours?", "hour " * 23 + "hours"))
    shelf.edit(
        "en/tasks/finance.yaml",
        f"title: Finance\ntasks:\n  - id: invoices\n    label: {'x' * 121}\n    hint: Hours\n",
    )

    assert found(shelf) == [
        "en/surveys/long.yaml:9: the question is longer than 120 characters",
        "en/surveys/long.yaml:10: the hint is longer than 300 characters",
        "en/tasks/finance.yaml:4: the question is longer than 120 characters",
    ]


def test_words_we_do_not_use_are_found_in_questions_choices_and_tasks(shelf: Shelf) -> None:
    shelf.edit("en/lint.yaml", "forbidden:\n  headcount: about tasks\n")
    choice = '  - { id: a, kind: choice, label: Which?, choices: { "1": Less headcount } }\n'
    shelf.edit("en/surveys/checkin.yaml", SURVEY.replace("many hours", "much headcount") + choice)
    shelf.edit("en/tasks/finance.yaml", "title: F\ntasks:\n  - { id: a, label: Headcount }\n")

    assert found(shelf) == [
        'en/surveys/checkin.yaml:9: "headcount": about tasks',
        'en/surveys/checkin.yaml:11: "headcount": about tasks',
        'en/tasks/finance.yaml:3: "Headcount": about tasks',
    ]


def test_the_sixth_question_of_a_survey_is_noted_and_fails_nothing(shelf: Shelf) -> None:
    more = "".join(f"  - {{ id: q{n}, kind: text, label: And then? }}\n" for n in range(4))
    shelf.edit("en/surveys/checkin.yaml", SURVEY + more)
    assert noted(shelf, "surveys/checkin") == []

    shelf.edit("en/surveys/checkin.yaml", SURVEY + more + "  - { id: z, kind: text, label: Z? }\n")

    [note] = noted(shelf, "surveys/checkin")
    assert note.startswith("en/surveys/checkin.yaml:15: this is question 6 of 6 besides the tasks")
    assert found(shelf) == noted(shelf) == []  # a form that nobody is sent may ask for more


@pytest.mark.parametrize("language", HARD)
def test_what_is_hard_to_read_is_noted_by_the_formula_of_its_language(
    shelf: Shelf, language: str
) -> None:
    shelf.edit("en/surveys/checkin.yaml", SURVEY)
    hard = SURVEY.replace("Half hours are fine.", HARD[language])
    shelf.edit(f"{language}/surveys/checkin.yaml", hard)

    whole, hint = noted(shelf, "surveys/checkin")
    assert whole.startswith(f"{language}/surveys/checkin.yaml:1: reads at ")
    assert hint.startswith(f"{language}/surveys/checkin.yaml:10: hard to read (")
    assert found(shelf) == []


def test_a_language_without_a_formula_and_a_broken_file_are_not_judged(shelf: Shelf) -> None:
    shelf.edit("en/surveys/checkin.yaml", SURVEY)
    shelf.edit("nl/surveys/checkin.yaml", SURVEY.replace("Half hours are fine.", HARD["en"]))
    shelf.edit("de/surveys/checkin.yaml", "title: [\n")

    assert noted(shelf, "surveys/checkin") == []


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        ("en", {"table": 2, "asked": 1, "wanted": 2, "wishes": 2, "repetitive": 4, "I": 1}),
        ("de", {"Routinearbeit": 6, "vertraulich": 3, "Ausgangswert": 3, "prüfen": 2}),
        ("fr", {"fastidieux": 3, "équipe": 3, "réponses": 3, "travail": 2}),
    ],
)
def test_syllables_are_groups_of_vowels(language: str, counted: dict[str, int]) -> None:
    assert {word: syllables(word, language) for word in counted} == counted


def test_the_formula_is_worked_by_hand() -> None:
    """Two sentences of four words, eleven syllables: 206.835 - 1.015 x 4 - 84.6 x 11 / 8."""
    ease = reading_ease("We ask you little. You answer in minutes.", "en")

    assert ease == pytest.approx(206.835 - 4.06 - 84.6 * 11 / 8)


def test_our_own_surveys_give_nothing_to_note() -> None:
    sent = [key for key in shipped_words().survey_keys() if key != "surveys/preferences"]

    assert notes(shipped_words(), sent) == ()
