"""What comes from outside any turn: the time, fresh ids, the process's own folder."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import bot


def system_clock() -> datetime:
    return datetime.now(UTC)


def fresh_id() -> str:
    """128 random bits as 32 hex digits."""
    return secrets.token_hex(16)


def shipped_messages() -> Path:
    """``messages/`` as it was installed next to the code."""
    return Path(bot.__file__).parent.parent / "messages"
