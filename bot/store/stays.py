"""In which zone each local date reaches people who moved."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.model.zones import known_zone
from bot.store.outbox import look_again
from bot.store.tables import Person, Stay

_OPEN = timedelta(days=2)  # no local date is still to come anywhere two days after it ended


class Stays:
    """Queries about people who changed zones, built around the open session.

    A local date belongs to one zone for each person, and only dates that have not begun in the new
    zone move there: so none is missed on the way, and none comes twice.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def move(self, person: Person, now: datetime, *, zone: str, chat_zone: str) -> None:
        """Write down that the roster or the chat profile names these zones now."""
        before = person.local_zone
        person.zone, person.chat_zone = zone, chat_zone
        if person.local_zone == before or person.id is None:
            return
        today = now.astimezone(known_zone(person.local_zone) or ZoneInfo("UTC")).date()
        self._forget(person.id, today - _OPEN)
        mine = select(Stay).where(Stay.person_id == person.id)
        stays = {stay.since: stay for stay in self.session.exec(mine)}
        begins = today + timedelta(days=1)
        for since, stay in stays.items():
            if since >= begins:
                self.session.delete(stay)
        self.session.flush()
        if not stays:
            self.session.add(Stay(person_id=person.id, since=date.min, zone=before))
        self.session.add(Stay(person_id=person.id, since=begins, zone=person.local_zone))
        self.session.flush()
        look_again(self.session, person.id, now)  # it may be morning there already

    def of(self, person_ids: Sequence[str], day: date) -> dict[str, str]:
        """The zone in which ``day`` reaches those of these people who moved lately."""
        statement = (
            select(Stay.person_id, Stay.zone)
            .where(col(Stay.person_id).in_(person_ids), Stay.since <= day)
            .order_by(col(Stay.since))
        )
        return dict(self.session.exec(statement).all())  # the last one counts

    def zones(self, team_id: str | None) -> frozenset[str]:
        """Every zone in which a date may still reach somebody who moved; of one team, if given."""
        found = select(Stay.zone).distinct()
        if team_id is not None:
            mine = select(Person.id).where(Person.team_id == team_id)
            found = found.where(col(Stay.person_id).in_(mine))
        return frozenset(self.session.exec(found))

    def purge(self, today: date) -> None:
        """Forget moves that are over: from then on people live where their profile says."""
        latest = select(Stay.person_id).where(Stay.since > today - _OPEN)
        over = delete(Stay).where(col(Stay.person_id).not_in(latest))
        self.session.connection().execute(over)

    def _forget(self, person_id: str, until: date) -> None:
        """What ended before ``until`` does not matter any more; the one in force does."""
        mine = select(Stay).where(Stay.person_id == person_id, Stay.since <= until)
        for stay in list(self.session.exec(mine.order_by(col(Stay.since).desc())))[1:]:
            self.session.delete(stay)
        self.session.flush()
