"""The shipped words, compiled once per process: a fifth of a second that most tests would pay."""

import re
from functools import cache

from bot.app.outside import shipped_messages
from bot.app.routing import program_router
from bot.catalog import Catalog


@cache
def shipped_words() -> Catalog:
    """For tests that change no file of ``messages/``; what is read of it never changes."""
    return Catalog([shipped_messages()], "en", program_router().opens_form)


ENGLISH = re.compile(
    r"\b(the|and|you|your|with|of|this|that|what|which|from|are|have|for|by|hours?|weeks?|people"
    r"|answers?)\b",
    re.IGNORECASE,
)
"""Words that no German and no French sentence has."""
