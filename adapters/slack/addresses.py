"""Where a Slack message is put: a person, a channel, or one card that is to be replaced.

``Address.conversation`` is a user or channel id. ``Address.card`` is JSON made and read here only.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.model.events import Address

PLATFORM = "slack"


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that everyone in the conversation sees: ``chat.update`` replaces it."""

    channel: str
    ts: str

    def __str__(self) -> str:
        return json.dumps({"channel": self.channel, "ts": self.ts})


@dataclass(frozen=True, slots=True)
class Hook:
    """A message that one person sees: only the ``response_url`` of the press replaces it."""

    url: str
    given_at: datetime

    def __str__(self) -> str:
        return json.dumps({"hook": self.url, "at": int(self.given_at.timestamp())})


CardPlace = Posted | Hook


def address(workspace: str, conversation: str, card: CardPlace | None = None) -> Address:
    return Address(PLATFORM, workspace, conversation, "" if card is None else str(card))


def card_place(card: str) -> CardPlace | None:
    """The card to replace, or None where a new message is meant (or the text is not ours)."""
    try:
        match json.loads(card) if card else None:
            case {"channel": str(channel), "ts": str(ts)}:
                return Posted(channel, ts)
            case {"hook": str(url), "at": int(at)}:
                return Hook(url, datetime.fromtimestamp(at, UTC))
    except (OverflowError, OSError, RecursionError, ValueError):
        return None
    return None
