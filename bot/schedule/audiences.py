"""The named audiences of ``app.yaml``, turned into people."""

from collections import defaultdict
from collections.abc import Sequence

from bot.config import Audience, Schedule, ScheduleKind, Who
from bot.conversation.turn import Turn
from bot.store.tables import Person, Team, Wave


def people(audience: Audience, turn: Turn) -> Sequence[Person]:
    """Who is meant, today. A team that is not on the roster has nobody in it."""
    match audience.who:
        case Who.EVERYONE:
            return turn.store.people.everyone()
        case Who.TEAM:
            team = team_of(audience, turn)
            return turn.store.teams.members(team.id) if team else []
        case Who.MANAGER:
            team = team_of(audience, turn)
            return turn.store.teams.managers(team.id) if team else []
        case Who.YET_TO_ANSWER:
            return _yet_to_answer(audience.survey or "", turn)


def team_of(audience: Audience, turn: Turn) -> Team | None:
    return turn.store.teams.by_name(audience.team) if audience.team else None


def zones(schedule: Schedule, turn: Turn) -> frozenset[str]:
    """Where the schedule falls due: the people's own zones, but one zone for a team's channel."""
    if schedule.kind is ScheduleKind.DIGEST:
        team = team_of(schedule.audience, turn)
        return frozenset({team.zone} if team else ())
    audience = schedule.audience
    if audience.who is Who.YET_TO_ANSWER:
        audience = turn.config.surveys[audience.survey or ""].audience
    return frozenset(person.local_zone for person in people(audience, turn))


def in_zone(found: Sequence[Person], zone: str) -> list[Person]:
    by_zone = defaultdict[str, list[Person]](list)
    for person in found:
        by_zone[person.local_zone].append(person)
    return by_zone[zone]


def open_wave_of(survey: str, turn: Turn) -> Wave | None:
    """The survey's newest wave while it is open."""
    newest = turn.store.surveys.waves(survey)[-1:]
    return next((wave for wave in newest if wave.closes_at > turn.now), None)


def _yet_to_answer(survey: str, turn: Turn) -> list[Person]:
    """Invited to the survey's open wave and not heard of; whoever answered is left alone."""
    wave = open_wave_of(survey, turn)
    if wave is None:
        return []
    asked = turn.store.surveys.invited(wave.id)
    respondents = turn.store.pseudonyms.of_all(asked)
    answered = turn.store.surveys.respondents(wave.id)
    silent = {who for who in asked if respondents.get(who) not in answered}
    return [person for person in turn.store.people.everyone() if person.id in silent]
