"""Questions of a survey file as the fields of a form."""

from collections.abc import Iterable
from typing import assert_never

from bot.catalog import Question, SurveyText
from bot.model.actions import Action
from bot.model.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    NumberField,
    ScaleField,
    TextField,
)

Choices = tuple[tuple[str, str], ...]


def form(text: SurveyText, fields: Iterable[Field], action: Action, opener: Action) -> Form:
    """The survey's words around these fields; ``action`` and ``opener`` as in ``Form``."""
    return Form(text.title, tuple(fields), action, opener, text.submit, text.cancel, text.intro)


def field(question: Question, value: str = "", choices: Choices = ()) -> Field:
    """``choices`` are those that the program knows, for a question whose file names none.

    Raises ``ValueError`` for the kind ``tasks``, which stands for several fields.
    """
    id, label, hint, required = question.id, question.label, question.hint, question.required
    choices = tuple(question.choices.items()) or choices
    match question.kind:
        case "number":
            limits = (question.minimum, question.maximum)
            return NumberField(id, label, hint, required, value, *limits)
        case "choice":
            return ChoiceField(id, label, choices, hint, required, value)
        case "choices":
            return ChoiceField(id, label, choices, hint, required, value, several=True)
        case "scale":
            return ScaleField(id, label, question.labels, hint, required, value)
        case "date":
            return DateField(id, label, hint, required, value)
        case "text":
            return TextField(id, label, hint, required, value, longest=question.longest)
        case "tasks":
            raise ValueError("tasks are several fields")
        case _:
            assert_never(question.kind)
