"""The gate of what people may do: one table of roles x deeds x relations, and no by default."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    """Every other role adds to *employee*; none of them takes anything away."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    PROGRAM_LEAD = "program_lead"
    CONTENT_EDITOR = "content_editor"
    AUDITOR = "auditor"
    IT_ADMIN = "it_admin"
    FINANCE = "finance"


class Deed(StrEnum):
    SEE_HOME = "see_home"
    SEE_HELP = "see_help"
    ANSWER_SURVEY = "answer_survey"
    SET_PREFERENCES = "set_preferences"
    SEE_OWN_FIGURES = "see_own_figures"
    SEE_OWN_DATA = "see_own_data"
    ERASE_OWN_DATA = "erase_own_data"
    SEE_TEAM_FIGURE = "see_team_figure"
    SEE_MANAGER_SUMMARY = "see_manager_summary"
    SEE_PROGRAM_FIGURES = "see_program_figures"
    SEE_PILOTS = "see_pilots"
    START_PILOT = "start_pilot"
    RUN_SURVEYS = "run_surveys"
    BIND_CHANNEL = "bind_channel"
    SEE_SCHEDULES = "see_schedules"
    EDIT_TEXTS = "edit_texts"
    MANAGE_ROSTER = "manage_roster"
    MANAGE_ROLES = "manage_roles"
    SEE_DELIVERIES = "see_deliveries"
    SEE_HEALTH = "see_health"
    READ_AUDIT = "read_audit"
    ASK_QUESTION = "ask_question"
    ANSWER_QUESTIONS = "answer_questions"


class Relation(StrEnum):
    """How the person stands to what the deed is about.

    ``SELF`` is one's own, or nobody's: the organisation as a whole. ``BELOW`` is a team under one
    that the person manages.
    """

    SELF = "self"
    OWN_TEAM = "own_team"
    BELOW = "below"
    OTHER_TEAM = "other_team"
    OTHER_TENANT = "other_tenant"


_OWN = frozenset({Relation.SELF})
_MY_TEAM = _OWN | {Relation.OWN_TEAM}
_MY_TEAMS = _MY_TEAM | {Relation.BELOW}
_ALL_TEAMS = _MY_TEAMS | {Relation.OTHER_TEAM}

_TABLE: Mapping[Deed, Mapping[Role, frozenset[Relation]]] = {
    Deed.SEE_HOME: {Role.EMPLOYEE: _OWN},
    Deed.SEE_HELP: {Role.EMPLOYEE: _OWN},
    Deed.ANSWER_SURVEY: {Role.EMPLOYEE: _OWN},
    Deed.SET_PREFERENCES: {Role.EMPLOYEE: _OWN},
    Deed.SEE_OWN_FIGURES: {Role.EMPLOYEE: _OWN},
    Deed.SEE_OWN_DATA: {Role.EMPLOYEE: _OWN},
    Deed.ERASE_OWN_DATA: {Role.EMPLOYEE: _OWN},
    Deed.SEE_TEAM_FIGURE: {
        Role.EMPLOYEE: _MY_TEAM,
        Role.MANAGER: _MY_TEAMS,
        Role.PROGRAM_LEAD: _ALL_TEAMS,
        Role.FINANCE: _ALL_TEAMS,
    },
    Deed.SEE_MANAGER_SUMMARY: {  # the team sees the same note as its manager
        Role.EMPLOYEE: _MY_TEAM,
        Role.MANAGER: _MY_TEAMS,
        Role.PROGRAM_LEAD: _ALL_TEAMS,
    },
    Deed.SEE_PROGRAM_FIGURES: {Role.PROGRAM_LEAD: _ALL_TEAMS, Role.FINANCE: _ALL_TEAMS},
    Deed.SEE_PILOTS: {Role.PROGRAM_LEAD: _ALL_TEAMS, Role.FINANCE: _ALL_TEAMS},
    Deed.START_PILOT: {Role.PROGRAM_LEAD: _ALL_TEAMS},
    Deed.RUN_SURVEYS: {Role.PROGRAM_LEAD: _ALL_TEAMS},
    Deed.BIND_CHANNEL: {Role.PROGRAM_LEAD: _ALL_TEAMS},
    Deed.SEE_SCHEDULES: {Role.PROGRAM_LEAD: _ALL_TEAMS, Role.IT_ADMIN: _ALL_TEAMS},
    Deed.EDIT_TEXTS: {Role.CONTENT_EDITOR: _OWN},
    Deed.MANAGE_ROSTER: {Role.IT_ADMIN: _ALL_TEAMS},
    Deed.MANAGE_ROLES: {Role.IT_ADMIN: _ALL_TEAMS},
    Deed.SEE_DELIVERIES: {Role.IT_ADMIN: _ALL_TEAMS},
    Deed.SEE_HEALTH: {Role.IT_ADMIN: _OWN},
    Deed.READ_AUDIT: {Role.AUDITOR: _ALL_TEAMS},
    Deed.ASK_QUESTION: {Role.EMPLOYEE: _OWN},
    Deed.ANSWER_QUESTIONS: {Role.PROGRAM_LEAD: _ALL_TEAMS},
}


def allowed(roles: Iterable[Role], deed: Deed, relation: Relation = Relation.SELF) -> bool:
    """Whether someone in these roles may do this. No roles at all: a guest, who may do nothing."""
    held = frozenset(roles)
    if not held:
        return False
    row = _TABLE.get(deed, {})
    return any(relation in row.get(role, ()) for role in held | {Role.EMPLOYEE})
