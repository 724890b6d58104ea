"""What ``dividend check`` says about lessons: too long, hard to read, or with a quiz that tells."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.catalog.catalog import Catalog
from bot.catalog.findings import Finding
from bot.catalog.lessons import LETTERS, Lesson, Place
from bot.catalog.library import ORIGINAL
from bot.catalog.reading_ease import count_words, reading_ease
from bot.catalog.survey_lint import JUDGED, NOT_HARD, PLAIN, without_marks

MOST_WORDS = 120  # of the card alone
SECONDS, WORDS_A_SECOND = 90, 160 / 60  # two thirds of the pace in M. Brysbaert's review (2019)
LONGEST_TITLE, LONGEST_ANSWER = 60, 75  # characters: one line, and an option in Slack
TELLING = 1.25  # times as long as the longest other answer, or as short
ENOUGH_LESSONS = 8  # before that, a share says nothing
LARGEST_SHARE, SMALLEST_SHARE = 0.4, 0.15  # of the right answers; chance has a quarter
LONGEST_RUN = 2  # right answers in one place, one lesson after the other
_NAMES_THE_TASK = re.compile(r"\{\{\s*task\b")


@dataclass(frozen=True, slots=True)
class _Taught:
    """One good version of a lesson in one language."""

    key: str
    language: str
    lesson: Lesson

    def at(self, place: Place, reason: str) -> Finding:
        named = ".".join(str(step) for step in place)
        reason = f"{named}: {reason}" if named else reason
        return Finding(self.lesson.file, self.lesson.lines(place), reason)

    @property
    def right(self) -> str:
        return self.lesson.head.quiz.right

    @property
    def lengths(self) -> dict[str, int]:
        return {name: len(answer.says) for name, answer in self.lesson.head.quiz.answers.items()}

    def stands_out(self, extreme: Callable[[Iterable[int]], int]) -> bool:
        """The right answer is the longest, or shortest, and no other is as long."""
        lengths = [*self.lengths.values()]
        return lengths.count(extreme(lengths)) == 1 and extreme(lengths) == self.lengths[self.right]


def bad_lessons(catalog: Catalog) -> Iterator[Finding]:
    """What is to be mended before a lesson goes out."""
    roles = frozenset(key.removeprefix("tasks/") for key in catalog.task_keys())
    for language in catalog.languages():
        for key in catalog.lesson_keys():
            for lesson in catalog.library.good_lessons(key, language):
                taught = _Taught(key, language, lesson)
                yield from _too_long(taught)
                yield from _hard(taught)
                yield from _not_ones_own(taught, roles)
                yield from _telling(taught)
                yield from _differing(catalog, taught)
        lessons = _in_order(catalog, language)
        yield from _telling_together(lessons)
        if language == ORIGINAL:
            yield from _misplaced(lessons)


def overdue(catalog: Catalog, today: date) -> Iterator[Finding]:
    """Lessons that nobody has read again by the day they were meant to be."""
    for taught in _in_order(catalog, ORIGINAL):
        about = catalog.about_lesson(taught.key)
        if about.review < today:
            reason = f"{about.review} has passed: {about.owner} reads it again and sets a new day"
            yield taught.at(("about", "review"), reason)


def _in_order(catalog: Catalog, language: str) -> list[_Taught]:
    """Of each lesson the version in use."""
    versions = (
        (key, next(catalog.library.good_lessons(key, language), None))
        for key in catalog.lesson_keys()
    )
    return [_Taught(key, language, lesson) for key, lesson in versions if lesson]


def _too_long(taught: _Taught) -> Iterator[Finding]:
    head = taught.lesson.head
    if (words := count_words(without_marks(head.card))) >= MOST_WORDS:
        yield taught.at(("card",), f"has {words} words; a card has fewer than {MOST_WORDS}")
    seconds = round(_words_to_read(taught) / WORDS_A_SECOND)
    if seconds > SECONDS:
        reason = f"takes {seconds} seconds to read with what to try and the quiz; {SECONDS} at most"
        yield taught.at((), reason)
    if len(head.title) > LONGEST_TITLE:
        yield taught.at(("title",), f"is longer than {LONGEST_TITLE} characters")
    for letter, length in taught.lengths.items():
        if length > LONGEST_ANSWER:
            place = ("quiz", "answers", letter, "says")
            yield taught.at(place, f"has {length} characters; an answer has {LONGEST_ANSWER}")


def _words_to_read(taught: _Taught) -> int:
    head = taught.lesson.head
    tries = [head.try_it, *head.try_it_for.values()]
    longest = max(tries, key=lambda text: count_words(without_marks(text)))
    answers = (answer.says for answer in head.quiz.answers.values())
    read = (head.title, head.card, longest, head.quiz.question, *answers)
    return sum(count_words(without_marks(text)) for text in read)


def _hard(taught: _Taught) -> Iterator[Finding]:
    for place, text in taught.lesson.head.parts:
        words = without_marks(text)
        ease = reading_ease(words, taught.language)
        plain = PLAIN if place == ("card",) else NOT_HARD
        if ease is not None and ease < plain and count_words(words) >= JUDGED:
            reason = f"hard to read ({max(ease, 0):.0f} of 100, at least {plain})"
            yield taught.at(place, f"{reason}: use shorter words and sentences")


def _not_ones_own(taught: _Taught, roles: frozenset[str]) -> Iterator[Finding]:
    """What to try that is about nobody's task, or for people of a role that does not exist."""
    head = taught.lesson.head
    for place, text in head.parts:
        if place[0] in ("try_it", "try_it_for") and not _NAMES_THE_TASK.search(text):
            yield taught.at(place, "is about the reader's own task: it needs {{ task }}")
    for role in sorted(set(head.try_it_for) - roles):
        yield taught.at(("try_it_for", role), f"there is no tasks/{role}")


def _telling(taught: _Taught) -> Iterator[Finding]:
    """A right answer that is known by its length."""
    others = [length for name, length in taught.lengths.items() if name != taught.right]
    length, place = taught.lengths[taught.right], ("quiz", "answers", taught.right, "says")
    told = "than all others: it gives itself away"
    if length > TELLING * max(others):
        yield taught.at(place, f"the right answer is much longer {told}")
    if length * TELLING < min(others):
        yield taught.at(place, f"the right answer is much shorter {told}")
    if len({answer.says for answer in taught.lesson.head.quiz.answers.values()}) < len(LETTERS):
        yield taught.at(("quiz", "answers"), "two answers say the same")


def _telling_together(lessons: list[_Taught]) -> Iterator[Finding]:
    """Lengths from which the right answer can be guessed more often than by chance."""
    if len(lessons) < ENOUGH_LESSONS:
        return
    for name, extreme in (("longest", max), ("shortest", min)):
        told = [t for t in lessons if t.stands_out(extreme)]
        if len(told) > LARGEST_SHARE * len(lessons):
            reason = f"the right answer is the {name} in {len(told)} of {len(lessons)} lessons"
            yield told[-1].at(("quiz", "answers", told[-1].right, "says"), reason)


def _misplaced(lessons: list[_Taught]) -> Iterator[Finding]:
    """Right answers that are known by where they stand; lessons in one place of the curriculum."""
    for _, run in groupby(lessons, key=lambda taught: taught.right):
        for taught in [*run][LONGEST_RUN : LONGEST_RUN + 1]:
            reason = f"{taught.right} is right for the third time in a row: swap two answers"
            yield taught.at(("quiz", "right"), reason)
    if len(lessons) >= ENOUGH_LESSONS:
        placed = Counter(taught.right for taught in lessons)
        for letter in LETTERS:
            if not SMALLEST_SHARE <= placed[letter] / len(lessons) <= LARGEST_SHARE:
                reason = f"{letter} is right in {placed[letter]} of {len(lessons)} lessons"
                yield lessons[-1].at(("quiz", "right"), f"{reason}: spread them over a, b, c and d")
    orders = dict[int, str]()
    for taught in lessons:
        about = taught.lesson.head.about
        if about and (other := orders.setdefault(about.order, taught.key)) != taught.key:
            yield taught.at(("about", "order"), f"{about.order} is the place of {other}")


def _differing(catalog: Catalog, taught: _Taught) -> Iterator[Finding]:
    """A lesson asks the same and is right in the same place in all languages."""
    english = catalog.library.lesson(taught.key, ORIGINAL).head
    head = taught.lesson.head
    if head.quiz.right != english.quiz.right:
        yield taught.at(("quiz", "right"), f"is {english.quiz.right} in English")
    if list(head.try_it_for) != list(english.try_it_for):
        yield taught.at(("try_it_for",), "is for other roles than in English")
