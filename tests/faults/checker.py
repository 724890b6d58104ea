"""Compares what was sent, what was acknowledged and what arrived, event by event."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.faults.senders import AUDITED, Sent
from tests.faults.town import Kept

_TOKEN = re.compile(r"q\d{5}z\d{6}")


@dataclass(slots=True)
class Verdict:
    """``listed``: taken by Teams without a word, which nobody can look for; shown to the admin."""

    sent: int
    lost: list[str] = field(default_factory=list)
    double: list[str] = field(default_factory=list)
    listed: int = 0

    def __str__(self) -> str:
        unclear = f", {self.listed} unclear on Teams and listed" if self.listed else ""
        return f"{len(self.lost)} lost, {len(self.double)} double of {self.sent}{unclear}"


@dataclass(frozen=True, slots=True)
class Arrived:
    """``texts`` are the messages that the platforms hold, as JSON; ``ids`` are the deliveries'
    that Slack's messages name in their metadata."""

    texts: Sequence[str]
    ids: Sequence[str]


def verdict(sent: Sequence[Sent], arrived: Arrived, kept: Kept) -> Verdict:
    quoted = Counter(token for text in arrived.texts for token in set(_TOKEN.findall(text)))
    by_id = Counter(arrived.ids)
    found = Verdict(len(sent))
    acknowledged = [one for one in sent if one.acknowledged_after is not None]
    for one in acknowledged:
        row = kept.replies.get(kept.name(one.key))
        delivered = by_id[row.id] if row else 0
        times = quoted[one.token] if one.is_quoted else delivered
        if times > 1:
            found.double.append(_told(one, f"answered {times} times"))
        elif times == 0 and one.kind == "teams" and row and row.state == "unclear":
            found.listed += 1
        elif times == 0:
            became = f"{row.state} {row.reason}" if row else "never queued"
            found.lost.append(_told(one, f"no answer: {became}"))
        if one.kind == "form" and kept.hours.get(one.who.email) != one.hours:
            found.lost.append(_told(one, f"stored: {kept.hours.get(one.who.email)}"))
    for told, missing in _audited(acknowledged, kept):
        (found.lost if missing > 0 else found.double).append(told)
    return found


def _audited(acknowledged: Sequence[Sent], kept: Kept) -> Iterator[tuple[str, int]]:
    """Each refusal leaves one entry; person by person, so that no two mistakes cancel out."""
    due = Counter(one.who.email for one in acknowledged if one.kind in AUDITED)
    for email in due.keys() | kept.refusals.keys():
        if missing := due[email] - kept.refusals[email]:
            yield f"{email}: {kept.refusals[email]} audit entries of {due[email]}", missing


def _told(one: Sent, what: str) -> str:
    return f"{one.token} ({one.kind}, {one.who.workspace}): {what}; delivered {one.history}"
