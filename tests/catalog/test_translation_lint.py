"""What ``dividend check`` says about a translation that was begun and not finished."""

from bot.catalog.translation_lint import unfinished
from tests.catalog.shelf import Shelf
from tests.words import shipped_words

MESSAGE = """---
title: Your week in hours
buttons:
  - { label: Yes, action: say, subject: "help me", when: not asked and not told }
example: { asked: 1, told: 2, name: Alex }
---
Hello {{ name }}.

All is well here.
"""
SURVEY = """title: Check-in
intro: |
  About your last week.
  It takes a minute.
submit: Send
cancel: Not now
fields:
  - { id: hours_and_more_hours, kind: choice, label: "Was it normal?", choices: { fine: Fine } }
"""
TASKS = "title: Finance\ntasks:\n  - { id: month_end_copying, label: Month-end copying }\n"
LABELS = "product: Drudgery Dividend\nhint: say help or log\nwords: log help me\nteam: Team\n"


def noted(shelf: Shelf) -> list[str]:
    return [str(f).removeprefix(f"{shelf.folder}/") for f in unfinished(shelf.catalog())]


def in_english(shelf: Shelf) -> None:
    for word in ("log", "help", "me"):
        shelf.edit(f"en/commands/{word}.md", "a word\n")
    shelf.edit("en/replies/week.md", MESSAGE)
    shelf.edit("en/surveys/checkin.yaml", SURVEY)
    shelf.edit("en/tasks/finance.yaml", TASKS)
    shelf.edit("en/labels.yaml", LABELS)


def test_english_files_copied_as_a_translation_are_noted_line_by_line(shelf: Shelf) -> None:
    in_english(shelf)
    shelf.edit("de/replies/week.md", MESSAGE)
    shelf.edit("de/surveys/checkin.yaml", SURVEY)
    shelf.edit("de/tasks/finance.yaml", TASKS)
    shelf.edit("de/labels.yaml", LABELS)

    assert noted(shelf) == [
        'de/labels.yaml:2: "say help or …" is still in English',
        'de/replies/week.md:2: "Your week in …" is still in English',
        'de/replies/week.md:9: "All is well …" is still in English',
        'de/surveys/checkin.yaml:2: "About your last …" is still in English',
        'de/surveys/checkin.yaml:2: "It takes a …" is still in English',
        'de/surveys/checkin.yaml:8: "Was it normal …" is still in English',
        'de/tasks/finance.yaml:3: "Month end copying …" is still in English',
    ]


def test_one_line_left_in_a_good_translation_is_noted_wherever_the_file_lies(shelf: Shelf) -> None:
    in_english(shelf)
    own = Shelf(shelf.folder / "own")
    own.edit("de/replies/week.md", MESSAGE.replace("Your week in hours", "Deine Woche in Stunden"))
    shelf.edit("de/replies/other.md", "---\ntitle: [\n---\n")

    [left] = unfinished(shelf.catalog(own.folder))
    assert (left.file, left.line) == (str(own.folder / "de/replies/week.md"), 9)


def test_a_sign_that_could_begin_a_line_is_noted_where_the_language_parts_it(shelf: Shelf) -> None:
    text = (
        "---\ntitle: Fine ?\n---\nAll : well{% if 1 != 2 %}, yes{% endif %}.\n\nAll\u00a0: well!\n"
    )
    shelf.edit("fr/lint.yaml", '# a remark : not said\nunbroken_before: ":?!"\n')
    for language in ("en", "de", "fr"):
        shelf.edit(f"{language}/replies/fine.md", text.replace("All is", language))

    assert [note for note in noted(shelf) if "English" not in note] == [
        'fr/replies/fine.md:2: the space before "?" must be a non-breaking one (U+00A0)',
        'fr/replies/fine.md:4: the space before ":" must be a non-breaking one (U+00A0)',
    ]


def test_nothing_that_is_shipped_is_left_unfinished() -> None:
    assert unfinished(shipped_words()) == ()
