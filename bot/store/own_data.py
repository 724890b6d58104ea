"""Whose every row is: all that is kept about one person, and what becomes of it when they erase it.

Every table and column is listed here; a test fails until a new one is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import SQLModel, col, select

from bot.store.tables import (
    Absence,
    Account,
    Answer,
    AuditEntry,
    AuditHead,
    BaselineWeek,
    ClosedWave,
    Consent,
    Delivery,
    Download,
    EpochMember,
    EventKey,
    Figure,
    FigureMember,
    Installation,
    Invitation,
    Leader,
    LeftChannel,
    NextDue,
    Occurrence,
    PanelMember,
    Person,
    Pilot,
    Preference,
    Pseudonym,
    Question,
    Response,
    RoleGrant,
    Stay,
    SurveyNews,
    Team,
    TeamChannel,
    Wave,
)


@dataclass(frozen=True, slots=True)
class Whose:
    """A person, and the name on their answers; empty where they have none."""

    person_id: str
    respondent: str


Mine = Callable[[Whose], ColumnElement[bool]]


class Fate(StrEnum):
    """What erasing does to a person's rows."""

    GONE = "gone"
    CHANGED = "changed"  # bot/store/erasing.py says how
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Listed:
    """A table's columns and how a person's rows are found; without ``mine``, why nobody has any."""

    columns: str
    fate: Fate = Fate.STAYS
    mine: Mine | None = None
    nobodys: str = ""


def _of_person(column: str | None) -> Mine:
    return lambda whose: col(column) == whose.person_id


def _of_respondent(column: str) -> Mine:
    return lambda whose: col(column) == whose.respondent


def _deliveries(whose: Whose) -> ColumnElement[bool]:
    """Also what was sent before they were known, and what names nobody but in its key."""
    direct = select(Account.conversation).where(Account.person_id == whose.person_id)
    unnamed = col(Delivery.person_id).is_(None)
    in_their_chat = col(Delivery.conversation).in_(direct)
    keyed = col(Delivery.dedupe_key).endswith(f":{whose.person_id}", autoescape=True)
    return (col(Delivery.person_id) == whose.person_id) | (unnamed & (in_their_chat | keyed))


def _audited(whose: Whose) -> ColumnElement[bool]:
    mine = col(AuditEntry.actor) == whose.person_id
    return mine | (col(AuditEntry.subject) == whose.person_id)


OWN_DATA: Mapping[type[SQLModel], Listed] = {
    Person: Listed(
        "id name email team_id manager_id role_band contracted_hours zone country chat_zone "
        "language active",
        Fate.CHANGED,
        _of_person(Person.id),
    ),
    Account: Listed(
        "id person_id platform workspace account conversation last_seen_at told_at zone_at "
        "looked_up_at look_up_after reachable rostered waiting",
        Fate.CHANGED,
        _of_person(Account.person_id),
    ),
    RoleGrant: Listed(
        "person_id role granted_at",
        Fate.STAYS,
        _of_person(RoleGrant.person_id),
    ),
    Preference: Listed(
        "person_id opted_out_at opted_in_at snoozed_until snoozed_at quiet_from quiet_to "
        "working_days messages_per_week unwanted_kinds entered_at",
        Fate.CHANGED,
        _of_person(Preference.person_id),
    ),
    Consent: Listed(
        "person_id given decided_at",
        Fate.GONE,
        _of_person(Consent.person_id),
    ),
    Absence: Listed(
        "person_id source first_day last_day",
        Fate.GONE,
        _of_person(Absence.person_id),
    ),
    Stay: Listed("person_id since zone", Fate.GONE, _of_person(Stay.person_id)),
    EpochMember: Listed(
        "epoch person_id team_id",
        Fate.STAYS,
        _of_person(EpochMember.person_id),
    ),
    Invitation: Listed(
        "wave_id person_id invited_at",
        Fate.CHANGED,
        _of_person(Invitation.person_id),
    ),
    Pseudonym: Listed("person_id token", Fate.GONE, _of_person(Pseudonym.person_id)),
    Response: Listed(
        "wave_id respondent answered_at revised_at contracted_hours confirmed wording",
        Fate.GONE,
        _of_respondent(Response.respondent),
    ),
    Answer: Listed(
        "wave_id respondent question number text sealed",
        Fate.GONE,
        _of_respondent(Answer.respondent),
    ),
    BaselineWeek: Listed(
        "pilot_id wave_id respondent hours contracted_hours normal confirmed wording",
        Fate.GONE,
        _of_respondent(BaselineWeek.respondent),
    ),
    FigureMember: Listed(
        "figure_id respondent",
        Fate.CHANGED,
        _of_respondent(FigureMember.respondent),
    ),
    PanelMember: Listed(
        "question respondent team_id answered_at",
        Fate.CHANGED,
        _of_respondent(PanelMember.respondent),
    ),
    Pilot: Listed(
        "id name team_id survey owner_id started_at stopped_at",
        Fate.STAYS,
        _of_person(Pilot.owner_id),
    ),
    Delivery: Listed(
        "id kind dedupe_key person_id team_id platform workspace conversation replaces language "
        "message values card priority created_at send_after fresh_for expires_at closes_at state "
        "reason tries plain first_tried_at settled_at receipt",
        Fate.GONE,
        _deliveries,
    ),
    Download: Listed(
        "ticket person_id name label content expires_at",
        Fate.GONE,
        _of_person(Download.person_id),
    ),
    EventKey: Listed(
        "key person_id handled_at outcome",
        Fate.GONE,
        _of_person(EventKey.person_id),
    ),
    AuditEntry: Listed("seq at actor deed subject details mac", Fate.STAYS, _audited),
    AuditHead: Listed("id seq mac", nobodys="the end of the chain"),
    ClosedWave: Listed(
        "wave_id decided_at decision set_hash reminded", nobodys="about everybody asked, in bands"
    ),
    Figure: Listed(
        "id team_id question pilot_id local_date published_at decision set_hash",
        nobodys="about groups, rounded; its members are in figuremember",
    ),
    Installation: Listed("id root_key", nobodys="a fingerprint of the key"),
    Leader: Listed("id replica term beats", nobodys="which process sends"),
    LeftChannel: Listed("platform workspace conversation left_at", nobodys="channels"),
    NextDue: Listed("schedule zone cadence at", nobodys="the clock"),
    Occurrence: Listed(
        "schedule zone local_date wall_time due_at claimed_at outcome", nobodys="the clock"
    ),
    Question: Listed("id asked_on is_open sealed", nobodys="nobody knows who asked"),
    SurveyNews: Listed("survey text written_at", nobodys="a line for everybody"),
    Team: Listed("id name parent_id zone", nobodys="groups"),
    TeamChannel: Listed("team_id platform workspace conversation bound_at", nobodys="channels"),
    Wave: Listed("id survey local_date kind opens_at closes_at", nobodys="surveys"),
}
"""What erasing does, and where a person's rows are; those of ``nobodys`` are about nobody."""
