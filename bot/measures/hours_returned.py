"""Hours returned, person by person, and by task (docs/measures.md 3).

What is exact here is about persons: only ``bot.measures.suppression`` makes a group's figure of it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.measures.pairing import Paired, Waves
from bot.measures.records import Hours
from bot.measures.winsorising import Cap, capped

OTHER = "other"


@dataclass(frozen=True, slots=True)
class PersonHours:
    """One person's hours a week in both periods, after the cap.

    ``before`` and ``now`` are ``B'_ik`` and ``C'_ik`` by task; ``checking`` is ``o_i``.
    """

    respondent: str
    before: Hours
    now: Hours
    checking: float

    @property
    def baseline(self) -> float:
        return math.fsum(hours for _, hours in self.before)

    @property
    def current(self) -> float:
        return math.fsum(hours for _, hours in self.now)

    @property
    def gross(self) -> float:
        """``d_i = B'_i - C'_i``; may be negative and is never floored at zero."""
        return self.baseline - self.current

    @property
    def net(self) -> float:
        """``r_i = d_i - o_i``."""
        return self.gross - self.checking

    def change(self, tasks: frozenset[str]) -> float:
        """``sum_k d_ik`` over some tasks."""
        before = (hours for task, hours in self.before if task in tasks)
        now = (-hours for task, hours in self.now if task in tasks)
        return math.fsum((*before, *now))

    def does(self, task: str) -> bool:
        return any(name == task and hours > 0 for name, hours in (*self.before, *self.now))


def person_hours(pair: Paired, cap: Cap) -> PersonHours:
    """``B'_i`` and ``C'_i`` as means over the capped waves of each period, in hours a week.

    The overhead is the mean of the current waves' checking hours, each at most contracted hours;
    the question's wording keeps it out of ``C_i``, so it is subtracted once.
    """
    checking = mean([min(wave.checking, wave.contracted) for wave in pair.current])
    return PersonHours(
        pair.respondent, _week(pair.baseline, cap), _week(pair.current, cap), checking
    )


def _week(waves: Waves, cap: Cap) -> Hours:
    weeks = [dict(capped(wave, cap).hours) for wave in waves]
    return tuple((task, mean([week[task] for week in weeks])) for task in weeks[0])


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean, summed exactly, so that the order of people cannot change a figure."""
    return math.fsum(values) / len(values)


@dataclass(frozen=True, slots=True)
class TaskChange:
    """``d_ik`` of every person for one task, or for the tasks merged into ``other``."""

    task: str
    changes: tuple[float, ...]


def task_changes(people: Sequence[PersonHours], fewest: int) -> tuple[TaskChange, ...]:
    """Gross change by task; tasks with fewer than ``fewest`` contributors become ``other``.

    What was asked for as "everything else" is part of it from the start.

    A contributor spent time on the task in either period. What is merged has to have ``fewest``
    contributors too, or it would follow from the sum less the tasks shown; so the smallest shown
    task joins it until it has. Nothing is returned when that leaves no task to show by itself.
    """
    doing = {task: {p.respondent for p in people if p.does(task)} for task in _tasks(people)}
    shown = [task for task in doing if len(doing[task]) >= fewest and task != OTHER]
    merged = [task for task in doing if task not in shown]
    while merged and shown and len(set[str]().union(*(doing[t] for t in merged))) < fewest:
        smallest = min(shown, key=lambda task: (len(doing[task]), task))
        shown.remove(smallest)
        merged.append(smallest)
    if not shown:
        return ()
    parts = [(task, frozenset({task})) for task in shown]
    if merged:
        parts.append((OTHER, frozenset(merged)))
    return tuple(TaskChange(name, tuple(p.change(part) for p in people)) for name, part in parts)


def _tasks(people: Sequence[PersonHours]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(task for person in people for task, _ in person.before))
