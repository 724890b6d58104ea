"""The fields of a form, and how what is entered in them is read.

Adapters hand over the strings that were typed; reading them here makes every platform validate
alike.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.errors import Problem

LONGEST_TEXT = 2000  # promises.md R-J7
_NUMBER = re.compile(r"[+-]?\d{1,6}([.,]\d{1,6})?")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}

Answered = float | str | None

DECLINED = "declined"
"""What is entered where somebody prefers not to say: an answer without a value."""

OTHER = "another_number"
"""What is picked by whoever types the number in a field of its own."""


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
            raise Wrong(Problem("errors/not_a_number", {}))
        number = float(Decimal(text.replace(",", ".")))
        if not self.minimum <= number <= self.maximum:
            limits = {"minimum": self.minimum, "maximum": self.maximum}
            raise Wrong(Problem("errors/out_of_range", limits))
        return number + 0.0  # "-0" is zero


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of ``choices``, which are (value, label), or as many as one likes.

    Of several, what is chosen is entered and answered as values with commas between them; no value
    has a comma then. ``decline`` is the label of "prefer not to say", which is read as no answer.
    """

    id: str
    label: str
    choices: tuple[tuple[str, str], ...]
    hint: str = ""
    required: bool = True
    value: str = ""
    several: bool = False
    decline: str = ""

    @property
    def offered(self) -> tuple[tuple[str, str], ...]:
        return (*self.choices, *_declining(self.decline))

    def read(self, typed: str) -> Answered:
        """The chosen values in the order of the choices, whatever was ticked first."""
        text = cleaned(typed)
        if self.decline and text == DECLINED:
            return None
        chosen = chosen_of(text) if self.several else {text} - {""}
        if not chosen:
            return _nothing(self.required)
        offered = [value for value, _ in self.choices]
        if not chosen <= set(offered):
            raise Wrong(Problem("errors/not_a_choice", {}))
        return ",".join(value for value in offered if value in chosen)


class PickField(ChoiceField):
    """A number that is picked; all values of ``choices`` are numbers, but for ``OTHER``.

    Any other number is taken as well: what there is to pick depends on an earlier answer, and that
    may change while the form is open. It is drawn, and kept for repeats, as the choice that it is.
    """

    __slots__ = ()

    def read(self, typed: str) -> Answered:
        """The number, or None for ``OTHER``."""
        if cleaned(typed) == OTHER:
            return None
        return NumberField(self.id, self.label, required=self.required).read(typed)


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
            raise Wrong(Problem("errors/too_long", {"longest": self.longest}))
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
            raise Wrong(Problem("errors/not_a_day", {}))
        if day < self.earliest:
            raise Wrong(Problem("errors/too_early", {"earliest": self.earliest}))
        return day


@dataclass(frozen=True, slots=True)
class ScaleField:
    """A rating from 1 to ``len(labels)``; ``labels`` name the steps from low to high.

    ``decline`` as in ``ChoiceField``.
    """

    id: str
    label: str
    labels: tuple[str, ...]
    hint: str = ""
    required: bool = True
    value: str = ""
    decline: str = ""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        return tuple((str(step), label) for step, label in enumerate(self.labels, 1))

    @property
    def offered(self) -> tuple[tuple[str, str], ...]:
        return (*self.choices, *_declining(self.decline))

    def read(self, typed: str) -> Answered:
        steps = ChoiceField(
            self.id, self.label, self.choices, required=self.required, decline=self.decline
        )
        choice = steps.read(typed)
        return None if choice is None else float(choice)


Field = NumberField | ChoiceField | TextField | DateField | ScaleField


class Wrong(Exception):
    """What was entered in a field cannot be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _declining(label: str) -> tuple[tuple[str, str], ...]:
    return ((DECLINED, label),) if label else ()


def _nothing(required: bool) -> Answered:
    if required:
        raise Wrong(Problem("errors/required", {}))
    return None
