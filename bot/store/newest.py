"""Events come in any order; what the source said last counts, whenever it arrives."""

from datetime import datetime


def is_newest(at: datetime, known: datetime | None) -> bool:
    """Whether what was said ``at`` stands against what was said at ``known``, if that is known."""
    return known is None or at >= known
