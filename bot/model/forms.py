"""What the bot asks: a form of fields, some of which are skipped."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.errors import FormRejected, Problem
from bot.model.actions import Action
from bot.model.fields import Answered, Field, Wrong, chosen_of
from bot.model.texts import Text


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """A field is asked only if one of ``values`` is entered in another, which is asked itself."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Form:
    """``action`` is what submitting does; ``opener`` is the button action that shows this form.

    ``opener`` is drawn as a button where a dialog cannot be opened in answer. ``rules`` say by id
    which fields are skipped when; the field that a rule looks at stands before its own.
    ``language`` is that of all its words.
    """

    title: str
    fields: tuple[Field, ...]
    action: Action
    opener: Action
    submit: str
    cancel: str
    intro: Text | None = None
    rules: Mapping[str, OnlyIf] = field(default_factory=dict)
    language: str = ""

    @property
    def steering(self) -> frozenset[str]:
        """The fields on which it depends whether others are asked."""
        return frozenset(rule.field for rule in self.rules.values())

    def asked(self, entered: Mapping[str, str] | None = None) -> tuple[Field, ...]:
        """The fields that are not skipped when this is entered; else by their own values."""
        given = {one.id: one.value for one in self.fields} if entered is None else entered
        asked = dict[str, Field]()
        for one in self.fields:
            rule = self.rules.get(one.id)
            holds = rule is None or (
                rule.field in asked and bool(chosen_of(given.get(rule.field, "")) & rule.values)
            )
            if holds:
                asked[one.id] = one
        return tuple(asked.values())

    def filled(self, entered: Mapping[str, str]) -> "Form":
        """The form with what was entered; what has not been asked yet keeps its own value."""
        fields = tuple(replace(one, value=entered.get(one.id, one.value)) for one in self.fields)
        return replace(self, fields=fields)

    def read(self, entered: Mapping[str, str]) -> dict[str, Answered]:
        """The answer by id of each field that is asked: a number, a text, or None for none.

        Raises ``FormRejected`` with a problem for each field that cannot be read, and for each that
        is to be asked because of what was entered and was not on the screen yet. Strings of fields
        that the form does not have, or skips, are ignored.
        """
        answers, problems = dict[str, Answered](), dict[str, Problem]()
        for one in self.asked(entered):
            if one.id in self.rules and one.id not in entered:
                problems[one.id] = Problem("errors/one_more_question", {})
                continue
            try:
                answers[one.id] = one.read(entered.get(one.id, ""))
            except Wrong as wrong:
                problems[one.id] = wrong.problem
        if problems:
            raise FormRejected(problems)
        return answers
