"""What becomes of a delivery after a try, by what the platform said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import structlog

from bot.conversation.turn import Turn
from bot.delivery.pacing import Pacing
from bot.errors import (
    Away,
    DeliveryError,
    Refused,
    Superseded,
    Throttled,
    Unclear,
    Unreachable,
    WorkspacePaused,
)
from bot.model.events import Address
from bot.model.ports import Kind
from bot.store.outbox import NAMELESS
from bot.store.tables import Delivery

PAUSE = timedelta(minutes=15)
GIVE_UP = timedelta(hours=24)
_A_SECOND = timedelta(seconds=1)
_SHORTEST, _LONGEST = 1.0, 300.0  # seconds between tries, promises.md R-O2
_LONGEST_ASKED = 3600.0  # seconds that a platform may ask us to wait
log = structlog.get_logger()


def end(row: Delivery, state: str, reason: str, turn: Turn, receipt: str = "") -> None:
    """The delivery is over. What a reply said is not kept: it was for one person's eyes."""
    row.state, row.reason, row.receipt = state, reason, receipt
    row.settled_at, row.card = turn.now, ""
    if reason in NAMELESS:
        row.person_id, row.values = None, "{}"  # nothing lists who has answered
        about, _, _ = row.dedupe_key.rpartition(":")
        row.dedupe_key = f"{about}:{row.id}"  # whoever queues it again has it dropped again
    turn.store.outbox.save(row)


def wait(row: Delivery, until: datetime, reason: str, turn: Turn) -> None:
    """It is tried again then; where to is decided anew, unless it may have arrived.

    Its platform and workspace stay, so that it is left alone while these are not written to.
    """
    row.state, row.send_after, row.reason = "waiting", until, reason
    if row.first_tried_at is None and row.kind != Kind.REPLY:
        row.conversation = ""
    turn.store.outbox.save(row)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``result`` is the platform's id of the message, or why there is none.

    ``tried_at`` is when a message of unknown whereabouts was first tried.
    """

    address: Address
    result: str | DeliveryError
    tried_at: datetime


def learn(address: Address, result: str | DeliveryError, now: datetime, pacing: Pacing) -> None:
    """Let the pacing know what the try says about the platform."""
    match result:
        case Superseded():
            pacing.unsent(address)
        case Unclear() | Away():
            pacing.failed(address, now)
        case _:
            pacing.answered(address)


def settle(row: Delivery, outcome: Outcome, turn: Turn, pacing: Pacing, random: Random) -> None:
    """Write down what the try came to; only an unclear one leaves a doubt behind."""
    match outcome.result:
        case str(receipt):
            end(row, "sent", "", turn, receipt)
        case Superseded():
            row.tries -= 1
            wait(row, turn.now + _A_SECOND, row.reason, turn)
            pacing.hold(outcome.address, row.send_after)
        case Throttled(retry_after=seconds, reason=reason):
            asked = backoff(row.tries, random) if seconds is None else _bounded(seconds)
            wait(row, turn.now + asked, reason, turn)
            pacing.hold(outcome.address, row.send_after)
        case WorkspacePaused(reason=reason):
            log.error("workspace_paused", platform=outcome.address.platform, reason=reason)
            wait(row, turn.now + PAUSE, reason, turn)
            pacing.hold_workspace(outcome.address, row.send_after)
        case Unclear(reason=reason):
            _unclear(row, outcome, reason, turn, random)
            pacing.hold(outcome.address, row.send_after)  # what comes after it stays after it
        case Refused(reason=reason) if not row.plain:
            row.plain = True
            wait(row, turn.now, reason, turn)
        case Unreachable() as gone:
            _unreachable(row, outcome.address, gone.in_full, turn)
        case DeliveryError(reason=reason):
            end(row, "failed", reason, turn)


def backoff(tries: int, random: Random) -> timedelta:
    """Full jitter: anything up to one second doubled with each try, five minutes at most."""
    return timedelta(seconds=random.uniform(0, min(_LONGEST, _SHORTEST * 2 ** min(tries, 9))))


def _bounded(seconds: float) -> timedelta:
    return timedelta(seconds=min(max(seconds, _SHORTEST), _LONGEST_ASKED))


def _unclear(row: Delivery, outcome: Outcome, reason: str, turn: Turn, random: Random) -> None:
    """It may be there: the next try looks first, where one can look."""
    row.first_tried_at = outcome.tried_at
    if turn.now - outcome.tried_at > GIVE_UP:
        end(row, "unclear", reason, turn)
    else:
        wait(row, turn.now + backoff(row.tries, random), reason, turn)


def _unreachable(row: Delivery, address: Address, reason: str, turn: Turn) -> None:
    """A person with another account gets it there; otherwise it has failed."""
    if row.person_id is not None and row.kind != Kind.REPLY:
        turn.store.accounts.mark_unreachable(address)
    if row.first_tried_at is not None:
        end(row, "unclear", reason, turn)
    elif row.kind != Kind.REPLY and row.person_id and turn.store.people.address(row.person_id):
        wait(row, turn.now, reason, turn)
    else:
        end(row, "failed", reason, turn)
