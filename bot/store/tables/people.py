"""Who works here, where the bot meets them, and what they asked of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.model.ports import Kind
from bot.model.weekdays import Weekday
from bot.store.tables.instants import Instant


class Team(SQLModel, table=True):
    """A group of the directory's tree; ``zone`` is where most of its people are."""

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    parent_id: str | None = Field(default=None, foreign_key="team.id")
    zone: str


class Person(SQLModel, table=True):
    """``zone`` is the roster's, ``chat_zone`` the chat profile's, which wins.

    ``country`` may name a part of one (``DE-BY``); empty: the organisation's.
    """

    __table_args__ = (
        CheckConstraint("contracted_hours > 0 AND contracted_hours <= 80", name="contracted"),
    )

    id: str = Field(primary_key=True)
    name: str
    email: str = Field(unique=True)
    team_id: str = Field(foreign_key="team.id", index=True)
    manager_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    role_band: str
    contracted_hours: float
    zone: str
    country: str = ""
    chat_zone: str = ""
    language: str = ""
    active: bool = True

    @property
    def local_zone(self) -> str:
        return self.chat_zone or self.zone

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


class Stay(SQLModel, table=True):
    """From the local date ``since`` on, schedules reach a person who moved in this zone.

    Only people who changed zones lately have any; for the others ``Person.local_zone`` counts.
    """

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    since: date = Field(primary_key=True)
    zone: str = Field(index=True)


class Account(SQLModel, table=True):
    """A person on one platform and workspace; ``person_id`` is empty until they are matched.

    ``conversation`` is where to write to them, as the platform said at ``told_at``; ``zone_at`` is
    when it last named their zone. ``looked_up_at`` is empty until their profile was asked for,
    ``look_up_after`` holds off the next try. ``rostered`` ones are named in the roster. Somebody
    who spoke before being known is ``waiting``: they are owed an answer.
    """

    __table_args__ = (UniqueConstraint("platform", "workspace", "account"),)

    id: str = Field(primary_key=True)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    platform: str
    workspace: str
    account: str
    conversation: str
    last_seen_at: datetime | None = Field(default=None, sa_type=Instant)
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    zone_at: datetime | None = Field(default=None, sa_type=Instant)
    looked_up_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    look_up_after: datetime | None = Field(default=None, sa_type=Instant)
    reachable: bool = True
    rostered: bool = False
    waiting: bool = False


class RoleGrant(SQLModel, table=True):
    """A role beyond *employee*; being a manager follows from the roster instead."""

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    role: str = Field(primary_key=True)
    granted_at: datetime = Field(sa_type=Instant)


class Preference(SQLModel, table=True):
    """What a person asked of the bot; an empty column means the organisation's default.

    The lists have spaces between their values. ``snoozed_at`` is when they last said how long to be
    quiet, ``entered_at`` when they last sent the form.
    """

    __table_args__ = (CheckConstraint("messages_per_week >= 0", name="budget"),)

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    opted_out_at: datetime | None = Field(default=None, sa_type=Instant)
    opted_in_at: datetime | None = Field(default=None, sa_type=Instant)
    snoozed_until: datetime | None = Field(default=None, sa_type=Instant)
    snoozed_at: datetime | None = Field(default=None, sa_type=Instant)
    quiet_from: str | None = None
    quiet_to: str | None = None
    working_days: str | None = None
    messages_per_week: int | None = None
    unwanted_kinds: str | None = None
    entered_at: datetime | None = Field(default=None, sa_type=Instant)

    @property
    def weekdays(self) -> frozenset[Weekday]:
        """The working days they chose; none where they chose nothing."""
        return frozenset(map(Weekday, (self.working_days or "").split()))

    def wants_quiet_at(self, at: datetime, usual_budget: int) -> bool:
        """Whether nobody is to ask them anything then: a snooze ends, the rest does not."""
        budget = usual_budget if self.messages_per_week is None else self.messages_per_week
        snoozed = self.snoozed_until is not None and self.snoozed_until > at
        unwanted = Kind.INVITATION in (self.unwanted_kinds or "").split()
        return snoozed or unwanted or self.opted_out_at is not None or budget == 0


class Absence(SQLModel, table=True):
    """Somebody is not there from ``first_day`` to ``last_day``; why is nobody's business here.

    An import replaces what came from the same ``source`` before.
    """

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    first_day: date = Field(primary_key=True)
    last_day: date = Field(primary_key=True, index=True)
    source: str = Field(primary_key=True)


class Consent(SQLModel, table=True):
    """What a person said to being asked at all, when they were told who sees what."""

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    given: bool
    decided_at: datetime = Field(sa_type=Instant)


class TeamChannel(SQLModel, table=True):
    """Where a team's digest goes, unless the bot left that channel since ``bound_at``."""

    team_id: str = Field(primary_key=True, foreign_key="team.id")
    platform: str
    workspace: str
    conversation: str
    bound_at: datetime = Field(sa_type=Instant)


class LeftChannel(SQLModel, table=True):
    """A channel that the bot was taken out of, and when that was last."""

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    conversation: str = Field(primary_key=True)
    left_at: datetime = Field(sa_type=Instant)


class Pseudonym(SQLModel, table=True):
    """The only link from a person to their answers; the key ring is needed to follow it."""

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    token: str = Field(unique=True)


class EpochMember(SQLModel, table=True):
    """The roster as it was fixed for four weeks; figures follow it, not today's roster."""

    epoch: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True, foreign_key="person.id")
    team_id: str = Field(foreign_key="team.id", index=True)
