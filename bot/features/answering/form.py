"""A survey as a form: its file, the tasks of the role pack, and last time's hours."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.catalog import Question, SurveyText, TaskText
from bot.conversation.asking import field, form, promise
from bot.conversation.turn import Turn
from bot.dividend.weeks import CHECKING, TASK
from bot.errors import FormRejected, Problem
from bot.features.answering.picks import (
    AS_ANSWERED,
    AS_LAST_TIME,
    read_fields,
    rules_of,
    task_fields,
    with_own,
)
from bot.measures.hours_returned import OTHER
from bot.measures.records import HOURS_IN_A_WEEK, needs_confirming
from bot.model.actions import Action
from bot.model.fields import DECLINED, Answered, ChoiceField, Field
from bot.model.forms import Form
from bot.store.tables import Wave

LONG_WEEK = "long_week"  # "yes" confirms a total above the contracted hours
YES = "yes"
Hours = Callable[[TaskText, bool], tuple[Field, ...]]
"""The fields of a task; the other is whether it must be answered."""

_LATER = {"only_if", "sensitive", "may_decline"}  # a version from before them is still the same


def survey_form(wave: Wave, turn: Turn) -> Form:
    """The form of a wave, with this person's answers to it or, before, the hours of last time."""
    text = _text(wave, turn)
    values, same = _values(wave, text, turn)

    def hours(task: TaskText, required: bool) -> tuple[Field, ...]:
        return task_fields(task, required, values.get(f"{TASK}{task.id}", ""), same, turn)

    return _form(wave, text, hours, values, turn)


def corrected_form(
    wave: Wave, entered: Mapping[str, str], problems: Mapping[str, Problem], turn: Turn
) -> Form:
    """The form again; with the question whether so many hours are right, where it is to be asked.

    Only there: to whoever works as usual it would be one question more, every week.
    """
    asked = survey_form(wave, turn)
    if LONG_WEEK not in problems.keys() | entered.keys():
        return asked
    own = rules_of(asked.fields)
    after = max(at for at, f in enumerate(asked.fields, 1) if _is_hours(f.id) or f.id in own)
    fields = (*asked.fields[:after], _confirmation(turn), *asked.fields[after:])
    return replace(asked, fields=fields)


def read(wave: Wave, entered: Mapping[str, str], turn: Turn) -> dict[str, Answered]:
    """What was entered, as answers; nobody's history need be looked up for that.

    Hours of everything else that were left out are none. Raises ``FormRejected``.
    """
    form = _form(wave, _text(wave, turn), read_fields, {}, turn)
    answers = with_own(form.read(entered))
    if answers.get(f"{TASK}{OTHER}", 0.0) is None:
        answers[f"{TASK}{OTHER}"] = 0.0
    return answers


def check_plausible(
    answers: Mapping[str, Answered], entered: Mapping[str, str], contracted: float
) -> None:
    """Whether the answers can be, or want a second look (docs/measures.md 1).

    Raises ``FormRejected``: more hours than a week has are refused, more than the contract has must
    be confirmed by entering yes for ``long_week``.
    """
    by_task = {id: n for id, n in answers.items() if _is_hours(id) and isinstance(n, float)}
    hours, checking = [*by_task.values()], answers.get(CHECKING)
    checked = checking if isinstance(checking, float) else 0.0
    values = {"sum": sum(hours), "contracted": contracted, "week": HOURS_IN_A_WEEK}
    if sum(hours) + checked > HOURS_IN_A_WEEK:
        first = next(iter(by_task), CHECKING)
        raise FormRejected({first: Problem("errors/longer_than_a_week", values)})
    if needs_confirming(hours, checked, contracted) and entered.get(LONG_WEEK) != YES:
        raise FormRejected({LONG_WEEK: Problem("errors/confirm_hours", values)})


def wording_of(wave: Wave, turn: Turn) -> str:
    """A version of the questions; answers to other words are not compared with each other."""
    survey = turn.config.surveys[wave.survey]
    default = turn.config.organisation.language
    asked = [
        q.model_dump(exclude=_LATER - q.model_fields_set)
        for q in turn.catalog.survey(survey.form, default, promise(turn)).fields
    ]
    named = turn.catalog.tasks(survey.tasks, default) if survey.tasks else ()
    tasks = [task.model_dump() for task in named]
    return hashlib.sha256(json.dumps([asked, tasks]).encode()).hexdigest()[:16]


def _text(wave: Wave, turn: Turn) -> SurveyText:
    return turn.catalog.survey(turn.config.surveys[wave.survey].form, turn.language, promise(turn))


def _form(
    wave: Wave, text: SurveyText, hours: Hours, values: Mapping[str, str], turn: Turn
) -> Form:
    tasks = turn.config.surveys[wave.survey].tasks
    named = turn.catalog.tasks(tasks, turn.language) if tasks else ()
    fields = tuple(
        one for question in text.fields for one in _fields(question, text, named, hours, values)
    )
    asked = form(text, fields, Action("survey.submit", wave.id), Action("survey.open", wave.id))
    return replace(asked, rules={**asked.rules, **rules_of(fields)})


def _values(wave: Wave, text: SurveyText, turn: Turn) -> tuple[Mapping[str, str], str]:
    """What each field starts with: own answers to this wave, else the hours of the last one.

    Also the label of hours that stay as they are. Hours are often those of last week; an opinion
    that stands there already would lead.
    """
    answered = turn.store.surveys.of_respondent(turn.respondent)
    for earlier in reversed(answered):
        if earlier.wave.id == wave.id:
            declined = {q.id: DECLINED for q in text.fields if q.may_decline}
            return declined | _written(earlier.numbers) | dict(earlier.texts), AS_ANSWERED
    scales = {question.id for question in text.fields if question.kind == "scale"}
    for earlier in reversed(answered):
        if earlier.wave.survey == wave.survey:
            hours = {id: n for id, n in earlier.numbers.items() if id not in scales}
            return _written(hours), AS_LAST_TIME
    return {}, ""


def _written(numbers: Mapping[str, float]) -> dict[str, str]:
    return {name: f"{number:g}" for name, number in numbers.items()}


def _fields(
    question: Question,
    text: SurveyText,
    tasks: tuple[TaskText, ...],
    hours: Hours,
    values: Mapping[str, str],
) -> tuple[Field, ...]:
    if question.kind == "tasks":
        named = tuple(one for task in tasks for one in hours(task, question.required))
        if not question.label:
            return named
        other = TaskText(id=OTHER, label=question.label, hint=question.hint)
        return (*named, *hours(other, False))
    known = tuple((task.id, task.label) for task in tasks) if question.kind == "choices" else ()
    return (field(question, values.get(question.id, ""), known, text.decline),)


def _is_hours(id: str) -> bool:
    return id.startswith(TASK)


def _confirmation(turn: Turn) -> ChoiceField:
    choices = ((YES, turn.word("confirm.yes")),)
    return ChoiceField(LONG_WEEK, turn.word("confirm.long_week"), choices, required=False)
