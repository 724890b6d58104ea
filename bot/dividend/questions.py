"""One question a week for the team, about where the hours went."""

import zlib
from datetime import date

from bot.conversation.turn import Turn


def weekly_question(local_date: date, team: str, language: str, turn: Turn) -> str:
    """The question of that week; it comes again only after all the others were asked."""
    keys = [key for key in turn.catalog.keys() if key.startswith("questions/")]  # noqa: SIM118
    weeks = local_date.toordinal() // 7
    return turn.catalog.text(keys[(weeks + zlib.crc32(team.encode())) % len(keys)], language)
