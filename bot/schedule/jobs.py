"""What a due time does: it decides, it queues deliveries, it sends nothing."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.config import Schedule, ScheduleKind, Summary, Survey, Who
from bot.conversation.queueing import Letter, queue_to_people, queue_to_person, queue_to_team
from bot.conversation.turn import Turn
from bot.dividend.presenting import figure_values, note_values, variant
from bot.dividend.publishing import HOURS_RETURNED, publish
from bot.model.ports import Kind, Values
from bot.model.workdays import ANSWERED_WITHIN, working_days_after
from bot.schedule.audiences import open_wave_of, part_of, team_of
from bot.schedule.cadence import Due
from bot.schedule.presence import not_away, taking_part
from bot.store.tables import Person, Wave

MINUTES = 1  # what an invitation promises
Job = Callable[[Schedule, Due, str, str, Turn], str | None]
"""Does some of the work of one due time in one zone: for people after the given id.

Returns the id after which to go on, None when all is done. Safe to repeat.
"""


def open_wave(schedule: Schedule, due: Due, zone: str, after: str, turn: Turn) -> str | None:
    """Open the survey's wave of that date, or join it, and invite whom the date reaches there.

    Whoever is away until it closes, or takes no part, is not asked.
    """
    survey = turn.config.surveys[schedule.name]
    part = part_of(survey.audience, zone, due.local_date, after, turn)
    wave = _wave(schedule.name, survey, due, turn)
    closes_on = wave.closes_at.astimezone(turn.place(zone)).date()
    people = not_away(taking_part(part.people, turn), due.local_date, closes_on, turn)
    if not people:
        return part.last
    wave = turn.store.surveys.open(wave)
    turn.store.surveys.invite(wave, people, turn.now)
    message = survey.invitation
    if wave.kind == "baseline":
        message = survey.baseline_invitation or message
    changed = turn.store.surveys.news(wave)
    about = {"wave": _wave_values(wave, zone, turn), "minutes": MINUTES, "changed": changed}
    letters = [_letter(person, f"{wave.id}:{person.id}", about) for person in people]
    queue_to_people(turn, Kind.INVITATION, message, letters, wave.closes_at)
    for days in survey.reminders:
        letters = [_letter(person, f"{wave.id}:{days}:{person.id}", about) for person in people]
        at = _days_later(days, due, turn.place(zone))
        queue_to_people(turn, Kind.NUDGE, survey.reminder, letters, wave.closes_at, at)
    return part.last


def _days_later(days: int, due: Due, place: ZoneInfo) -> datetime:
    """The same wall time on a later day there; whoever has answered by then is left alone."""
    wall = datetime.combine(due.local_date + timedelta(days=days), due.wall_time)
    return wall.replace(tzinfo=place).astimezone(UTC)


def _wave(name: str, survey: Survey, due: Due, turn: Turn) -> Wave:
    """The survey's wave of that date, as it is open or would be."""
    id = f"{name}-{due.local_date}"
    earlier = turn.store.surveys.count(name)
    return turn.store.surveys.get(id) or Wave(
        id=id,
        survey=name,
        local_date=due.local_date,
        kind="baseline" if earlier < survey.baseline_waves else "pulse",
        opens_at=due.at,
        closes_at=due.at + timedelta(days=survey.open_for_days),
    )


def queue_nudge(schedule: Schedule, due: Due, zone: str, after: str, turn: Turn) -> str | None:
    """Queue the nudge; one about a survey names its open wave, and ends with it.

    Whoever is on leave that day, or takes no part, is not reminded.
    """
    nudge = turn.config.nudges[schedule.name]
    wave = open_wave_of(nudge.audience.survey, turn) if nudge.audience.survey else None
    about = {"wave": _wave_values(wave, zone, turn)} if wave else {}
    part = part_of(nudge.audience, zone, due.local_date, after, turn)
    key = f"{schedule.name}:{due.local_date}"
    away = turn.store.absences.days([p.id for p in part.people], due.local_date, due.local_date)
    people = [person for person in taking_part(part.people, turn) if person.id not in away]
    letters = [_letter(person, f"{key}:{person.id}", about) for person in people]
    queue_to_people(turn, Kind.NUDGE, nudge.message, letters, wave.closes_at if wave else None)
    return part.last


def _letter(person: Person, key: str, about: Values) -> Letter:
    return Letter(person.id, {"person": {"first_name": person.first_name}, **about}, key)


def _wave_values(wave: Wave, zone: str, turn: Turn) -> dict[str, str]:
    return {"id": wave.id, "closes": turn.local(wave.closes_at, zone), "zone": zone}


def publish_digest(schedule: Schedule, due: Due, zone: str, after: str, turn: Turn) -> None:
    """Publish the team's figure and queue the digest; nothing to say, nothing said."""
    digest = turn.config.digests[schedule.name]
    team = team_of(digest.audience, turn)
    pilot = turn.store.pilots.running(team.id) if team else None
    if team is None or pilot is None:
        return
    figure = publish(pilot, due.local_date, turn)
    shown = variant(figure)
    if figure is None or shown == "withheld":
        return
    message = digest.message if shown == "mean" else f"{digest.message}_band"
    values = figure_values(figure, team, turn.language, turn)
    queue_to_team(turn, Kind.DIGEST, team, message, values, f"{schedule.name}:{due.local_date}")


def queue_summary(schedule: Schedule, due: Due, zone: str, after: str, turn: Turn) -> str | None:
    """The manager's note about the last published figure, once; its team can read the same."""
    summary = turn.config.summaries[schedule.name]
    if summary.audience.who is Who.PROGRAM_LEADS:
        return _queue_program_digest(schedule.name, summary, due, zone, turn)
    team = team_of(summary.audience, turn)
    figure = turn.store.figures.latest(team.id, HOURS_RETURNED) if team else None
    if team is None or figure is None or variant(figure) == "withheld":
        return None
    part = part_of(summary.audience, zone, due.local_date, after, turn)
    for manager in part.people:
        values = note_values(figure, team, manager, manager.language or turn.language, turn)
        key = f"{schedule.name}:{figure.id}:{manager.id}"
        queue_to_person(turn, Kind.SUMMARY, manager, summary.message, values, key)
    return part.last


def _queue_program_digest(
    name: str, summary: Summary, due: Due, zone: str, turn: Turn
) -> str | None:
    """What the program leads are to know each week: how long questions wait for an answer."""
    waiting = turn.store.questions.waiting()
    ages = [working_days_after(one.asked_on, turn.today) for one in waiting]
    late = sum(age > ANSWERED_WITHIN for age in ages)
    about = {"waiting": len(ages), "oldest": max(ages, default=0), "late": late}
    part = part_of(summary.audience, zone, due.local_date, "", turn)
    letters = [
        _letter(lead, f"{name}:{due.local_date}:{lead.id}", {"questions": about})
        for lead in part.people
    ]
    queue_to_people(turn, Kind.SUMMARY, summary.message, letters)
    return part.last


JOBS: Mapping[ScheduleKind, Job] = {
    ScheduleKind.SURVEY: open_wave,
    ScheduleKind.NUDGE: queue_nudge,
    ScheduleKind.DIGEST: publish_digest,
    ScheduleKind.SUMMARY: queue_summary,
}
