"""Pilots, their frozen baselines, and the figures published about them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot.store.inserts import insert_all_once, insert_once
from bot.store.tables import BaselineWeek, EpochMember, Figure, FigureMember, Person, Pilot

_EPOCH_START = date(2024, 1, 1)  # a Monday; every installation counts its epochs from here


class Pilots:
    """Queries about pilots, built around the open session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def start(self, pilot: Pilot) -> bool:
        """False when one runs in that team already."""
        return insert_once(self.session, pilot)

    def freeze(self, rows: Iterable[BaselineWeek]) -> int:
        return insert_all_once(self.session, BaselineWeek, [row.model_dump() for row in rows])

    def get(self, pilot_id: str) -> Pilot:
        return self.session.exec(select(Pilot).where(Pilot.id == pilot_id)).one()

    def running(self, team_id: str) -> Pilot | None:
        statement = select(Pilot).where(Pilot.team_id == team_id, col(Pilot.stopped_at).is_(None))
        return self.session.exec(statement).first()

    def all(self) -> list[Pilot]:
        return list(self.session.exec(select(Pilot).order_by(col(Pilot.started_at))))

    def all_running(self) -> list[Pilot]:
        statement = select(Pilot).where(col(Pilot.stopped_at).is_(None))
        return list(self.session.exec(statement.order_by(col(Pilot.started_at))))

    def stop(self, pilot: Pilot, now: datetime) -> None:
        pilot.stopped_at = now
        self.session.add(pilot)

    def baseline(self, pilot_id: str) -> list[BaselineWeek]:
        statement = select(BaselineWeek).where(BaselineWeek.pilot_id == pilot_id)
        ordered = statement.order_by(BaselineWeek.wave_id, BaselineWeek.respondent)
        return list(self.session.exec(ordered))

    def baseline_of(self, pilot_id: str, respondent: str) -> list[BaselineWeek]:
        statement = select(BaselineWeek).where(
            BaselineWeek.pilot_id == pilot_id, BaselineWeek.respondent == respondent
        )
        return list(self.session.exec(statement.order_by(BaselineWeek.wave_id)))


class Figures:
    """What was published, and over whom."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def publish(self, figure: Figure, respondents: Iterable[str]) -> bool:
        """Store a decision as it will be shown for good; false when that date has one already."""
        if not insert_once(self.session, figure):
            return False
        rows = [{"figure_id": figure.id, "respondent": r} for r in respondents]
        insert_all_once(self.session, FigureMember, rows)
        return True

    def latest(self, team_id: str, question: str) -> Figure | None:
        return next(iter(self.history(team_id, question, 1)), None)

    def history(self, team_id: str, question: str, limit: int) -> list[Figure]:
        """The last published decisions, newest first."""
        statement = (
            select(Figure)
            .where(Figure.team_id == team_id, Figure.question == question)
            .order_by(col(Figure.published_at).desc())
            .limit(limit)
        )
        return list(self.session.exec(statement))

    def sets_in_reach(
        self, respondents: Iterable[str], question: str, since: datetime
    ) -> list[set[str]]:
        """Whose answers each figure is over that was shown since then.

        Of all teams' figures those that share people with ``respondents``, and those that share
        people with such a figure, and so on: nothing can be made of any other.
        """
        found = dict[str, set[str]]()
        reached, waiting = set[str](), set(respondents)
        while waiting:
            reached |= waiting
            found |= self._sets_with(waiting, question, since, found.keys())
            waiting = set[str]().union(*found.values()) - reached
        return list(found.values())

    def _sets_with(
        self, respondents: set[str], question: str, since: datetime, known: Iterable[str]
    ) -> dict[str, set[str]]:
        theirs = (
            select(FigureMember.figure_id)
            .join(Figure, col(Figure.id) == FigureMember.figure_id)
            .where(Figure.question == question, Figure.published_at >= since)
            .where(col(FigureMember.respondent).in_(respondents))
        )
        ids = set(self.session.exec(theirs)) - set(known)
        members = select(FigureMember).where(col(FigureMember.figure_id).in_(ids))
        found = dict[str, set[str]]()
        for row in self.session.exec(members):
            found.setdefault(row.figure_id, set()).add(row.respondent)
        return found

    def members(self, figure_id: str) -> set[str]:
        statement = select(FigureMember.respondent).where(FigureMember.figure_id == figure_id)
        return set(self.session.exec(statement))


class Epochs:
    """The roster as figures see it: fixed at the start of every epoch."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def members(self, team_id: str, today: date, weeks: int) -> list[str]:
        """Ids of the people of a team in the epoch of ``today``; fixes the epoch when it is new."""
        length = timedelta(weeks=weeks)
        number = (today - _EPOCH_START) // length
        epoch = (_EPOCH_START + number * length).isoformat()
        statement = select(EpochMember).where(EpochMember.epoch == epoch)
        if self.session.exec(statement.limit(1)).first() is None:
            people = self.session.exec(select(Person).where(col(Person.active)))
            rows = [{"epoch": epoch, "person_id": p.id, "team_id": p.team_id} for p in people]
            insert_all_once(self.session, EpochMember, rows)
        mine = statement.where(EpochMember.team_id == team_id)
        return [row.person_id for row in self.session.exec(mine)]
