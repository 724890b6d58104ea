"""How stored answers and frozen baselines become the weeks that measures work on."""

import json

from bot.measures.records import WaveHours
from bot.store.surveys import Answered
from bot.store.tables import BaselineWeek

TASK = "task."  # the hours of a named task are asked as ``task.<id>``
CHECKING = "checking_hours"
NORMAL_WEEK = "normal_week"
NO = "no"


def week(answered: Answered) -> WaveHours:
    """One respondent's answers to one wave."""
    return WaveHours(
        respondent=answered.response.respondent,
        wave=answered.wave.id,
        hours=task_hours(answered),
        checking=answered.numbers.get(CHECKING, 0.0),
        contracted=answered.response.contracted_hours,
        normal=answered.texts.get(NORMAL_WEEK) != NO,
        confirmed=answered.response.confirmed,
        wording=answered.response.wording,
    )


def task_hours(answered: Answered) -> tuple[tuple[str, float], ...]:
    """Pairs of task and hours, in the order of the tasks' ids."""
    asked = sorted(answered.numbers.items())
    return tuple((name.removeprefix(TASK), n) for name, n in asked if name.startswith(TASK))


def frozen(pilot_id: str, answered: Answered) -> BaselineWeek:
    """The week as it is kept for the pilot, whatever is edited or purged later."""
    return BaselineWeek(
        pilot_id=pilot_id,
        wave_id=answered.wave.id,
        respondent=answered.response.respondent,
        hours=json.dumps(task_hours(answered)),
        contracted_hours=answered.response.contracted_hours,
        normal=answered.texts.get(NORMAL_WEEK) != NO,
        confirmed=answered.response.confirmed,
        wording=answered.response.wording,
    )


def thawed(row: BaselineWeek) -> WaveHours:
    """A frozen week. Checking AI output is no part of a baseline."""
    return WaveHours(
        respondent=row.respondent,
        wave=row.wave_id,
        hours=tuple((str(task), float(hours)) for task, hours in json.loads(row.hours)),
        contracted=row.contracted_hours,
        normal=row.normal,
        confirmed=row.confirmed,
        wording=row.wording,
    )
