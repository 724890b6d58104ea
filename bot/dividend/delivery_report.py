"""What was sent and what was not, by kind of message: plain words, numbers, and no names."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.conversation.turn import Turn
from bot.dividend.response_rate import response_rates
from bot.model.ports import Kind
from bot.store.outbox import NAMELESS, PRIORITY
from bot.store.outcomes import REFUSED, Outcome

WEEKS = 4
PERIOD = timedelta(weeks=WEEKS)
FEWEST = 20  # reminders go to whoever has not answered: fewer of them are not counted out
_STATES = {  # labels of the states a delivery can be in, but for those below
    "sent": "arrived",
    "waiting": "waiting",
    "sending": "waiting",
    "held": "held",
    "expired": "expired",
    "dropped": "other",
    "failed": "unreachable",
    "unclear": "unclear",
    REFUSED: "refused",
}
_REASONS: Mapping[tuple[str, str], str] = {
    ("dropped", "opted_out"): "not_permitted",
    ("dropped", "budget"): "over_budget",
    ("dropped", "day_off"): "over_budget",
    ("dropped", "left"): "left",
    ("failed", "not_met_yet"): "not_installed",
    ("failed", "no_channel"): "no_channel",
    ("failed", "message_file"): "mistake",
    ("failed", "mistake"): "mistake",
    ("failed", "unreadable"): "mistake",
}
_ORDER = tuple(dict.fromkeys([*_STATES.values(), *_REASONS.values()]))


@dataclass(frozen=True, slots=True)
class Counted:
    """So many messages of a kind; ``outcome`` is a label below ``delivery``."""

    kind: str
    outcome: str
    count: str


def counted(turn: Turn) -> list[Counted]:
    """Of the last four weeks. What would say who answers, or how many of a few, is left out."""
    counts = Counter[tuple[str, str]]()
    for one in turn.store.outcomes.since(turn.now - PERIOD):
        if one.reason not in NAMELESS:
            counts[one.kind, outcome_of(one)] += one.number
    ranked = sorted(counts, key=lambda pair: (_ORDER.index(pair[1]), _rank(pair[0])))
    return [Counted(kind, outcome, _shown(kind, counts[kind, outcome], turn))
            for kind, outcome in ranked]  # fmt: skip


def outcome_of(one: Outcome) -> str:
    """Blocked, left and archived are told in the platforms' own words, which are many."""
    return _REASONS.get((one.state, one.reason), _STATES[one.state])


def facts(turn: Turn) -> list[tuple[str, str]]:
    """The report as pairs of name and value, the rates of answering behind it."""
    rows = dict[str, list[str]]()
    for one in counted(turn):
        said = f"{one.count} ({turn.word(f'kind.{one.kind}')})"
        rows.setdefault(turn.word(f"delivery.{one.outcome}"), []).append(said)
    return [*((name, ", ".join(said)) for name, said in rows.items()), *_answered(turn)]


def table(turn: Turn) -> list[Sequence[str]]:
    """The same, a line for each, under its heading."""
    word = turn.word
    heading = [word(f"delivery.column.{name}") for name in ("kind", "outcome", "count")]
    lines = [(word(f"kind.{c.kind}"), word(f"delivery.{c.outcome}"), c.count)
             for c in counted(turn)]  # fmt: skip
    rates = [(word("kind.invitation"), name, rate) for name, rate in _answered(turn)]
    return [heading, *lines, *rates]


def _answered(turn: Turn) -> list[tuple[str, str]]:
    answered = turn.word("delivery.answered")
    return [
        (f"{answered}, {wave.survey}, {turn.day(wave.local_date)}", turn.word(label))
        for wave, label in response_rates(turn.now - PERIOD, turn)
    ]


def _shown(kind: str, count: int, turn: Turn) -> str:
    few = kind == Kind.NUDGE and count < FEWEST
    return turn.word("delivery.few") if few else f"{count}"


def _rank(kind: str) -> int:
    """What was sent first comes first, answers last."""
    return PRIORITY[Kind(kind)] or len(PRIORITY)
