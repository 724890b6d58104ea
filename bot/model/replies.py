"""What goes back to the person who did something."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model.cards import Card
from bot.model.forms import Form


@dataclass(frozen=True, slots=True)
class ShowCard:
    """``private`` cards are seen by the asking person only, also when asked for in a channel."""

    card: Card
    private: bool = True


@dataclass(frozen=True, slots=True)
class ShowForm:
    form: Form


@dataclass(frozen=True, slots=True)
class ShowFieldErrors:
    """The form again: with what was typed, and what is wrong by field id."""

    form: Form
    entered: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing travels in the platform's answer: the reply was queued, or nobody waits for one."""


Reply = ShowCard | ShowForm | ShowFieldErrors | Nothing
