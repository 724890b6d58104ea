"""Waves, invitations and what was answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from bot.errors import SealBroken
from bot.keyring import KeyRing
from bot.store.inserts import insert_all_once, insert_once
from bot.store.newest import is_newest
from bot.store.sealing import opened, sealed
from bot.store.tables import Answer, Invitation, Person, Response, SurveyNews, Wave

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answered:
    """A respondent's whole response to one wave: numbers and texts by question."""

    wave: Wave
    response: Response
    numbers: Mapping[str, float]
    texts: Mapping[str, str]


class Surveys:
    """Queries about waves and answers, built around the open session."""

    def __init__(self, session: Session, keys: KeyRing) -> None:
        self.session, self.keys = session, keys

    def open(self, wave: Wave) -> Wave:
        """The wave of that survey and date, made now or by whoever came first."""
        insert_once(self.session, wave)
        statement = select(Wave).where(
            Wave.survey == wave.survey, Wave.local_date == wave.local_date
        )
        return self.session.exec(statement).one()

    def get(self, wave_id: str) -> Wave | None:
        return self.session.get(Wave, wave_id)

    def waves(self, survey: str) -> list[Wave]:
        statement = select(Wave).where(Wave.survey == survey).order_by(col(Wave.opens_at))
        return list(self.session.exec(statement))

    def news(self, wave: Wave) -> str:
        """What was written since the wave before this one opened; empty where that is nothing."""
        news = self.session.get(SurveyNews, wave.survey)
        if news is None:
            return ""
        before = select(func.max(Wave.opens_at)).where(
            Wave.survey == wave.survey, Wave.opens_at < wave.opens_at
        )
        told_at = self.session.exec(before).one()
        return news.text if told_at is None or news.written_at >= told_at else ""

    def write_news(self, survey: str, text: str, written_at: datetime) -> None:
        """In place of what was written earlier; what is older than that changes nothing."""
        known = self.session.get(SurveyNews, survey)
        if known is None or is_newest(written_at, known.written_at):
            self.session.merge(SurveyNews(survey=survey, text=text, written_at=written_at))

    def count(self, survey: str) -> int:
        return self.session.exec(select(func.count()).where(Wave.survey == survey)).one()

    def invite(self, wave: Wave, people: Sequence[Person], now: datetime) -> int:
        """Invite whoever was not invited yet; safe to repeat."""
        rows = [{"wave_id": wave.id, "person_id": p.id, "invited_at": now} for p in people]
        return insert_all_once(self.session, Invitation, rows)

    def is_invited(self, wave: Wave, person_id: str) -> bool:
        return self.session.get(Invitation, (wave.id, person_id)) is not None

    def invited(self, wave_id: str) -> list[str]:
        return list(
            self.session.exec(select(Invitation.person_id).where(Invitation.wave_id == wave_id))
        )

    def open_waves(self, now: datetime) -> list[Wave]:
        statement = select(Wave).where(Wave.opens_at <= now, Wave.closes_at > now)
        return list(self.session.exec(statement.order_by(Wave.id)))

    def respondents(self, wave_id: str) -> frozenset[str]:
        """Who answered the wave, by pseudonym."""
        statement = select(Response.respondent).where(Response.wave_id == wave_id)
        return frozenset(self.session.exec(statement))

    def open_for(self, person_id: str, respondent: str, now: datetime) -> list[tuple[Wave, bool]]:
        """The waves that this person may answer now, and whether they have; closing first."""
        mine = (col(Response.wave_id) == Wave.id) & (col(Response.respondent) == respondent)
        statement = (
            select(Wave, col(Response.respondent).is_not(None))
            .join(Invitation, col(Invitation.wave_id) == Wave.id)
            .join(Response, mine, isouter=True)
            .where(Invitation.person_id == person_id)
            .where(Wave.opens_at <= now, Wave.closes_at > now)
            .order_by(col(Wave.closes_at), col(Wave.id))
        )
        return [(wave, answered) for wave, answered in self.session.exec(statement)]

    def response(self, wave_id: str, respondent: str) -> Response | None:
        return self.session.get(Response, (wave_id, respondent))

    def record(
        self,
        response: Response,
        numbers: Mapping[str, float],
        texts: Mapping[str, str],
    ) -> bool:
        """Store a response whole, in place of an earlier one.

        False when a later one is stored already: answers follow the source's time, not arrival.
        Two at once, from two accounts of one person, take turns.
        Raises ``ValueError`` for a text of more than 2,000 characters.
        """
        if not insert_once(self.session, response):
            mine = (response.wave_id, response.respondent)
            earlier = self.session.get_one(Response, mine, with_for_update=True)
            if not is_newest(response.revised_at, earlier.revised_at):
                earlier.answered_at = min(earlier.answered_at, response.answered_at)
                return False
            self._replace(earlier, response)
        key = {"wave_id": response.wave_id, "respondent": response.respondent, "text": None}
        rows = [{**key, "question": q, "number": n, "sealed": None} for q, n in numbers.items()]
        for question, text in texts.items():
            kept = sealed(self.keys, text, response.wave_id, response.respondent, question)
            rows.append({**key, "question": question, "number": None, "sealed": kept})
        insert_all_once(self.session, Answer, rows)
        return True

    def _replace(self, earlier: Response, response: Response) -> None:
        response.answered_at = min(earlier.answered_at, response.answered_at)
        self.session.merge(response)
        gone = delete(Answer).where(col(Answer.wave_id) == response.wave_id)
        mine = gone.where(col(Answer.respondent) == response.respondent)
        self.session.connection().execute(mine)

    def of_respondent(self, respondent: str) -> list[Answered]:
        """Everything a respondent ever answered, oldest wave first; see ``of_waves``."""
        return self._answered(Response.respondent == respondent)

    def of_some(self, wave_ids: list[str], respondents: Collection[str]) -> list[Answered]:
        """What these respondents answered in those waves; see ``of_waves``."""
        theirs = col(Response.respondent).in_(list(respondents))
        return self._answered(col(Response.wave_id).in_(wave_ids) & theirs)

    def of_waves(self, wave_ids: list[str]) -> list[Answered]:
        """Everything that was answered in those waves, by wave and respondent.

        A response with words that somebody moved or changed is left out whole: nothing is to be
        made of it. Its person can answer anew.
        """
        return self._answered(col(Response.wave_id).in_(wave_ids))

    def _answered(self, condition: object) -> list[Answered]:
        joined = (
            select(Response, Wave)
            .join(Wave, col(Wave.id) == Response.wave_id)
            .where(condition)  # type: ignore[arg-type]
            .order_by(col(Wave.opens_at), Response.respondent)
        )
        values = select(Answer).join(
            Response,
            (col(Response.wave_id) == Answer.wave_id)
            & (col(Response.respondent) == Answer.respondent),
        )
        numbers: dict[tuple[str, str], dict[str, float]] = {}
        texts: dict[tuple[str, str], dict[str, str]] = {}
        broken = set[tuple[str, str]]()
        for answer in self.session.exec(values.where(condition)):  # type: ignore[arg-type]
            key = (answer.wave_id, answer.respondent)
            if answer.number is not None:
                numbers.setdefault(key, {})[answer.question] = answer.number
                continue
            try:
                texts.setdefault(key, {})[answer.question] = opened(self.keys, answer)
            except SealBroken as error:
                broken.add(key)
                log.error("answer_cannot_be_read", wave=answer.wave_id, problem=str(error))
        found = list[Answered]()
        for response, wave in self.session.exec(joined):
            key = (response.wave_id, response.respondent)
            if key not in broken:
                found.append(Answered(wave, response, numbers.get(key, {}), texts.get(key, {})))
        return found

    def recent(self, survey: str, now: datetime, window: timedelta) -> list[Wave]:
        """Waves that opened within the window before ``now``, oldest first."""
        statement = (
            select(Wave)
            .where(Wave.survey == survey, Wave.opens_at > now - window, Wave.opens_at <= now)
            .order_by(col(Wave.opens_at))
        )
        return list(self.session.exec(statement))
