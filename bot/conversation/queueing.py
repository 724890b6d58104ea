"""Messages to people and teams, put into the outbox of the turn that causes them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.turn import Turn
from bot.model.events import Address
from bot.model.ports import Kind, Values
from bot.store.outbox import PRIORITY
from bot.store.tables import Delivery, Person, Team

LATEST_SENSIBLE = {  # promises.md R-O8; nobody wants Monday's nudge on Wednesday
    Kind.REPLY: timedelta(hours=1),
    Kind.NUDGE: timedelta(hours=4),
    Kind.INVITATION: timedelta(hours=12),
    Kind.SUMMARY: timedelta(hours=24),
    Kind.DIGEST: timedelta(hours=24),
}


def queue_to_person(
    turn: Turn,
    kind: Kind,
    person: Person,
    message: str,
    values: Values,
    key: str,
    closes_at: datetime | None = None,
) -> bool:
    """Queue a message; where it goes and what language it speaks is decided when it is sent.

    ``closes_at`` is when it becomes pointless; an invitation lives until then. False when ``key``
    was queued before: nothing happens then.
    """
    row = _delivery(turn, kind, message, values, key, closes_at)
    row.person_id = person.id
    return turn.store.outbox.add(row)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one of many people."""

    person_id: str
    values: Values
    key: str


def queue_to_people(
    turn: Turn,
    kind: Kind,
    message: str,
    letters: Sequence[Letter],
    closes_at: datetime | None = None,
    send_after: datetime | None = None,
) -> int:
    """Queue the same message to many at once, to go at ``send_after`` or now.

    How many were not queued before.
    """
    alike = _delivery(turn, kind, message, {}, "", closes_at, send_after).model_dump()
    return turn.store.outbox.add_all(
        [
            {
                **alike,
                "id": turn.new_id(),
                "dedupe_key": f"{kind}:{letter.key}",
                "person_id": letter.person_id,
                "values": _written(letter.values),
            }
            for letter in letters
        ]
    )


def queue_to_team(
    turn: Turn, kind: Kind, team: Team, message: str, values: Values, key: str
) -> bool:
    """Queue a message for the team's channel; false when ``key`` was queued before."""
    row = _delivery(turn, kind, message, values, key, None)
    row.team_id, row.language = team.id, turn.language
    return turn.store.outbox.add(row)


def channel_of(team: Team, turn: Turn) -> Address | None:
    """Where messages for the team go, if a channel was chosen."""
    return turn.store.teams.channel(team.id) or turn.config.channel(team.name)


def expiry(start: datetime, fresh_for: timedelta, closes_at: datetime | None) -> datetime:
    """Until when a message makes sense that may be sent from ``start`` on."""
    end = start + fresh_for
    return min(end, closes_at) if closes_at else end


def _delivery(
    turn: Turn,
    kind: Kind,
    message: str,
    values: Values,
    key: str,
    closes_at: datetime | None,
    send_after: datetime | None = None,
) -> Delivery:
    fresh_for, start = LATEST_SENSIBLE[kind], send_after or turn.now
    if kind is Kind.INVITATION and closes_at is not None:
        fresh_for = closes_at - turn.now
    return Delivery(
        id=turn.new_id(),
        kind=kind,
        dedupe_key=f"{kind}:{key}",
        message=message,
        values=_written(values),
        priority=PRIORITY[kind],
        created_at=turn.now,
        send_after=start,
        fresh_for=int(fresh_for.total_seconds()),
        expires_at=expiry(start, fresh_for, closes_at),
        closes_at=closes_at,
    )


def _written(values: Values) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
