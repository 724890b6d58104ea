"""What was sent and what was not, by kind of message: plain words, numbers or bands, no names."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.conversation.naming import survey_name
from bot.conversation.turn import Turn
from bot.dividend.delivery_counts import EVERY, KEPT_BACK, KINDS, SENT, WAITING, Count, counts
from bot.dividend.response_rate import response_rates
from bot.model.ports import Gone, Kind
from bot.store.outcomes import REFUSED
from bot.store.tables import Wave

WEEKS = 4
PERIOD = timedelta(weeks=WEEKS)
_STATES = {  # labels of the states that are counted exactly, but for those below
    WAITING: "held_up",
    "held": "held",
    "expired": "expired",
    "dropped": "other",
    "failed": "unreachable",
    "unclear": "unclear",
    REFUSED: "refused",
}
_REASONS: Mapping[tuple[str, str], str] = {
    **{("failed", cause): cause for cause in Gone},
    ("dropped", "left"): "left",
    (WAITING, "not_met_yet"): "not_installed",
    ("failed", "not_met_yet"): "not_installed",
    ("failed", "no_channel"): "no_channel",
    ("failed", "message_file"): "mistake",
    ("failed", "mistake"): "mistake",
    ("failed", "unreadable"): "mistake",
}
_ORDER = tuple(dict.fromkeys([*_STATES.values(), *_REASONS.values()]))
Line = tuple[str, str, str]
"""What of, what became of it, how many."""


def facts(turn: Turn) -> list[tuple[str, str]]:
    """The report as pairs of name and value, the rates of answering behind it."""
    rows = dict[str, list[str]]()
    for kind, outcome, count in _lines(turn):
        rows.setdefault(outcome, []).append(f"{count} ({kind})")
    return [*((name, ", ".join(said)) for name, said in rows.items()), *_answered(turn)]


def table(turn: Turn) -> list[Sequence[str]]:
    """The same, a line for each, under its heading."""
    heading = [turn.word(f"delivery.column.{name}") for name in ("kind", "outcome", "count")]
    kind = turn.word("kind.invitation")
    return [heading, *_lines(turn), *((kind, name, rate) for name, rate in _answered(turn))]


def said(count: Count, turn: Turn) -> str:
    """The number, or its band: under 20, 20+, 50+, 100+ and so on."""
    if count.is_exact:
        return f"{count.number}"
    return f"{count.number}+" if count.number else turn.word("delivery.few")


def outcome_of(count: Count) -> str:
    """The label of what a platform or a mistake did."""
    why, _, _ = count.reason.partition(": ")  # the platform's own word comes after it
    return _REASONS.get((count.state, why), _STATES[count.state])


def _lines(turn: Turn) -> list[Line]:
    """Of the last four weeks."""
    found = counts(turn, turn.now - PERIOD)
    return [*(_band(one, turn) for one in found if not one.is_exact), *_exact(found, turn)]


def _band(count: Count, turn: Turn) -> Line:
    match count.state:
        case state if state == SENT:
            of, outcome = f"kind.{count.kind}", "delivery.arrived"
        case state if state == KEPT_BACK:
            of, outcome = f"kept_back.{count.reason}", "delivery.kept_back"
        case _:
            of, outcome = f"kind.{EVERY}", "delivery.waiting"
    return turn.word(of), turn.word(outcome), said(count, turn)


def _exact(found: Sequence[Count], turn: Turn) -> list[Line]:
    numbers = Counter[tuple[str, str]]()
    for one in found:
        if one.is_exact:
            numbers[one.kind, outcome_of(one)] += one.number
    ranked = sorted(numbers, key=lambda pair: (_ORDER.index(pair[1]), KINDS.index(Kind(pair[0]))))
    return [
        (turn.word(f"kind.{kind}"), turn.word(f"delivery.{outcome}"), f"{numbers[kind, outcome]}")
        for kind, outcome in ranked
    ]


def _answered(turn: Turn) -> list[tuple[str, str]]:
    return [(_closed(wave, turn), turn.word(label))
            for wave, label in response_rates(turn.now - PERIOD, turn)]  # fmt: skip


def _closed(wave: Wave, turn: Turn) -> str:
    name, day = survey_name(wave.survey, turn), turn.day(wave.local_date)
    return f"{turn.word('delivery.answered')}, {name}, {day}"
