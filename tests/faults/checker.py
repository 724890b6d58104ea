"""Compares what was sent, what was acknowledged and what arrived."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.faults.senders import Sent
from tests.faults.town import Kept

_TOKEN = re.compile(r"q\d{5}z\d{6}")


@dataclass(slots=True)
class Verdict:
    """``listed``: taken by Teams without a word, which nobody can look for; shown to the admin."""

    sent: int
    acknowledged: int
    lost: list[str] = field(default_factory=list)
    double: list[str] = field(default_factory=list)
    listed: int = 0

    def __str__(self) -> str:
        unclear = f", {self.listed} unclear on Teams and listed" if self.listed else ""
        return f"{len(self.lost)} lost, {len(self.double)} double of {self.sent}{unclear}"


def verdict(sent: Sequence[Sent], arrived: Iterable[str], kept: Kept) -> Verdict:
    """``arrived`` are the messages that the platforms hold, as JSON."""
    answers = Counter(token for text in arrived for token in set(_TOKEN.findall(text)))
    acknowledged = [one for one in sent if one.acknowledged_after is not None]
    found = Verdict(len(sent), len(acknowledged))
    _count_answers(found, acknowledged, answers, kept)
    for one in acknowledged:
        if one.kind == "form" and kept.hours.get(one.who.email) != one.hours:
            found.lost.append(_told(one, f"stored: {kept.hours.get(one.who.email)}"))
    refused = sum(one.kind == "refused" for one in acknowledged)
    found.lost += ["an audit entry"] * max(refused - kept.refusals, 0)
    found.double += ["an audit entry"] * max(kept.refusals - refused, 0)
    return found


def _count_answers(
    found: Verdict, acknowledged: Sequence[Sent], answers: Counter[str], kept: Kept
) -> None:
    unclear = sum(row.platform == "teams" and row.state == "unclear" for row in kept.doubtful)
    for one in acknowledged:
        if one.kind not in ("slack", "teams"):
            continue
        times = answers[one.token]
        if times > 1:
            found.double.append(_told(one, f"answered {times} times"))
        if times == 0 and one.kind == "teams" and found.listed < unclear:
            found.listed += 1
        elif times == 0:
            found.lost.append(_told(one, "no answer"))


def _told(one: Sent, what: str) -> str:
    return f"{one.token} ({one.kind}, {one.who.workspace}): {what}; delivered {one.history}"
