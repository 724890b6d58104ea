"""How long something waits, in days on which people work."""

from collections.abc import Collection
from datetime import date, timedelta

from bot.model.weekdays import Weekday

ANSWERED_WITHIN = 5  # working days, for a question of the question box
MONDAY_TO_FRIDAY = frozenset(Weekday) - {Weekday.SAT, Weekday.SUN}


def working_days_after(
    begin: date, today: date, working_days: Collection[Weekday] = MONDAY_TO_FRIDAY
) -> int:
    """How many working days came since ``begin``, which does not count; ``today`` does."""
    days = (begin + timedelta(days=n + 1) for n in range((today - begin).days))
    return sum(Weekday.of(day) in working_days for day in days)
