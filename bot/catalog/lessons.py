"""Lesson files: a card to read, something to try on one's own task, one question with feedback."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from bot.catalog.messages import Language
from bot.catalog.templates import Compiled, Part, unmarked
from bot.catalog.yamlfiles import Strict, YamlText
from bot.errors import MessageFileError
from bot.model.cards import Card
from bot.model.texts import Text, plain

LETTERS = ("a", "b", "c", "d")
ANY_TASK = "lesson.any_task"  # said where the person has named none
TASK: Mapping[str, object] = {"task": "a task"}  # what a lesson can fill in

Place = tuple[int | str, ...]
Label = Callable[[str], str]


class About(Strict):
    """What holds in every language: the English file says it, and no other.

    ``order`` is the place in the curriculum. ``goal`` is the aim of AI literacy that a finished
    lesson is evidence for. ``review`` is the day by which ``owner`` has read the lesson again.
    """

    order: int = Field(ge=1)
    track: Literal["bearings", "prompting", "checking", "reviewing"]
    level: Literal[1, 2, 3]
    goal: Literal["understand", "choose", "protect", "instruct", "check", "answer_for"]
    readers: Literal["everyone", "managers"] = "everyone"
    owner: str = Field(min_length=1)
    review: date


class Answer(Strict):
    says: str = Field(min_length=1)
    feedback: str = Field(min_length=1)


class Quiz(Strict):
    question: str = Field(min_length=1)
    right: Literal["a", "b", "c", "d"]
    answers: dict[str, Answer]

    @field_validator("answers")
    @classmethod
    def _are_four(cls, answers: dict[str, Answer]) -> dict[str, Answer]:
        if tuple(answers) != LETTERS:
            found = ", ".join(answers) or "none"
            raise ValueError(f"the answers are a, b, c and d, in this order; here: {found}")
        return answers


class LessonHead(Strict):
    """``try_it_for`` swaps what to try for people of a role: the names are those of ``tasks/``."""

    about: About | None = None
    title: str = Field(min_length=1)
    card: str = Field(min_length=1)
    try_it: str = Field(min_length=1)
    try_it_for: dict[str, str] = Field(default_factory=dict)
    quiz: Quiz

    @property
    def parts(self) -> Iterator[tuple[Place, str]]:
        """Every text that people read, in order, with its place in the file."""
        yield ("title",), self.title
        yield ("card",), self.card
        yield ("try_it",), self.try_it
        yield from ((("try_it_for", role), text) for role, text in self.try_it_for.items())
        yield ("quiz", "question"), self.quiz.question
        for letter, answer in self.quiz.answers.items():
            yield ("quiz", "answers", letter, "says"), answer.says
            yield ("quiz", "answers", letter, "feedback"), answer.feedback


@dataclass(frozen=True, slots=True)
class AnswerText:
    letter: str
    says: str
    feedback: Text
    is_right: bool


@dataclass(frozen=True, slots=True)
class LessonText:
    """A lesson in one language, for one role and one task of the reader's own."""

    key: str
    title: str
    card: Text
    try_it: Text
    question: str
    answers: tuple[AnswerText, ...]

    def cards(self, label: Label) -> tuple[Card, ...]:
        """The lesson, its question, and what each answer is told; ``label`` knows short words."""
        tried = plain(label("lesson.try_it"), subtle=True)
        answers = (plain(f"{answer.letter}) {answer.says}") for answer in self.answers)
        return (
            Card(self.title, (self.card, tried, self.try_it)),
            Card(label("lesson.question"), (plain(self.question), *answers)),
            *(Card(f"{a.letter}) {a.says}", (a.feedback,)) for a in self.answers),
        )


@dataclass(frozen=True, slots=True)
class Lesson:
    """One good version of a lesson file."""

    file: str
    head: LessonHead
    lines: Callable[[Place], int]
    compiled: Compiled
    language: Language

    def text(self, key: str, task: str, role: str) -> LessonText:
        """``task`` is said as the reader knows it; a ``role`` without its own gets what all try."""
        rendered = self.compiled.render({"task": task})
        said = dict(zip((place for place, _ in self.head.parts), rendered, strict=True))
        as_text, right = self.language.markdown.text, self.head.quiz.right

        def answer(letter: str) -> AnswerText:
            place = ("quiz", "answers", letter)
            feedback = as_text(said[*place, "feedback"])
            return AnswerText(letter, unmarked(said[*place, "says"]), feedback, letter == right)

        return LessonText(
            key,
            unmarked(said["title",]),
            as_text(said["card",]),
            as_text(said.get(("try_it_for", role), said["try_it",])),
            unmarked(said["quiz", "question"]),
            tuple(answer(letter) for letter in LETTERS),
        )


def read_lesson(file: str, text: str, language: Language, original: bool) -> Lesson:
    """``original``: this is the language whose files say what holds for all."""
    yaml = YamlText(file, text)
    head = yaml.shaped(LessonHead)
    if original and head.about is None:
        raise MessageFileError(file, 1, "about is missing: track, level, owner, review and so on")
    if head.about and not original:
        reason = "about belongs into the English file and holds for all languages"
        raise MessageFileError(file, yaml.line(("about",)), reason)
    parts = [Part(words, yaml.line(place) + words.endswith("\n")) for place, words in head.parts]
    compiled = language.templates.compiled(file, parts, TASK)
    return Lesson(file, head, yaml.line, compiled, language)
