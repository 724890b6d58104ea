"""The roster: who works here, in which team, as the admin's CSV file says."""

from bot.roster.lines import ChangedLine, RosterChange, RosterLine, diff
from bot.roster.reading import parse_roster

__all__ = ["ChangedLine", "RosterChange", "RosterLine", "diff", "parse_roster"]
