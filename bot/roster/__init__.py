"""The roster: who works here, in which team, and who is away, as the admin's files say."""

from bot.roster.absences import parse_absences
from bot.roster.lines import Away, ChangedLine, RosterChange, RosterLine, diff
from bot.roster.reading import parse_roster

__all__ = [
    "Away",
    "ChangedLine",
    "RosterChange",
    "RosterLine",
    "diff",
    "parse_absences",
    "parse_roster",
]
