"""Every table, a module per subject."""

from bot.store.tables.deliveries import Delivery, Leader, NextDue, Occurrence
from bot.store.tables.governance import AuditEntry, AuditHead, Download, EventKey, Installation
from bot.store.tables.instants import Instant
from bot.store.tables.people import (
    Absence,
    Account,
    Consent,
    EpochMember,
    LeftChannel,
    Person,
    Preference,
    Pseudonym,
    RoleGrant,
    Stay,
    Team,
    TeamChannel,
)
from bot.store.tables.questions import Question
from bot.store.tables.surveys import (
    Answer,
    BaselineWeek,
    ClosedWave,
    Figure,
    FigureMember,
    Invitation,
    Pilot,
    Response,
    SurveyNews,
    Wave,
)

__all__ = [
    "Absence",
    "Account",
    "Answer",
    "AuditEntry",
    "AuditHead",
    "BaselineWeek",
    "ClosedWave",
    "Consent",
    "Delivery",
    "Download",
    "EpochMember",
    "EventKey",
    "Figure",
    "FigureMember",
    "Installation",
    "Instant",
    "Invitation",
    "Leader",
    "LeftChannel",
    "NextDue",
    "Occurrence",
    "Person",
    "Pilot",
    "Preference",
    "Pseudonym",
    "Question",
    "Response",
    "RoleGrant",
    "Stay",
    "SurveyNews",
    "Team",
    "TeamChannel",
    "Wave",
]
