"""Survey files and the named tasks of a role: what is asked, in words, without a form yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, model_validator

from bot.catalog.messages import Language
from bot.catalog.templates import Compiled, Part
from bot.catalog.yamlfiles import Strict, YamlText
from bot.model.fields import DECLINED, LONGEST_TEXT
from bot.model.forms import OnlyIf
from bot.model.texts import Text

Kind = Literal["tasks", "number", "choice", "choices", "scale", "date", "text"]


class Question(Strict):
    """One question; kind ``tasks`` stands for one number per task of the person's role.

    Its label, if it has one, asks besides for the hours of everything else. ``choices`` are value
    and label, of which ``choice`` takes one and ``choices`` several; without them several of the
    tasks can be chosen, or what the program knows. ``labels`` are the steps of a scale from low to
    high. ``only_if`` names one earlier question and the values there with which this one is asked.
    ``sensitive`` answers are shown for larger groups only. Whoever ``may_decline`` can prefer not
    to say.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    kind: Kind
    label: str = ""
    hint: str = ""
    required: bool = True
    minimum: float = 0
    maximum: float = 168
    choices: dict[str, str] = Field(default_factory=dict)
    labels: tuple[str, ...] = ()
    longest: int = Field(LONGEST_TEXT, le=LONGEST_TEXT)
    only_if: dict[str, tuple[str, ...]] = Field(default_factory=dict, max_length=1)
    sensitive: bool = False
    may_decline: bool = False

    @property
    def rule(self) -> OnlyIf | None:
        return next((OnlyIf(name, frozenset(v)) for name, v in self.only_if.items()), None)

    @property
    def values(self) -> frozenset[str]:
        """What can be entered where there is a choice."""
        steps = frozenset(str(step) for step, _ in enumerate(self.labels, 1))
        return steps | set(self.choices) | ({DECLINED} if self.may_decline else set())

    @model_validator(mode="after")
    def _is_whole(self) -> "Question":
        if self.kind != "tasks" and not self.label:
            raise ValueError("a question needs a label")
        if self.choices and self.kind not in ("choice", "choices"):
            raise ValueError("choices belong to questions of kind choice or choices")
        if self.kind == "choices" and any("," in value for value in self.choices):
            raise ValueError("of several choices, no value may have a comma")
        if (self.kind == "scale") != bool(self.labels):
            raise ValueError("labels belong to questions of kind scale")
        if self.may_decline and self.kind not in ("choice", "choices", "scale"):
            raise ValueError("only a choice or a scale can be declined")
        return self


class SurveyHead(Strict):
    title: str
    intro: str = ""
    submit: str
    cancel: str
    decline: str = ""
    fields: tuple[Question, ...] = Field(min_length=1)
    example: dict[str, object] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_no_twins(self) -> "SurveyHead":
        if len({question.id for question in self.fields}) < len(self.fields):
            raise ValueError("two fields have the same id")
        if not self.decline and any(question.may_decline for question in self.fields):
            raise ValueError("a question may be declined, but decline has no words")
        return self

    @model_validator(mode="after")
    def _skips_by_what_was_asked(self) -> "SurveyHead":
        earlier = dict[str, Question]()
        for question in self.fields:
            for name, values in question.only_if.items():
                if name not in earlier:
                    raise ValueError(f"{question.id}: no earlier question is called {name}")
                if unknown := set(values) - earlier[name].values:
                    raise ValueError(
                        f"{question.id}: {name} cannot be {', '.join(sorted(unknown))}"
                    )
            earlier[question.id] = question
        return self


class TaskText(Strict):
    """A named task: ``id`` is what answers are kept under, in every language the same."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    label: str
    hint: str = ""


class TaskHead(Strict):
    title: str
    tasks: tuple[TaskText, ...] = Field(min_length=1, max_length=10)


@dataclass(frozen=True, slots=True)
class SurveyText:
    """A survey in one language, ready to become a form."""

    key: str
    title: str
    intro: Text | None
    submit: str
    cancel: str
    decline: str
    fields: tuple[Question, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Survey:
    """One good version of a survey file; only its intro takes values."""

    file: str
    head: SurveyHead
    intro: Compiled
    language: Language

    def text(self, key: str, values: Mapping[str, object]) -> SurveyText:
        head = self.head
        intro = self.language.markdown.text(*self.intro.render(values))
        shown = intro if intro.paragraphs else None
        return SurveyText(
            key,
            head.title,
            shown,
            head.submit,
            head.cancel,
            head.decline,
            head.fields,
            self.language.wording.code,
        )


def read_survey(
    file: str, text: str, language: Language, base: Mapping[str, object] | None
) -> Survey:
    yaml = YamlText(file, text)
    head = yaml.shaped(SurveyHead)
    example = head.example if base is None else base
    intro = Part(head.intro, yaml.line(("intro",)) + 1)
    survey = Survey(file, head, language.templates.compiled(file, [intro], example), language)
    survey.text(file, example)
    return survey


def read_tasks(file: str, text: str) -> TaskHead:
    return YamlText(file, text).shaped(TaskHead)
