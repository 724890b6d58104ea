"""What ``dividend check`` says about questions: how long they are, how many, how easily read."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

from bot.catalog.catalog import Catalog
from bot.catalog.findings import Finding
from bot.catalog.reading_ease import count_words, reading_ease
from bot.catalog.sources import text_of
from bot.catalog.surveys import SurveyHead, TaskHead
from bot.catalog.yamlfiles import YamlText
from bot.errors import MessageFileError

LONGEST_QUESTION, LONGEST_HINT = 120, 300  # characters
MOST_QUESTIONS = 5  # besides the tasks: what a minute is enough for
PLAIN, NOT_HARD = 60, 50  # reading ease of a whole survey, and of any text in it
JUDGED = 15  # words; in fewer, a single long one decides
_NOT_WORDS = re.compile(r"\{[{%].*?[%}]\}|[*_]")

Place = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class _Asking:
    """One file of questions or tasks in one language."""

    key: str
    language: str
    file: str
    yaml: YamlText
    head: SurveyHead | TaskHead

    def at(self, place: Place, reason: str) -> Finding:
        return Finding(self.file, self.yaml.line(place), reason)

    @property
    def intro(self) -> str:
        return "" if isinstance(self.head, TaskHead) else without_marks(self.head.intro)

    @property
    def entries(self) -> Iterator[tuple[Place, str, str]]:
        """Where each question or task stands, its label and its hint."""
        head = self.head
        if isinstance(head, TaskHead):
            yield from ((("tasks", at), t.label, t.hint) for at, t in enumerate(head.tasks))
        else:
            yield from ((("fields", at), q.label, q.hint) for at, q in enumerate(head.fields))

    @property
    def texts(self) -> Iterator[tuple[Place, str]]:
        yield ("intro",), self.intro
        for place, label, hint in self.entries:
            yield (*place, "label"), label
            yield (*place, "hint"), hint


def without_marks(text: str) -> str:
    """The words alone, without values and markup."""
    return _NOT_WORDS.sub("", text)


def unwieldy(catalog: Catalog) -> Iterator[Finding]:
    """Questions and hints that nobody reads to the end."""
    for asking in _all(catalog):
        for place, label, hint in asking.entries:
            if len(label) > LONGEST_QUESTION:
                reason = f"the question is longer than {LONGEST_QUESTION} characters"
                yield asking.at((*place, "label"), reason)
            if len(hint) > LONGEST_HINT:
                reason = f"the hint is longer than {LONGEST_HINT} characters"
                yield asking.at((*place, "hint"), reason)


def notes(catalog: Catalog, surveys: Collection[str]) -> tuple[Finding, ...]:
    """What to think about again; ``surveys`` are the keys of those that people are sent."""
    found = ((*_hard(asking), *_many(asking, surveys)) for asking in _all(catalog))
    return tuple(sorted(chain.from_iterable(found)))


def _hard(asking: _Asking) -> Iterator[Finding]:
    texts, language = list(asking.texts), asking.language
    for place, text in texts:
        ease = reading_ease(text, language)
        if ease is not None and ease < NOT_HARD and count_words(text) >= JUDGED:
            yield asking.at(place, f"hard to read ({max(ease, 0):.0f} of 100): use shorter words")
    ease = reading_ease("\n".join(text for _, text in texts), language)
    if ease is not None and ease < PLAIN and isinstance(asking.head, SurveyHead):
        yield asking.at((), f"reads at {max(ease, 0):.0f} of 100; plain language begins at {PLAIN}")


def _many(asking: _Asking, surveys: Collection[str]) -> Iterator[Finding]:
    if isinstance(asking.head, TaskHead) or asking.key not in surveys:
        return
    asked = [at for at, question in enumerate(asking.head.fields) if question.kind != "tasks"]
    if len(asked) > MOST_QUESTIONS:
        reason = f"this is question {MOST_QUESTIONS + 1} of {len(asked)} besides the tasks"
        yield asking.at(("fields", asked[MOST_QUESTIONS]), f"{reason}: fewer are answered better")


def _all(catalog: Catalog) -> Iterator[_Asking]:
    shapes: dict[str, type[SurveyHead] | type[TaskHead]] = {
        **dict.fromkeys(catalog.survey_keys(), SurveyHead),
        **dict.fromkeys(catalog.task_keys(), TaskHead),
    }
    for language, (key, shape) in product(catalog.languages(), shapes.items()):
        for path in catalog.library.sources.paths(language, f"{key}.yaml"):
            if not (text := text_of(Path(path))):
                continue
            try:
                yaml = YamlText(path, text)
                yield _Asking(key, language, path, yaml, yaml.shaped(shape))
            except MessageFileError:
                continue  # it is found as a file that cannot be used
