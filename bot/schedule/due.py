"""What is due now: schedules kept in step with people's zones, and due times claimed once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.config import Schedule, ScheduleKind
from bot.conversation.turn import Turn
from bot.model.zones import known_zone
from bot.schedule.audiences import zones
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
_A_MOMENT = timedelta(microseconds=1)


def keep_in_step(turn: Turn) -> None:
    """Make the stored due times those of ``app.yaml`` in the zones where people live today.

    A schedule that is new in a zone is next due after now: what lies before is not made up for.
    """
    kept = {(row.schedule, row.zone): row for row in turn.store.schedules.all()}
    for schedule in turn.config.schedules().values():
        for zone in zones(schedule, turn):
            row = kept.pop((schedule.name, zone), None)
            if row is None or row.cadence != schedule.cadence:
                _put(schedule, zone, turn.now, turn)
    for row in kept.values():
        turn.store.schedules.remove(row)


def run_due(name: str, zone: str, turn: Turn, jobs: Mapping[ScheduleKind, Job] = JOBS) -> None:
    """Run what fell due for a schedule in a zone: each due time once, in this one transaction.

    After an outage only the last due time runs, and only within its grace; the others are recorded
    as skipped. Safe to run twice, or late.
    """
    schedule = turn.config.schedules().get(name)
    row = turn.store.schedules.get(name, zone)
    if schedule is None or row is None:
        return
    place = _place(zone, turn)
    dues = list(due_between(_cadence(schedule), place, row.at - _A_MOMENT, turn.now))
    for due in dues:
        fresh = due is dues[-1] and turn.now - due.at < GRACE[schedule.kind]
        if _claim(schedule, due, zone, fresh, turn) and fresh:
            jobs[schedule.kind](schedule, due, zone, turn)
    _put(schedule, zone, turn.now, turn)


def _claim(schedule: Schedule, due: Due, zone: str, fresh: bool, turn: Turn) -> bool:
    return turn.store.schedules.claim(
        Occurrence(
            schedule=schedule.name,
            zone=zone,
            local_date=due.local_date,
            wall_time=f"{due.wall_time:%H:%M}",
            due_at=due.at,
            claimed_at=turn.now,
            outcome="ran" if fresh else "skipped",
        )
    )


def _put(schedule: Schedule, zone: str, after: datetime, turn: Turn) -> None:
    far = after + timedelta(days=366 * 8)  # a 29 February comes within eight years
    due = next(due_between(_cadence(schedule), _place(zone, turn), after, far))
    turn.store.schedules.put(
        NextDue(schedule=schedule.name, zone=zone, cadence=schedule.cadence, at=due.at)
    )


def _cadence(schedule: Schedule) -> Cadence:
    return Cadence.parse(schedule.cadence)


def _place(zone: str, turn: Turn) -> ZoneInfo:
    """The zone of that name; a profile may name one that nobody knows."""
    return known_zone(zone) or ZoneInfo(turn.config.organisation.zone)
