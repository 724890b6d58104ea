"""The check-in as a form: its survey file, the tasks of the role pack, and last time's answers."""

import hashlib
import json
from collections.abc import Mapping

from bot.catalog import Question
from bot.conversation.asking import field, form
from bot.conversation.turn import Turn
from bot.dividend.weeks import CHECKING, TASK
from bot.errors import FormRejected, Problem
from bot.measures.records import HOURS_IN_A_WEEK, needs_confirming
from bot.model.actions import Action
from bot.model.fields import Answered, Field, NumberField
from bot.model.forms import Form
from bot.store.tables import Wave

LONG_WEEK = "long_week"  # "yes" confirms a total above the contracted hours
YES = "yes"
_LATER = {"only_if", "sensitive", "may_decline"}  # a version from before them is still the same


def checkin_form(wave: Wave, turn: Turn) -> Form:
    """The form of a wave, with this person's answers to it or, before, the hours of last time."""
    return _form(wave, _values(wave, turn), turn)


def unfilled_form(wave: Wave, turn: Turn) -> Form:
    """What was asked, to read what was entered: for that, nobody's history need be looked up."""
    return _form(wave, {}, turn)


def plausible(answers: dict[str, Answered], contracted: float) -> dict[str, Answered]:
    """The answers, unless they cannot be or want a second look (docs/measures.md 1).

    Raises ``FormRejected``: more hours than a week has are refused, more than the contract has must
    be confirmed by answering ``long_week`` with yes.
    """
    hours = [n for name, n in answers.items() if name.startswith(TASK) and isinstance(n, float)]
    checking = answers.get(CHECKING)
    checked = checking if isinstance(checking, float) else 0.0
    values = {"sum": sum(hours), "contracted": contracted, "week": HOURS_IN_A_WEEK}
    if sum(hours) + checked > HOURS_IN_A_WEEK:
        raise FormRejected({LONG_WEEK: Problem("errors/longer_than_a_week", values)})
    if needs_confirming(hours, checked, contracted) and answers.get(LONG_WEEK) != YES:
        raise FormRejected({LONG_WEEK: Problem("errors/confirm_hours", values)})
    return answers


def wording_of(wave: Wave, turn: Turn) -> str:
    """A version of the questions; answers to other words are not compared with each other."""
    survey = turn.config.surveys[wave.survey]
    default = turn.config.organisation.language
    asked = [
        q.model_dump(exclude=_LATER - q.model_fields_set)
        for q in turn.catalog.survey(survey.form, default, _promise(turn)).fields
    ]
    tasks = [task.model_dump() for task in turn.catalog.tasks(survey.tasks, default)]
    return hashlib.sha256(json.dumps([asked, tasks]).encode()).hexdigest()[:16]


def _form(wave: Wave, values: Mapping[str, str], turn: Turn) -> Form:
    survey = turn.config.surveys[wave.survey]
    text = turn.catalog.survey(survey.form, turn.language, _promise(turn))
    fields = (
        one
        for question in text.fields
        for one in _fields(question, survey.tasks, text.decline, values, turn)
    )
    return form(text, fields, Action("survey.submit", wave.id), Action("survey.open", wave.id))


def _promise(turn: Turn) -> dict[str, object]:
    return {"threshold": turn.config.privacy.threshold}


def _values(wave: Wave, turn: Turn) -> Mapping[str, str]:
    """What each field starts with: own answers to this wave, else the hours of the last one."""
    answered = turn.store.surveys.of_respondent(turn.respondent)
    for earlier in reversed(answered):
        if earlier.wave.id == wave.id:
            return {name: f"{n:g}" for name, n in earlier.numbers.items()} | dict(earlier.texts)
    for earlier in reversed(answered):
        if earlier.wave.survey == wave.survey:
            return {name: f"{n:g}" for name, n in earlier.numbers.items()}
    return {}


def _fields(
    question: Question, tasks: str, decline: str, values: Mapping[str, str], turn: Turn
) -> tuple[Field, ...]:
    if question.kind == "tasks":
        named = turn.catalog.tasks(tasks, turn.language)
        ids = ((f"{TASK}{task.id}", task) for task in named)
        return tuple(
            NumberField(id, task.label, task.hint, question.required, values.get(id, ""))
            for id, task in ids
        )
    return (field(question, values.get(question.id, ""), decline=decline),)
