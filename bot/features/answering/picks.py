"""The hours of a task as something to pick: as last time, less, more, or a number of one's own."""

from collections.abc import Mapping
from math import ceil, floor

from bot.catalog import TaskText
from bot.conversation.turn import Turn
from bot.dividend.weeks import TASK
from bot.measures.records import HOURS_IN_A_WEEK
from bot.model.fields import OTHER, Answered, Field, NumberField, PickField
from bot.model.forms import OnlyIf

AS_ANSWERED, AS_LAST_TIME = "pick.as_answered", "pick.as_last_time"
_OWN = "own."  # the number that is typed for ``task.<id>`` is asked as ``own.<id>``
_STEPS_DOWN, _STEPS_UP = (4, 2, 1), (1, 2, 4, 8)


def hours_to_pick(last: float) -> list[float]:
    """Last time's hours amid nearby ones, the fewest first.

    People say half hours where they are few and whole ones where they are many.
    """
    step = 0.5 if last <= 5 else 1 if last <= 15 else 2
    below, above = ceil(last / step) * step, floor(last / step) * step
    less = (below - step * steps for steps in _STEPS_DOWN)
    more = (above + step * steps for steps in _STEPS_UP)
    near = {0.0, *less, last, *more}
    return sorted(hours for hours in near if 0 <= hours <= HOURS_IN_A_WEEK)


def task_fields(
    task: TaskText, required: bool, value: str, same: str, turn: Turn
) -> tuple[Field, ...]:
    """A list around ``value``, which ``same`` is the label of, and what opens from it; else a line.

    Whoever has no earlier answer has nothing to pick from.
    """
    id = f"{TASK}{task.id}"
    if not value:
        return (NumberField(id, task.label, task.hint, required),)
    last = float(value)
    picks = (
        (f"{hours:g}", turn.catalog.label(_name(hours, last, same), turn.language, hours))
        for hours in hours_to_pick(last)
    )
    choices = (*picks, (OTHER, turn.word("pick.other")))
    return (
        PickField(id, task.label, choices, task.hint, required, value),
        NumberField(f"{_OWN}{task.id}", turn.word("pick.own"), task.label, required),
    )


def read_fields(task: TaskText, required: bool) -> tuple[Field, ...]:
    """The same to read what was entered, whatever there was to pick from."""
    return (
        PickField(f"{TASK}{task.id}", task.label, (), required=required),
        NumberField(f"{_OWN}{task.id}", task.label, required=required),
    )


def rules_of(fields: tuple[Field, ...]) -> Mapping[str, OnlyIf]:
    return {
        f"{_OWN}{one.id.removeprefix(TASK)}": OnlyIf(one.id, frozenset({OTHER}))
        for one in fields
        if isinstance(one, PickField)
    }


def with_own(answers: Mapping[str, Answered]) -> dict[str, Answered]:
    """The answers, each number that was typed standing where it could have been picked."""
    own = {
        f"{TASK}{name.removeprefix(_OWN)}": hours
        for name, hours in answers.items()
        if name.startswith(_OWN)
    }
    return {name: a for name, a in answers.items() if not name.startswith(_OWN)} | own


def _name(hours: float, last: float, same: str) -> str:
    if hours == last:
        return same
    return "pick.less" if hours < last else "pick.more"
