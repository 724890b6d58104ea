"""What a payload turned out to be: an event to answer, or something to leave alone."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.events import AnyEvent


class Source(StrEnum):
    """The kinds of payload that Slack knows; there is one listener for each."""

    COMMAND = "command"
    EVENT = "event"
    ACTION = "action"
    VIEW = "view"


@dataclass(frozen=True, slots=True)
class Incoming:
    """``trigger`` opens a dialog within 3 s; ``hook`` is the command's or button's response_url.

    ``view_id`` and ``view_hash`` are those of the dialog it happened in.
    """

    source: Source
    event: AnyEvent
    trigger: str = ""
    hook: str = ""
    view_id: str = ""
    view_hash: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Acknowledged, and nothing else: ``reason`` is a short word for the log."""

    reason: str


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Slack holds events back because there were too many: the operator must know."""

    workspace: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """Slack asks whether this address is ours."""

    text: str


Understood = Incoming | Ignored | RateLimited | Challenge
