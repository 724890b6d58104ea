"""Who is there, and takes part, while something is asked of them."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.conversation.turn import Turn
from bot.holidays import public_holidays
from bot.model.weekdays import Weekday
from bot.store.tables import Person


def taking_part(people: Sequence[Person], turn: Turn) -> list[Person]:
    """All but those who said no: for them nothing is queued that the delivery report could name."""
    refused = turn.store.consents.refused_by(turn.now)
    return [person for person in people if person.id not in refused]


def not_away(people: Sequence[Person], first: date, last: date, turn: Turn) -> list[Person]:
    """All but those whose leave and public holidays take every working day from first to last.

    The days are local dates. Whoever has no working day among them anyway is not away.
    """
    days = [first + timedelta(days=day) for day in range((last - first).days + 1)]
    leave = turn.store.absences.days([person.id for person in people], first, last)
    found = list[Person]()
    for person in people:
        holidays = public_holidays(person.country or turn.config.organisation.country)
        off = {day for day in days if day in holidays} | leave.get(person.id, frozenset())
        working = _working_days(person, days, turn) if off else set[date]()
        if not working or not working <= off:
            found.append(person)
    return found


def _working_days(person: Person, days: Sequence[date], turn: Turn) -> set[date]:
    chosen = turn.store.people.preference(person.id).weekdays
    weekdays = chosen or frozenset(turn.config.contact.working_days)
    return {day for day in days if Weekday.of(day) in weekdays}
