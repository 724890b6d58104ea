"""What became of messages, as far as it may be told: the one source of every count of them.

What a platform or a mistake did is a number. All that hangs on what people do or wish is in bands,
and always there, so that none looks like few; of reminders only those of waves that are over.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.contact import Reason
from bot.conversation.turn import Turn
from bot.measures.coarse import at_least
from bot.model.ports import Kind
from bot.store.outbox import BEGINNING, NAMELESS, PRIORITY
from bot.store.outcomes import Outcome

KINDS = sorted(Kind, key=lambda kind: PRIORITY[kind] or len(PRIORITY))  # answers last
EVERY = "all"  # kinds of message together
SENT, WAITING, KEPT_BACK = "sent", "waiting", "kept_back"
WISHES = tuple(reason for reason in Reason if reason not in NAMELESS)
_Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Count:
    """So many messages of a kind; ``number`` is the lower end of a band unless it is exact."""

    kind: str
    state: str
    reason: str
    number: int
    is_exact: bool


def counts(turn: Turn, since: datetime = BEGINNING) -> list[Count]:
    """Of everything that was queued since then: first the bands, then what is exact."""
    found, banded = Counter[_Place](), dict.fromkeys(_always_told(), 0)
    for one in _telling(since, turn):
        place = _place(one)
        if place in banded:
            banded[place] += one.number
        else:
            found[place] += one.number
    banded[Kind.NUDGE, SENT, ""] = turn.store.closed_waves.reminded(since)
    return [
        *(Count(*place, at_least(number), is_exact=False) for place, number in banded.items()),
        *(Count(*place, number, is_exact=True) for place, number in sorted(found.items())),
    ]


def waiting(turn: Turn) -> Count:
    """All that waits, whatever for."""
    number = sum(one.number for one in _telling(BEGINNING, turn) if _place(one)[1] == WAITING)
    return Count(EVERY, WAITING, "", at_least(number), is_exact=False)


def _telling(since: datetime, turn: Turn) -> Iterator[Outcome]:
    """Without all reminders, which go to those who have not answered, and are counted by wave."""
    for one in turn.store.outcomes.since(since):
        if one.kind != Kind.NUDGE and one.reason not in NAMELESS:
            yield one


def _always_told() -> Iterator[_Place]:
    yield from ((kind, SENT, "") for kind in KINDS)
    yield EVERY, WAITING, ""
    yield from ((EVERY, KEPT_BACK, wish) for wish in WISHES)


def _place(one: Outcome) -> _Place:
    """Where it is counted; a wish is told of nobody in particular, not even of a kind."""
    reason = "" if one.reason in WISHES else one.reason
    match one.state:
        case "sent":
            return one.kind, SENT, ""
        case "waiting" | "sending":
            return (one.kind, WAITING, reason) if reason else (EVERY, WAITING, "")
        case "dropped" | "expired" if one.reason in WISHES:
            return EVERY, KEPT_BACK, one.reason
        case state:
            return one.kind, state, reason
