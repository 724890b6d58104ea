"""What happens by the clock, and what waits to be sent."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from bot.store.tables.instants import Instant

STATES = ("waiting", "sending", "held", "sent", "failed", "expired", "unclear", "dropped")


class Leader(SQLModel, table=True):
    """The one replica that keeps the clock and sends; empty when none does.

    ``beats`` grows while it lives, ``term`` with every change of leader.
    """

    id: int = Field(primary_key=True)
    replica: str
    term: int
    beats: int


class NextDue(SQLModel, table=True):
    """The next due instant of a schedule in one zone; the tick reads only this."""

    schedule: str = Field(primary_key=True)
    zone: str = Field(primary_key=True)
    cadence: str
    at: datetime = Field(sa_type=Instant, index=True)


class Occurrence(SQLModel, table=True):
    """One due time of a schedule, claimed once; ``outcome`` is ``ran`` or ``skipped``."""

    __table_args__ = (CheckConstraint("outcome IN ('ran', 'skipped')", name="outcome"),)

    schedule: str = Field(primary_key=True)
    zone: str = Field(primary_key=True)
    local_date: date = Field(primary_key=True)
    wall_time: str = Field(primary_key=True)
    due_at: datetime = Field(sa_type=Instant)
    claimed_at: datetime = Field(sa_type=Instant)
    outcome: str


class Delivery(SQLModel, table=True):
    """One message to one destination: a person, a team's channel, or (a reply) an address.

    ``card`` is the drawn card of a reply; others name a ``message`` and its ``values`` (JSON).
    ``platform`` and ``workspace`` say where it is meant to go as far as that is known, and a
    ``conversation`` that it goes nowhere else.
    """

    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("delivery_lane", "state", "platform", "workspace", "priority", "created_at"),
    )

    id: str = Field(primary_key=True)
    kind: str
    dedupe_key: str = Field(unique=True)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    team_id: str | None = Field(default=None, foreign_key="team.id")
    platform: str = ""
    workspace: str = ""
    conversation: str = ""
    replaces: str = ""
    language: str = ""
    message: str = ""
    values: str = "{}"
    card: str = ""
    priority: int
    created_at: datetime = Field(sa_type=Instant)
    send_after: datetime = Field(sa_type=Instant)
    fresh_for: int
    expires_at: datetime = Field(sa_type=Instant)
    closes_at: datetime | None = Field(default=None, sa_type=Instant)
    state: str = "waiting"
    reason: str = ""
    tries: int = 0
    plain: bool = False
    first_tried_at: datetime | None = Field(default=None, sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    receipt: str = ""
