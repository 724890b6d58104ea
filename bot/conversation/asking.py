"""Questions of a survey file as the fields of a form."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from bot.catalog import Question, SurveyText
from bot.config import Audience, Who
from bot.conversation.turn import Turn
from bot.model.actions import Action
from bot.model.fields import ChoiceField, DateField, Field, NumberField, ScaleField, TextField
from bot.model.forms import Form
from bot.permissions import Role
from bot.store.retention import BASELINES_KEPT
from bot.store.tables import Wave

Choices = tuple[tuple[str, str], ...]


def promise(turn: Turn) -> dict[str, object]:
    """What people are told before the first question: group sizes, and how long it is kept."""
    privacy, retention = turn.config.privacy, turn.config.retention
    return {
        "threshold": privacy.threshold,
        "sensitive_threshold": privacy.sensitive_threshold,
        "kept_days": retention.answers_days,
        "text_days": retention.texts_days,
        "baseline_weeks": BASELINES_KEPT.days // 7,
    }


def waves_to_answer(turn: Turn) -> list[tuple[Wave, bool]]:
    """What this person may answer now, and whether they have.

    First what they have not, of that what asks for hours of tasks, of that what closes first.
    """
    surveys = turn.config.surveys
    found = turn.store.surveys.open_for(turn.me.id, turn.respondent, turn.now)
    known = [(wave, answered) for wave, answered in found if wave.survey in surveys]
    return sorted(known, key=lambda one: (one[1], surveys[one[0].survey].tasks is None))


def next_wave(turn: Turn) -> str:
    """When this person is asked next, in their own time; empty when they are not."""
    if turn.store.consents.is_refused(turn.me.id):
        return ""
    at = turn.store.schedules.next_at(surveys_for(turn), turn.me.local_zone)
    if at is None or wants_quiet(at, turn):
        return ""
    return turn.local(at, turn.me.local_zone)


def wants_quiet(at: datetime, turn: Turn) -> bool:
    usual = turn.config.contact.messages_per_week
    return turn.store.people.preference(turn.me.id).wants_quiet_at(at, usual)


def surveys_for(turn: Turn) -> list[str]:
    """The surveys that ask this person."""
    team = turn.store.teams.get(turn.me.team_id).name
    return [name for name, s in turn.config.surveys.items() if _asks(s.audience, team, turn)]


def _asks(audience: Audience, team: str, turn: Turn) -> bool:
    match audience.who:
        case Who.EVERYONE:
            return True
        case Who.TEAM:
            return audience.team == team
        case Who.MANAGER:
            managed = turn.store.teams.by_name(audience.team or "")
            managers = turn.store.teams.managers(managed.id) if managed else []
            return turn.me.id in {one.id for one in managers}
        case Who.PROGRAM_LEADS:
            return Role.PROGRAM_LEAD in turn.roles
        case Who.YET_TO_ANSWER:
            return False  # whoever was asked by another survey, and nobody else
        case _:
            assert_never(audience.who)


def taking_part(turn: Turn) -> str:
    """What this person has decided about being asked, and on which of their days."""
    decided = turn.store.consents.of(turn.me.id)
    if decided is None:
        return turn.word("consent.undecided")
    there = turn.place(turn.me.local_zone)
    since = turn.full_day(decided.decided_at.astimezone(there).date())
    return f"{turn.word('consent.given' if decided.given else 'consent.refused')} {since}"


def form(text: SurveyText, fields: Iterable[Field], action: Action, opener: Action) -> Form:
    """The survey's words around these fields; ``action`` and ``opener`` as in ``Form``."""
    rules = {question.id: rule for question in text.fields if (rule := question.rule)}
    return Form(
        text.title,
        tuple(fields),
        action,
        opener,
        text.submit,
        text.cancel,
        text.intro,
        rules,
        text.language,
    )


def field(question: Question, value: str = "", choices: Choices = (), decline: str = "") -> Field:
    """``choices`` are those that the program knows, for a question whose file names none.

    ``decline`` are the survey's words for "prefer not to say".

    Raises ``ValueError`` for the kind ``tasks``, which stands for several fields.
    """
    id, label, hint, required = question.id, question.label, question.hint, question.required
    choices = tuple(question.choices.items()) or choices
    decline = decline if question.may_decline else ""
    match question.kind:
        case "number":
            limits = (question.minimum, question.maximum)
            return NumberField(id, label, hint, required, value, *limits)
        case "choice":
            return ChoiceField(id, label, choices, hint, required, value, decline=decline)
        case "choices":
            return ChoiceField(id, label, choices, hint, required, value, True, decline)
        case "scale":
            return ScaleField(id, label, question.labels, hint, required, value, decline)
        case "date":
            return DateField(id, label, hint, required, value)
        case "text":
            return TextField(id, label, hint, required, value, longest=question.longest)
        case "tasks":
            raise ValueError("tasks are several fields")
        case _:
            assert_never(question.kind)
