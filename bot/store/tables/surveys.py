"""Waves, who was asked, and what was answered (under pseudonyms)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.store.tables.instants import Instant


class Wave(SQLModel, table=True):
    """One administration of a survey."""

    __table_args__ = (
        UniqueConstraint("survey", "local_date"),
        CheckConstraint("closes_at > opens_at", name="order"),
        CheckConstraint("kind IN ('baseline', 'pulse')", name="kind"),
    )

    id: str = Field(primary_key=True)
    survey: str = Field(index=True)
    local_date: date
    kind: str
    opens_at: datetime = Field(sa_type=Instant)
    closes_at: datetime = Field(sa_type=Instant)


class ClosedWave(SQLModel, table=True):
    """What a wave came to: decided once, when it was over, and stored as shown (JSON).

    ``reminded`` is how many of its reminders went out; none where the rate is withheld.
    """

    wave_id: str = Field(primary_key=True, foreign_key="wave.id")
    decided_at: datetime = Field(sa_type=Instant)
    decision: str
    set_hash: str
    reminded: int


class SurveyNews(SQLModel, table=True):
    """What the last wave of a survey changed: the next invitation opens with it, for everybody."""

    survey: str = Field(primary_key=True)
    text: str
    written_at: datetime = Field(sa_type=Instant)


class Invitation(SQLModel, table=True):
    """The fact that a person is asked to answer a wave."""

    wave_id: str = Field(primary_key=True, foreign_key="wave.id")
    person_id: str = Field(primary_key=True, foreign_key="person.id", index=True)
    invited_at: datetime = Field(sa_type=Instant)


class Response(SQLModel, table=True):
    """A respondent's complete set of answers.

    ``revised_at`` is the source's time of the last edit, ``wording`` the version of the questions.
    """

    wave_id: str = Field(primary_key=True, foreign_key="wave.id")
    respondent: str = Field(primary_key=True, index=True)
    answered_at: datetime = Field(sa_type=Instant)
    revised_at: datetime = Field(sa_type=Instant)
    contracted_hours: float
    confirmed: bool = True
    wording: str


class Answer(SQLModel, table=True):
    """One value for one question; hours of a task are asked as ``task.<id>``.

    Words are ``sealed``; ``text`` has what an earlier version wrote, until it is sealed.
    """

    __table_args__ = (
        CheckConstraint("number IS NULL OR (number >= 0 AND number <= 168)", name="number"),
        CheckConstraint("length(text) <= 2000", name="text"),
    )

    wave_id: str = Field(primary_key=True, foreign_key="wave.id")
    respondent: str = Field(primary_key=True)
    question: str = Field(primary_key=True)
    number: float | None = None
    text: str | None = None
    sealed: str | None = None


class Pilot(SQLModel, table=True):
    """An AI tool being tried by a team; at most one runs in a team at a time."""

    __table_args__ = (
        Index(
            "one_running_pilot",
            "team_id",
            unique=True,
            sqlite_where=text("stopped_at IS NULL"),
            postgresql_where=text("stopped_at IS NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    name: str
    team_id: str = Field(foreign_key="team.id")
    survey: str
    owner_id: str = Field(foreign_key="person.id")
    started_at: datetime = Field(sa_type=Instant)
    stopped_at: datetime | None = Field(default=None, sa_type=Instant)


class BaselineWeek(SQLModel, table=True):
    """One respondent's week before the pilot, frozen at its start; later edits do not reach it.

    ``hours`` is JSON: pairs of task and hours. Kept longer than the raw answers.
    """

    pilot_id: str = Field(primary_key=True, foreign_key="pilot.id")
    wave_id: str = Field(primary_key=True, foreign_key="wave.id")
    respondent: str = Field(primary_key=True)
    hours: str
    contracted_hours: float
    normal: bool
    confirmed: bool
    wording: str


class Figure(SQLModel, table=True):
    """A published decision about a group, stored as shown (JSON) and never changed."""

    __table_args__ = (UniqueConstraint("team_id", "question", "local_date"),)

    id: str = Field(primary_key=True)
    team_id: str = Field(foreign_key="team.id", index=True)
    question: str
    pilot_id: str = Field(foreign_key="pilot.id")
    local_date: date
    published_at: datetime = Field(sa_type=Instant)
    decision: str
    set_hash: str


class FigureMember(SQLModel, table=True):
    """Whose answers a figure is over; the differencing rule reads these sets."""

    figure_id: str = Field(primary_key=True, foreign_key="figure.id")
    respondent: str = Field(primary_key=True, index=True)


class PanelMember(SQLModel, table=True):
    """Which answer of whom counts in a team's figures, named by the time when it was last changed.

    Without a team: nobody counts them now, and only a newer answer can be counted again.
    """

    question: str = Field(primary_key=True)
    respondent: str = Field(primary_key=True)
    team_id: str | None = Field(default=None, foreign_key="team.id", index=True)
    answered_at: datetime = Field(sa_type=Instant)
