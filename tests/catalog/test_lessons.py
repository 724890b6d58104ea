"""Lessons: about a task of the reader's own, for the reader's role, in the reader's language."""

import pytest

from tests.catalog.shelf import Shelf
from tests.words import shipped_words

LESSON = """about:
  order: 2
  track: bearings
  level: 1
  goal: choose
  readers: managers
  owner: Kim
  review: 2027-06-30
title: Look twice
card: |
  Read it **once** for the numbers.

  Then once more.
try_it: "**{{ task }}**: check one number."
try_it_for:
  finance: "**{{ task }}**: check one sum."
quiz:
  question: What do you read first?
  right: b
  answers:
    a: { says: The ending, feedback: It may be fine. }
    b: { says: The number, feedback: "*Yes.*" }
    c: { says: The header, feedback: It tells little. }
    d: { says: The footer, feedback: It tells less. }
"""


@pytest.fixture(autouse=True)
def lesson(shelf: Shelf) -> None:
    shelf.edit("en/labels.yaml", "lesson: { any_task: Your dullest task }\n")
    shelf.edit("en/lessons/twice.yaml", LESSON)


def test_what_to_try_is_about_the_readers_own_task(shelf: Shelf) -> None:
    lesson = shelf.catalog().lesson("lessons/twice", "en", "Chasing *late* payments")

    assert lesson.title == "Look twice"
    assert lesson.card.as_text() == "Read it once for the numbers.\nThen once more."
    assert lesson.try_it.as_text() == "Chasing *late* payments: check one number."


def test_a_role_swaps_what_to_try_and_nothing_else(shelf: Shelf) -> None:
    everyone = shelf.catalog().lesson("lessons/twice", "en", "Bills")
    finance = shelf.catalog().lesson("lessons/twice", "en", "Bills", "finance")

    assert finance.try_it.as_text() == "Bills: check one sum."
    assert (finance.card, finance.question, finance.answers) == (
        (everyone.card, everyone.question, everyone.answers)
    )
    assert shelf.catalog().lesson("lessons/twice", "en", "Bills", "legal") == everyone


def test_whoever_has_named_no_task_is_asked_to_pick_one(shelf: Shelf) -> None:
    lesson = shelf.catalog().lesson("lessons/twice", "en")

    assert lesson.try_it.as_text() == "Your dullest task: check one number."


def test_each_answer_is_told_something_of_its_own(shelf: Shelf) -> None:
    lesson = shelf.catalog().lesson("lessons/twice", "en")

    assert [(a.letter, a.is_right, a.feedback.as_text()) for a in lesson.answers] == [
        ("a", False, "It may be fine."),
        ("b", True, "Yes."),
        ("c", False, "It tells little."),
        ("d", False, "It tells less."),
    ]


def test_a_translation_says_it_in_other_words_and_keeps_place_and_tags(shelf: Shelf) -> None:
    words = LESSON[LESSON.index("title") :].replace("Look twice", "Sieh zweimal hin")
    shelf.edit("de/lessons/twice.yaml", words)
    catalog = shelf.catalog()

    assert catalog.lesson("lessons/twice", "de").title == "Sieh zweimal hin"
    about = catalog.about_lesson("lessons/twice")
    assert (about.order, about.track, about.readers) == (2, "bearings", "managers")


def test_lessons_come_in_the_order_of_the_curriculum(shelf: Shelf) -> None:
    shelf.edit("en/lessons/zero.yaml", LESSON.replace("order: 2", "order: 1"))
    shelf.edit("en/lessons/broken.yaml", "title: [\n")

    assert shelf.catalog().lesson_keys() == ("lessons/zero", "lessons/twice")


def test_a_bad_edit_leaves_the_last_good_lesson_in_use(shelf: Shelf) -> None:
    catalog = shelf.catalog()
    catalog.load()
    shelf.edit("en/lessons/twice.yaml", LESSON.replace("right: b", "right: e"))

    assert catalog.lesson("lessons/twice", "en").answers[1].is_right
    assert [problem.line for problem in shelf.told] == [19]


def test_the_shipped_curriculum_is_whole() -> None:
    """Each track begins with what a beginner needs, and each lesson is there for every role."""
    words = shipped_words()
    abouts = [words.about_lesson(key) for key in words.lesson_keys()]
    roles = [key.removeprefix("tasks/") for key in words.task_keys()]

    assert [about.order for about in abouts] == [*range(1, len(abouts) + 1)]
    for key in words.lesson_keys():
        assert sorted(words.library.lesson(key, "en").head.try_it_for) == roles
