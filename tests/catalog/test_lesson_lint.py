"""What ``dividend check`` finds in lessons, one kind of mistake at a time."""

from datetime import date

import pytest

from bot.catalog.lesson_lint import overdue
from bot.catalog.lint import findings
from tests.catalog.shelf import HARD, Shelf

ABOUT = """about:
  order: 1
  track: checking
  level: 1
  goal: check
  owner: Kim
  review: 2027-06-30
"""
WORDS = """title: Look twice
card: |
  Read it once for the numbers. Then read it once more for the names.
try_it: "**{{ task }}**: check one number."
try_it_for:
  finance: "**{{ task }}**: check one sum."
quiz:
  question: What do you read first?
  right: b
  answers:
    a: { says: The ending, feedback: It may be fine. }
    b: { says: The number, feedback: Yes. }
    c: { says: The header, feedback: It tells little. }
    d: { says: The footer, feedback: It tells less. }
"""
LESSON = ABOUT + WORDS
FILE = "en/lessons/twice.yaml"


@pytest.fixture(autouse=True)
def tasks(shelf: Shelf) -> None:
    shelf.edit("en/tasks/finance.yaml", "title: F\ntasks: [{ id: matching, label: Matching }]\n")


def found(shelf: Shelf) -> list[str]:
    return [str(f).removeprefix(f"{shelf.folder}/") for f in findings(shelf.catalog(), bool)]


def mended(shelf: Shelf, old: str, new: str) -> list[str]:
    """What is found in the good lesson when ``old`` is ``new``."""
    assert old in LESSON
    shelf.edit(FILE, LESSON.replace(old, new))
    return found(shelf)


def many(shelf: Shelf, rights: str, long: str = "") -> list[str]:
    """What is found in lessons of which these answers are right, and ``long`` ones are longest."""
    for order, right in enumerate(rights, 1):
        text = LESSON.replace("order: 1", f"order: {order}").replace("right: b", f"right: {right}")
        if right in long:
            text = text.replace(f"{right}: {{ says: The ", f"{right}: {{ says: These ")
        shelf.edit(f"en/lessons/l{order:02}.yaml", text)
    return found(shelf)


def test_a_good_lesson_gives_nothing_to_mend(shelf: Shelf) -> None:
    shelf.edit(FILE, LESSON)

    assert found(shelf) == []


def test_a_card_of_120_words_is_too_long(shelf: Shelf) -> None:
    assert mended(shelf, "Read it once for the numbers.", "Read. " * 111) == []

    assert mended(shelf, "Read it once for the numbers.", "Read. " * 112) == [
        f"{FILE}:9: card: has 120 words; a card has fewer than 120"
    ]


def test_a_lesson_that_takes_longer_than_ninety_seconds_is_found(shelf: Shelf) -> None:
    longer = mended(shelf, "check one sum.", "check one sum. " + "Do it well. " * 80)

    assert longer == [
        f"{FILE}:1: takes 102 seconds to read with what to try and the quiz; 90 at most"
    ]


def test_a_title_and_an_answer_that_a_platform_would_cut_are_found(shelf: Shelf) -> None:
    assert mended(shelf, "Look twice", "Look twice " * 6) == [
        f"{FILE}:8: title: is longer than 60 characters"
    ]
    assert mended(shelf, "The ending", "The ending " * 7)[0] == (
        f"{FILE}:18: quiz.answers.a.says: has 76 characters; an answer has 75"
    )


@pytest.mark.parametrize("language", HARD)
def test_what_is_hard_to_read_is_found_by_the_formula_of_its_language(
    shelf: Shelf, language: str
) -> None:
    shelf.edit(FILE, LESSON)
    shelf.edit(f"{language}/tasks/finance.yaml", "title: F\ntasks: [{ id: matching, label: M }]\n")
    words = WORDS.replace("It may be fine.", f'"{HARD[language]}"')
    file = f"{language}/lessons/twice.yaml"
    shelf.edit(file, ABOUT * (language == "en") + words)

    [finding] = found(shelf)

    line = 18 if language == "en" else 11
    assert finding.startswith(f"{file}:{line}: quiz.answers.a.feedback: hard to read (0 of 100")


def test_a_lesson_that_a_language_lacks_or_has_alone_is_found(shelf: Shelf) -> None:
    shelf.edit(FILE, LESSON)
    shelf.edit("de/tasks/finance.yaml", "title: F\ntasks: [{ id: matching, label: M }]\n")
    shelf.edit("de/lessons/alone.yaml", WORDS)

    assert found(shelf) == [
        "de/lessons/alone.yaml:1: has no English original",
        "de/lessons/twice.yaml:1: is missing; English is used",
    ]


def test_a_word_that_we_do_not_use_is_found(shelf: Shelf) -> None:
    shelf.edit("en/lint.yaml", "forbidden:\n  replac*: nobody is replaced\n")

    assert mended(shelf, "It tells less.", "It replaces you.") == [
        f'{FILE}:21: "replaces": nobody is replaced'
    ]


def test_a_dead_variable_is_found_where_it_stands(shelf: Shelf) -> None:
    assert mended(shelf, "Read it once", "Read {{ person.name }} once") == [
        f"{FILE}:10: person.name is not among the values of this message"
    ]
    assert mended(shelf, "feedback: Yes.", 'feedback: "{{ taks }}"') == [
        f"{FILE}:19: taks is not among the values of this message"
    ]


@pytest.mark.parametrize(("place", "line"), [("try_it", 11), ("try_it_for.finance", 13)])
def test_what_to_try_without_the_readers_own_task_is_found(
    shelf: Shelf, place: str, line: int
) -> None:
    name = place.rpartition(".")[2]

    assert mended(shelf, f'{name}: "**{{{{ task }}}}**: ', f'{name}: "Now ') == [
        f"{FILE}:{line}: {place}: is about the reader's own task: it needs {{{{ task }}}}"
    ]


def test_a_role_that_has_no_tasks_is_found(shelf: Shelf) -> None:
    assert mended(shelf, "  finance:", "  fishing:") == [
        f"{FILE}:13: try_it_for.fishing: there is no tasks/fishing"
    ]


def test_a_right_answer_much_longer_or_shorter_than_all_others_is_found(shelf: Shelf) -> None:
    assert mended(shelf, "The number", "The numbers above") == [
        f"{FILE}:19: quiz.answers.b.says: the right answer is much longer than all others: "
        "it gives itself away"
    ]
    assert mended(shelf, "The number", "Numbers") == [
        f"{FILE}:19: quiz.answers.b.says: the right answer is much shorter than all others: "
        "it gives itself away"
    ]
    assert mended(shelf, "The number", "The numbers!") == []  # somewhat longer is no hint


def test_two_answers_that_say_the_same_are_found(shelf: Shelf) -> None:
    assert mended(shelf, "The header", "The ending") == [
        f"{FILE}:17: quiz.answers: two answers say the same"
    ]


def test_a_place_that_is_right_three_times_in_a_row_is_found(shelf: Shelf) -> None:
    assert many(shelf, "aabb") == []

    assert many(shelf, "abbbb") == [
        "en/lessons/l04.yaml:16: quiz.right: b is right for the third time in a row: "
        "swap two answers"
    ]


def test_right_answers_that_crowd_in_one_place_are_found(shelf: Shelf) -> None:
    assert many(shelf, "aabcdabcdacd") == []  # four of twelve are a

    assert many(shelf, "aabcaabcadad") == [
        "en/lessons/l12.yaml:16: quiz.right: a is right in 6 of 12 lessons: "
        "spread them over a, b, c and d"
    ]


def test_right_answers_that_are_mostly_the_longest_are_found(shelf: Shelf) -> None:
    assert many(shelf, "abcdabcd", long="a") == []

    assert many(shelf, "abcdabcd", long="abcd") == [
        "en/lessons/l08.yaml:21: quiz.answers.d.says: the right answer is the longest "
        "in 8 of 8 lessons"
    ]


def test_two_lessons_in_one_place_of_the_curriculum_are_found(shelf: Shelf) -> None:
    shelf.edit(FILE, LESSON)
    shelf.edit("en/lessons/again.yaml", LESSON)

    assert found(shelf) == [f"{FILE}:2: about.order: 1 is the place of lessons/again"]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (
            "    c: { says: The header, feedback: It tells little. }\n",
            "",
            "17: quiz.answers: the answers are a, b, c and d, in this order; here: a, b, d",
        ),
        (
            "It tells less. }\n",
            "It tells less. }\n    e: { says: None, feedback: No. }\n",
            "17: quiz.answers: the answers are a, b, c and d, in this order; here: a, b, c, d, e",
        ),
        ("right: b", "right: e", "16: quiz.right: Input should be 'a', 'b', 'c' or 'd'"),
    ],
    ids=["three", "five", "another"],
)
def test_a_wrong_count_of_answers_is_found(shelf: Shelf, old: str, new: str, finding: str) -> None:
    assert mended(shelf, old, new) == [f"{FILE}:{finding}"]


def test_an_answer_without_feedback_is_found(shelf: Shelf) -> None:
    assert mended(shelf, ", feedback: It tells little.", "") == [
        f"{FILE}:20: quiz.answers.c.feedback: Field required"
    ]
    assert mended(shelf, "feedback: It tells little.", 'feedback: ""')[0].startswith(
        f"{FILE}:20: quiz.answers.c.feedback: String should have at least 1 character"
    )


@pytest.mark.parametrize("tag", ["order", "track", "level", "goal", "owner", "review"])
def test_a_lesson_without_one_of_its_tags_is_found(shelf: Shelf, tag: str) -> None:
    [line] = [line for line in ABOUT.splitlines(keepends=True) if f" {tag}:" in line]

    assert mended(shelf, line, "") == [f"{FILE}:2: about.{tag}: Field required"]


def test_a_lesson_past_its_day_of_review_is_found_from_the_next_day_on(shelf: Shelf) -> None:
    shelf.edit(FILE, LESSON)
    catalog = shelf.catalog()

    assert list(overdue(catalog, date(2027, 6, 30))) == []
    [finding] = overdue(catalog, date(2027, 7, 1))
    assert str(finding).removeprefix(f"{shelf.folder}/") == (
        f"{FILE}:7: about.review: 2027-06-30 has passed: Kim reads it again and sets a new day"
    )


def test_tags_stand_in_the_english_file_alone(shelf: Shelf) -> None:
    shelf.edit(FILE, LESSON)
    shelf.edit("de/tasks/finance.yaml", "title: F\ntasks: [{ id: matching, label: M }]\n")
    shelf.edit("de/lessons/twice.yaml", LESSON)

    assert found(shelf) == [
        "de/lessons/twice.yaml:1: about belongs into the English file and holds for all languages"
    ]
    assert mended(shelf, ABOUT, "")[-1] == (
        f"{FILE}:1: about is missing: track, level, owner, review and so on"
    )


def test_a_translation_that_is_right_elsewhere_or_for_other_roles_is_found(shelf: Shelf) -> None:
    shelf.edit(FILE, LESSON)
    shelf.edit("de/tasks/finance.yaml", "title: F\ntasks: [{ id: matching, label: M }]\n")
    finance = '  finance: "**{{ task }}**: check one sum."\n'
    swapped = WORDS.replace("right: b", "right: c").replace(f"try_it_for:\n{finance}", "")
    shelf.edit("de/lessons/twice.yaml", swapped)

    assert found(shelf) == [
        "de/lessons/twice.yaml:1: try_it_for: is for other roles than in English",
        "de/lessons/twice.yaml:7: quiz.right: is b in English",
    ]
