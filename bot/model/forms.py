"""What the bot asks: a form, its fields, and how raw answers are read.

Adapters hand over the strings that were typed; reading them here makes every platform validate
alike.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.errors import FormRejected, Problem
from bot.model.actions import Action
from bot.model.texts import Text

LONGEST_TEXT = 2000  # promises.md R-J7
_NUMBER = re.compile(r"[+-]?\d{1,6}([.,]\d{1,6})?")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}

Answered = float | str | None


def cleaned(text: str) -> str:
    """Text without control, bidi, zero-width characters and lone surrogates, in NFC.

    PostgreSQL refuses NUL and surrogates; invisible characters let text pretend to be another.
    """
    lines = text.replace("\r\n", "\n").replace("\t", " ")
    kept = (c for c in lines if c == "\n" or unicodedata.category(c) not in _INVISIBLE)
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def chosen_of(entered: str) -> frozenset[str]:
    """The values that were chosen where one may choose several."""
    return frozenset(value.strip() for value in entered.split(",") if value.strip())


@dataclass(frozen=True, slots=True)
class NumberField:
    """A number from ``minimum`` to ``maximum``; comma or point, any script's digits."""

    id: str
    label: str
    hint: str = ""
    required: bool = True
    value: str = ""
    minimum: float = 0
    maximum: float = 168

    def read(self, typed: str) -> Answered:
        if not (text := unicodedata.normalize("NFKC", cleaned(typed)).replace(" ", "")):
            return _nothing(self.required)
        if not _NUMBER.fullmatch(text):
            raise _Wrong(Problem("errors/not_a_number", {}))
        number = float(Decimal(text.replace(",", ".")))
        if not self.minimum <= number <= self.maximum:
            limits = {"minimum": self.minimum, "maximum": self.maximum}
            raise _Wrong(Problem("errors/out_of_range", limits))
        return number + 0.0  # "-0" is zero


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of ``choices``, which are (value, label), or as many as one likes.

    Of several, what is chosen is entered and answered as values with commas between them; no value
    has a comma then.
    """

    id: str
    label: str
    choices: tuple[tuple[str, str], ...]
    hint: str = ""
    required: bool = True
    value: str = ""
    several: bool = False

    def read(self, typed: str) -> Answered:
        """The chosen values in the order of the choices, whatever was ticked first."""
        text = cleaned(typed)
        chosen = chosen_of(text) if self.several else {text} - {""}
        if not chosen:
            return _nothing(self.required)
        offered = [value for value, _ in self.choices]
        if not chosen <= set(offered):
            raise _Wrong(Problem("errors/not_a_choice", {}))
        return ",".join(value for value in offered if value in chosen)


@dataclass(frozen=True, slots=True)
class TextField:
    id: str
    label: str
    hint: str = ""
    required: bool = False
    value: str = ""
    multiline: bool = True
    longest: int = LONGEST_TEXT

    def read(self, typed: str) -> Answered:
        if not (text := cleaned(typed)):
            return _nothing(self.required)
        if len(text) > self.longest:
            raise _Wrong(Problem("errors/too_long", {"longest": self.longest}))
        return text


@dataclass(frozen=True, slots=True)
class DateField:
    """A day, entered and answered as ``2026-12-24``; none before ``earliest``, written likewise."""

    id: str
    label: str
    hint: str = ""
    required: bool = True
    value: str = ""
    earliest: str = ""

    def read(self, typed: str) -> Answered:
        if not (text := cleaned(typed)):
            return _nothing(self.required)
        if (day := _day(text)) is None:
            raise _Wrong(Problem("errors/not_a_day", {}))
        if day < self.earliest:
            raise _Wrong(Problem("errors/too_early", {"earliest": self.earliest}))
        return day


@dataclass(frozen=True, slots=True)
class ScaleField:
    """A rating from 1 to ``len(labels)``; ``labels`` name the steps from low to high."""

    id: str
    label: str
    labels: tuple[str, ...]
    hint: str = ""
    required: bool = True
    value: str = ""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        return tuple((str(step), label) for step, label in enumerate(self.labels, 1))

    def read(self, typed: str) -> Answered:
        choice = ChoiceField(self.id, self.label, self.choices, required=self.required).read(typed)
        return None if choice is None else float(choice)


Field = NumberField | ChoiceField | TextField | DateField | ScaleField


@dataclass(frozen=True, slots=True)
class Form:
    """``action`` is what submitting does; ``opener`` is the button action that shows this form.

    ``opener`` is drawn as a button where a dialog cannot be opened in answer.
    """

    title: str
    fields: tuple[Field, ...]
    action: Action
    opener: Action
    submit: str
    cancel: str
    intro: Text | None = None

    def read(self, entered: Mapping[str, str]) -> dict[str, Answered]:
        """Every field's answer by id: a number, a text, or None where nothing was entered.

        Raises ``FormRejected`` with a problem for each field that cannot be read. Strings of fields
        that the form does not have are ignored.
        """
        answers, problems = dict[str, Answered](), dict[str, Problem]()
        for field in self.fields:
            try:
                answers[field.id] = field.read(entered.get(field.id, ""))
            except _Wrong as wrong:
                problems[field.id] = wrong.problem
        if problems:
            raise FormRejected(problems)
        return answers


class _Wrong(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _nothing(required: bool) -> Answered:
    if required:
        raise _Wrong(Problem("errors/required", {}))
    return None
