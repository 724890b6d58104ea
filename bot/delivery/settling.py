"""What becomes of a delivery after a try, by what the platform said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import structlog

from bot.conversation.turn import Turn
from bot.delivery.pacing import Pacing
from bot.errors import DeliveryError, Refused, Throttled, Unclear, Unreachable, WorkspacePaused
from bot.model.events import Address
from bot.model.ports import Kind
from bot.store.tables import Delivery

PAUSE = timedelta(minutes=15)
GIVE_UP = timedelta(hours=24)
_SHORTEST, _LONGEST = 1.0, 300.0  # seconds between tries, promises.md R-O2
log = structlog.get_logger()


def end(row: Delivery, state: str, reason: str, turn: Turn, receipt: str = "") -> None:
    """The delivery is over. What a reply said is not kept: it was for one person's eyes."""
    row.state, row.reason, row.receipt = state, reason, receipt
    row.settled_at, row.lease_until, row.card = turn.now, None, ""
    turn.store.outbox.save(row)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``result`` is the platform's id of the message, or why there is none.

    ``tried_at`` is when a message of unknown whereabouts was first tried.
    """

    address: Address
    result: str | DeliveryError
    tried_at: datetime


def settle(row: Delivery, outcome: Outcome, turn: Turn, pacing: Pacing, random: Random) -> None:
    """Write down what the try came to; only an unclear one leaves a doubt behind."""
    row.lease_until = None
    match outcome.result:
        case str(receipt):
            end(row, "sent", "", turn, receipt)
        case Throttled(retry_after=seconds):
            _try_again(row, timedelta(seconds=max(seconds, _SHORTEST)), turn)
            pacing.hold(outcome.address, row.send_after)
        case WorkspacePaused(reason=reason):
            log.error("workspace_paused", platform=outcome.address.platform, reason=reason)
            _try_again(row, PAUSE, turn)
            row.expires_at += PAUSE  # it waits for the admin, not for the person
            pacing.hold_workspace(outcome.address, row.send_after)
        case Unclear():
            _unclear(row, outcome.tried_at, turn, random)
        case Refused() if not row.plain:
            row.plain = True
            _try_again(row, timedelta(0), turn)
        case Unreachable(reason=reason):
            _unreachable(row, outcome.address, reason, turn)
        case DeliveryError(reason=reason):
            end(row, "failed", reason, turn)


def backoff(tries: int, random: Random) -> timedelta:
    """Full jitter: anything up to one second doubled with each try, five minutes at most."""
    return timedelta(seconds=random.uniform(0, min(_LONGEST, _SHORTEST * 2**tries)))


def _try_again(row: Delivery, delay: timedelta, turn: Turn) -> None:
    row.state, row.send_after = "waiting", turn.now + delay
    turn.store.outbox.save(row)


def _unclear(row: Delivery, tried_at: datetime, turn: Turn, random: Random) -> None:
    """It may be there: the next try looks first, where one can look."""
    row.first_tried_at = tried_at
    if turn.now - tried_at > GIVE_UP:
        end(row, "unclear", "unclear", turn)
        return
    _try_again(row, backoff(row.tries, random), turn)


def _unreachable(row: Delivery, address: Address, reason: str, turn: Turn) -> None:
    """A person with another account gets it there; otherwise it has failed."""
    if row.person_id is not None and row.kind != Kind.REPLY:
        turn.store.people.mark_unreachable(address)
        if turn.store.people.address(row.person_id) is not None:
            _try_again(row, timedelta(0), turn)
            return
    end(row, "failed", reason, turn)
