"""What is due now: schedules kept in step with people's zones, and due times claimed once."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.config import Schedule, ScheduleKind
from bot.conversation.turn import Turn, Turns
from bot.schedule.audiences import zones_of
from bot.schedule.cadence import Cadence, Due, due_between
from bot.schedule.jobs import JOBS, Job
from bot.store.tables import NextDue, Occurrence

AT_ONCE = 200
GRACE = {  # promises.md R-O8: later than that it would puzzle people more than help them
    ScheduleKind.SURVEY: timedelta(hours=12),
    ScheduleKind.NUDGE: timedelta(hours=4),
    ScheduleKind.DIGEST: timedelta(hours=24),
    ScheduleKind.SUMMARY: timedelta(hours=24),
}
LET_IN = 0.01  # seconds between two stages, in which events have their turn
_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a run has come: everybody up to the id ``after`` is served.

    ``until`` stands still from the first stage to the last, however the clock is set meanwhile.
    """

    until: datetime
    after: str = ""


def keep_in_step(turn: Turn) -> None:
    """Make the stored due times those of ``app.yaml`` in the zones where people live today.

    A schedule that is new in a zone is next due after now: what lies before is not made up for.
    """
    turn.store.stays.purge(turn.now.date())
    turn.store.absences.purge(turn.now.date())
    kept = {(row.schedule, row.zone): row for row in turn.store.schedules.all()}
    for schedule, zones in zones_of(turn.config.schedules().values(), turn):
        for zone in zones:
            row = kept.pop((schedule.name, zone), None)
            if row is None or row.cadence != schedule.cadence:
                _put(schedule, zone, turn.now, turn)
    for row in kept.values():
        turn.store.schedules.remove(row)


def run_all_due(name: str, zone: str, until: datetime, turns: Turns) -> None:
    """Run everything that fell due for a schedule in a zone, stage by stage."""
    stage: Stage | None = Stage(until)
    while stage is not None:
        with turns.begin() as turn:
            stage = run_due(name, zone, turn, stage)
        if stage is not None:
            time.sleep(LET_IN)


def run_due(
    name: str,
    zone: str,
    turn: Turn,
    stage: Stage | None = None,
    jobs: Mapping[ScheduleKind, Job] = JOBS,
) -> Stage | None:
    """Run one stage of what fell due for a schedule in a zone; None when that was the last.

    Each stage is a transaction of its own and safe to repeat. The last one claims the due times:
    what a killed run left over begins anew, and finds those served who are. After an outage only
    the last due time runs, and only within its grace; the others are recorded as skipped.
    """
    stage = stage or Stage(turn.now)
    schedule = turn.config.schedules().get(name)
    row = turn.store.schedules.get(name, zone)
    if schedule is None or row is None:
        return None
    dues = list(due_between(_cadence(schedule), turn.place(zone), row.at - _A_MOMENT, stage.until))
    if not dues:
        return None
    last = dues.pop()
    fresh = stage.until - last.at < GRACE[schedule.kind]
    if fresh and not turn.store.schedules.is_claimed(_occurrence(schedule, last, zone, turn)):
        after = jobs[schedule.kind](schedule, last, zone, stage.after, turn)
        if after is not None:
            return replace(stage, after=after)
    skipped = [_occurrence(schedule, due, zone, turn, "skipped") for due in dues]
    outcome = "ran" if fresh else "skipped"
    turn.store.schedules.claim(*skipped, _occurrence(schedule, last, zone, turn, outcome))
    _put(schedule, zone, stage.until, turn)
    return None


def _occurrence(
    schedule: Schedule, due: Due, zone: str, turn: Turn, outcome: str = "ran"
) -> Occurrence:
    return Occurrence(
        schedule=schedule.name,
        zone=zone,
        local_date=due.local_date,
        wall_time=f"{due.wall_time:%H:%M}",
        due_at=due.at,
        claimed_at=turn.now,
        outcome=outcome,
    )


def _put(schedule: Schedule, zone: str, after: datetime, turn: Turn) -> None:
    far = after + timedelta(days=366 * 8)  # a 29 February comes within eight years
    due = next(due_between(_cadence(schedule), turn.place(zone), after, far))
    turn.store.schedules.put(
        NextDue(schedule=schedule.name, zone=zone, cadence=schedule.cadence, at=due.at)
    )


def _cadence(schedule: Schedule) -> Cadence:
    return Cadence.parse(schedule.cadence)
