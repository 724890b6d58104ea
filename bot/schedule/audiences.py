"""The named audiences of ``app.yaml``, turned into people."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.config import Audience, Schedule, ScheduleKind, Who
from bot.conversation.turn import Turn
from bot.permissions import Role
from bot.store.tables import Person, Team, Wave

AT_ONCE = 200  # people in one transaction: SQLite's one writer is everybody's


@dataclass(frozen=True, slots=True)
class Part:
    """Some of an audience; ``last`` is the id after which to go on, None when nobody is left."""

    people: Sequence[Person]
    last: str | None


def part_of(audience: Audience, zone: str, day: date, after: str, turn: Turn) -> Part:
    """Those of the next people whom ``day`` reaches in that zone, in the order of their ids."""
    if audience.who is Who.PROGRAM_LEADS:
        return Part(_reached(_program_leads(turn), zone, day, turn), None)
    wave = open_wave_of(audience.survey, turn) if audience.survey else None
    if audience.who is Who.YET_TO_ANSWER and wave is None:
        return Part([], None)
    team = team_of(audience, turn)
    if audience.team and team is None:  # a team that is not on the roster has nobody in it
        return Part([], None)
    if audience.who is Who.MANAGER and team is not None:
        return Part(_reached(turn.store.teams.managers(team.id), zone, day, turn), None)
    found = turn.store.people.page(
        zone, after, AT_ONCE, team.id if team else None, wave.id if wave else None
    )
    last = found[-1].id if len(found) == AT_ONCE else None
    people = _reached(found, zone, day, turn)
    return Part(_yet_to_answer(people, wave, turn) if wave else people, last)


def team_of(audience: Audience, turn: Turn) -> Team | None:
    return turn.store.teams.by_name(audience.team) if audience.team else None


def zones_of(
    schedules: Iterable[Schedule], turn: Turn
) -> Iterator[tuple[Schedule, frozenset[str]]]:
    """Where each falls due; an audience that several have in common is looked for once."""
    found = dict[tuple[Audience, bool], frozenset[str]]()
    for schedule in schedules:
        key = _followed(schedule, turn), schedule.kind is ScheduleKind.DIGEST
        if key not in found:
            found[key] = _zones(schedule, turn)
        yield schedule, found[key]


def _zones(schedule: Schedule, turn: Turn) -> frozenset[str]:
    """Whoever moved may still be reached where they came from."""
    audience = _followed(schedule, turn)
    team = team_of(audience, turn)
    there = frozenset(_counted(schedule, audience, team, turn))
    if schedule.kind is ScheduleKind.DIGEST:
        return there
    return there | turn.store.stays.zones(team.id if team else None)


def headcount(schedule: Schedule, turn: Turn) -> Mapping[str, int]:
    """How many of its audience live in which zone; a team's channel is in one, and is nobody.

    Of those who are yet to answer: everybody who is asked.
    """
    audience = _followed(schedule, turn)
    return _counted(schedule, audience, team_of(audience, turn), turn)


def _counted(
    schedule: Schedule, audience: Audience, team: Team | None, turn: Turn
) -> Mapping[str, int]:
    if audience.team and team is None:
        return {}
    if schedule.kind is ScheduleKind.DIGEST:
        return {team.zone: 0} if team else {}
    if audience.who is Who.PROGRAM_LEADS:
        return Counter(one.local_zone for one in _program_leads(turn))
    if audience.who is Who.MANAGER and team is not None:
        return Counter(one.local_zone for one in turn.store.teams.managers(team.id))
    return turn.store.people.headcount(team.id if team else None)


def open_wave_of(survey: str, turn: Turn) -> Wave | None:
    """The survey's newest wave while it is open."""
    newest = turn.store.surveys.waves(survey)[-1:]
    return next((wave for wave in newest if wave.closes_at > turn.now), None)


def _program_leads(turn: Turn) -> list[Person]:
    return turn.store.roles.holders(Role.PROGRAM_LEAD)


def _followed(schedule: Schedule, turn: Turn) -> Audience:
    """The audience itself, or that of the survey which is yet to be answered."""
    if schedule.audience.who is Who.YET_TO_ANSWER:
        return turn.config.surveys[schedule.audience.survey or ""].audience
    return schedule.audience


def _reached(found: Sequence[Person], zone: str, day: date, turn: Turn) -> list[Person]:
    """Whom ``day`` reaches there: whoever moved may still be reached where they came from."""
    moved = turn.store.stays.of([person.id for person in found], day)
    return [person for person in found if moved.get(person.id, person.local_zone) == zone]


def _yet_to_answer(asked: Sequence[Person], wave: Wave, turn: Turn) -> list[Person]:
    """Whoever was not heard of; whoever answered is left alone."""
    respondents = turn.store.pseudonyms.of_all([person.id for person in asked])
    answered = turn.store.surveys.respondents(wave.id)
    return [person for person in asked if respondents.get(person.id) not in answered]
