"""The courier: claims what is due, asks the gate at the last moment, sends, settles."""

from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from threading import Event

import structlog

from bot.conversation.turn import Turn, Turns
from bot.delivery.deciding import End, Go, Wait, decide, destination, marked_as_repeat
from bot.delivery.pacing import Pacing
from bot.delivery.settling import Outcome, end, settle, wait
from bot.errors import DeliveryError, Throttled, Unclear
from bot.model.events import Address
from bot.model.ports import Kind, Messenger, Parcel
from bot.store.tables import Delivery

BATCH = 200  # claimed at once
CHUNK = 16  # in the air at once; so many are unclear at most after a kill
LEASE = timedelta(seconds=30)
ADAPTER_OFF = 60.0  # seconds; the admin may switch it on again before the message is stale
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Try:
    """A parcel about to be sent; ``look`` first if an earlier try may have brought it there.

    ``unseen_since`` is when the first try of unknown outcome was made, before this one.
    """

    claimed: Delivery
    parcel: Parcel
    look: bool
    unseen_since: datetime | None


class _Chunk:
    """What goes into the air together: one message for a conversation, so that order is kept."""

    def __init__(self) -> None:
        self.tries = list[_Try]()
        self.later = list[Delivery]()
        self._addressed = set[Address]()

    def takes(self, address: Address) -> bool:
        conversation = replace(address, card="")
        taken = conversation in self._addressed
        self._addressed.add(conversation)
        return not taken

    @property
    def is_full(self) -> bool:
        return len(self.tries) == CHUNK


class Courier:
    """Sends deliveries through the messengers of their platforms. One per process.

    ``workers`` 1 sends one after the other, in this thread.
    """

    def __init__(
        self,
        turns: Turns,
        messengers: Mapping[str, Messenger],
        random: Random,
        pacing: Pacing | None = None,
        workers: int = CHUNK,
        lease: timedelta = LEASE,
    ) -> None:
        self._turns, self._messengers, self._random = turns, messengers, random
        self._pacing = pacing or Pacing()
        self._lease, self._stopping = lease, Event()
        self._pool = ThreadPoolExecutor(workers, "courier") if workers > 1 else None

    def run(self) -> int:
        """Take up to a batch of due deliveries and send, put off or end each; how many that was."""
        with self._turns.begin() as turn:
            turn.store.outbox.take_over(turn.now)
            claimed = turn.store.outbox.claim(turn.now, self._lease, BATCH)
        left, crowd = list(claimed), Counter[str]()
        while left and not self._stopping.is_set():
            chunk = self._prepare(left, crowd)
            results = self._send(chunk.tries)  # all of them, before a transaction begins
            self._settle(zip(chunk.tries, results, strict=True))
            left = chunk.later
        return len(claimed)

    def stop(self) -> None:
        """Send no more than what is in the air; others get what was claimed when its lease ends."""
        self._stopping.set()

    def close(self) -> None:
        """Let what is in the air arrive."""
        if self._pool is not None:
            self._pool.shutdown()

    def _prepare(self, claimed: list[Delivery], crowd: Counter[str]) -> _Chunk:
        """Decide on deliveries until a chunk is full; mark those that are about to be sent."""
        chunk = _Chunk()
        with self._turns.begin() as turn:
            for row in claimed:
                if chunk.is_full:
                    chunk.later.append(row)
                elif (held := turn.store.outbox.held(row)) is not None:
                    self._place(held, row, chunk, crowd, turn)
        return chunk

    def _place(
        self, row: Delivery, claimed: Delivery, chunk: _Chunk, crowd: Counter[str], turn: Turn
    ) -> None:
        """Put one delivery into the chunk, into a later one, off, or to its end."""
        address = destination(row, turn)
        if isinstance(address, End):
            end(row, address.state, address.reason, turn)
            return
        if isinstance(address, Wait):
            wait(row, min(address.until, row.expires_at), address.reason, turn)
            return
        workspace = f"{address.platform} {address.workspace}"
        free = self._pacing.next_free(address, turn.now, crowd[workspace])
        if free > turn.now:
            crowd[workspace] += not self._pacing.is_held(address, free)
            wait(row, free, row.reason, turn)
        elif not chunk.takes(address):
            chunk.later.append(claimed)
        else:
            match decide(row, turn, can_look=self._can_look(address.platform)):
                case End(state, reason):
                    end(row, state, reason, turn)
                case Wait(until, expires_at, reason):
                    row.expires_at = expires_at
                    wait(row, until, reason, turn)
                case Go() as go:
                    chunk.tries.append(self._marked(row, address, go, turn))

    def _marked(self, row: Delivery, address: Address, go: Go, turn: Turn) -> _Try:
        """From here on a crash leaves it unclear whether the message is there."""
        unseen_since = row.first_tried_at
        look = unseen_since is not None
        if look and not self._can_look(address.platform):
            go, look = marked_as_repeat(go, turn), False
        row.platform, row.workspace = address.platform, address.workspace
        row.conversation = address.conversation
        row.state, row.tries = "sending", row.tries + 1
        row.first_tried_at = unseen_since or turn.now
        row.lease_until = turn.now + self._lease
        turn.store.outbox.save(row)
        self._pacing.take(address, turn.now)
        parcel = Parcel(
            delivery=row.id,
            address=address,
            card=go.card,
            kind=Kind(row.kind),
            language=go.language,
            first_tried_at=unseen_since if look else None,
            plain=row.plain,
        )
        return _Try(row, parcel, look, unseen_since)

    def _attempt(self, attempt: _Try) -> str | DeliveryError:
        messenger = self._messengers.get(attempt.parcel.address.platform)
        if messenger is None:
            return Throttled(ADAPTER_OFF)
        try:
            found = messenger.find(attempt.parcel) if attempt.look else None
            return found or messenger.send(attempt.parcel)
        except DeliveryError as error:
            return error
        except Exception:  # a messenger's mistake must not hold up everybody's messages
            log.exception("messenger_failed", platform=attempt.parcel.address.platform)
            return Unclear("messenger_failed")

    def _settle(self, tried: Iterable[tuple[_Try, str | DeliveryError]]) -> None:
        with self._turns.begin() as turn:
            for attempt, result in tried:
                row = turn.store.outbox.held(attempt.claimed)
                if row is not None:
                    tried_at = row.first_tried_at or turn.now
                    row.first_tried_at = attempt.unseen_since
                    outcome = Outcome(attempt.parcel.address, result, tried_at)
                    settle(row, outcome, turn, self._pacing, self._random)

    def _send(self, tries: list[_Try]) -> list[str | DeliveryError]:
        results = self._pool.map(self._attempt, tries) if self._pool else map(self._attempt, tries)
        return list(results)

    def _can_look(self, platform: str) -> bool:
        messenger = self._messengers.get(platform)
        return messenger is not None and messenger.can_look
