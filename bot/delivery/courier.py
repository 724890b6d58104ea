"""The courier: claims what is due, asks the gate at the last moment, sends, settles."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bot.conversation.turn import Turn, Turns
from bot.delivery.deciding import End, Go, Wait, after_unseen_try, decide, marked_as_repeat
from bot.delivery.pacing import Pacing
from bot.delivery.settling import Outcome, end, settle
from bot.errors import DeliveryError, Throttled
from bot.model.events import Address
from bot.model.ports import Kind, Messenger, Parcel
from bot.store.tables import Delivery

BATCH = 200  # claimed at once
CHUNK = 16  # in the air at once; so many are unclear at most after a kill
LEASE = timedelta(seconds=30)
ADAPTER_OFF = 60.0  # seconds; the admin may switch it on again before the message is stale


@dataclass(frozen=True, slots=True)
class _Try:
    """A parcel about to be sent; ``look`` first if an earlier try may have brought it there.

    ``unseen_since`` is when the first try of unknown outcome was made, before this one.
    """

    claimed: Delivery
    parcel: Parcel
    look: bool
    unseen_since: datetime | None


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
        self._lease = lease
        self._pool = ThreadPoolExecutor(workers, "courier") if workers > 1 else None

    def run(self) -> int:
        """Take up to a batch of due deliveries and send, put off or end each; how many that was."""
        with self._turns.begin() as turn:
            turn.store.outbox.take_over(turn.now)
            claimed = turn.store.outbox.claim(turn.now, self._lease, BATCH)
        left = list(claimed)
        while left:
            tries, left = self._prepare(left)
            results = self._each(self._attempt, tries)
            self._settle(zip(tries, results, strict=True))
        return len(claimed)

    def close(self) -> None:
        """Let what is in the air arrive."""
        if self._pool is not None:
            self._pool.shutdown()

    def _prepare(self, claimed: list[Delivery]) -> tuple[list[_Try], list[Delivery]]:
        """Decide on deliveries until a chunk is full; marks those that are about to be sent.

        The second list is what comes in a later chunk: one message is in the air for a
        conversation, so that readers see them in order.
        """
        tries, later, addressed = list[_Try](), list[Delivery](), set[Address]()
        with self._turns.begin() as turn:
            for row in claimed:
                held = turn.store.outbox.held(row)
                if held is None:
                    continue  # another worker took it over
                go = self._go(held, turn)
                if go is None:
                    continue
                conversation = Address(
                    go.address.platform, go.address.workspace, go.address.conversation
                )
                if conversation in addressed or len(tries) == CHUNK:
                    later.append(row)
                    continue
                free = self._pacing.next_free(go.address, turn.now)
                if free > turn.now:
                    _put_off(held, free, turn)
                    continue
                addressed.add(conversation)
                tries.append(self._marked(held, go, turn))
        return tries, later

    def _go(self, row: Delivery, turn: Turn) -> Go | None:
        """Where and what to send, or None when it waits or has ended."""
        match decide(row, turn):
            case End(state, reason):
                end(row, state, reason, turn)
            case Wait(until, expires_at):
                row.expires_at = expires_at
                _put_off(row, until, turn)
            case Go() as go:
                ended = after_unseen_try(row, can_look=self._can_look(go.address.platform))
                if ended is None:
                    return go
                end(row, ended.state, ended.reason, turn)
        return None

    def _marked(self, row: Delivery, go: Go, turn: Turn) -> _Try:
        """From here on a crash leaves it unclear whether the message is there."""
        unseen_since = row.first_tried_at
        look = unseen_since is not None
        if look and not self._can_look(go.address.platform):
            go, look = marked_as_repeat(go, turn), False
        row.state, row.tries = "sending", row.tries + 1
        row.first_tried_at = unseen_since or turn.now
        row.lease_until = turn.now + self._lease
        turn.store.outbox.save(row)
        self._pacing.take(go.address, turn.now)
        parcel = Parcel(
            delivery=row.id,
            address=go.address,
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

    def _settle(self, tried: Iterable[tuple[_Try, str | DeliveryError]]) -> None:
        with self._turns.begin() as turn:
            for attempt, result in tried:
                row = turn.store.outbox.held(attempt.claimed)
                if row is not None:
                    tried_at = row.first_tried_at or turn.now
                    row.first_tried_at = attempt.unseen_since
                    outcome = Outcome(attempt.parcel.address, result, tried_at)
                    settle(row, outcome, turn, self._pacing, self._random)

    def _each(
        self, attempt: Callable[[_Try], str | DeliveryError], tries: list[_Try]
    ) -> Iterator[str | DeliveryError]:
        return self._pool.map(attempt, tries) if self._pool else map(attempt, tries)

    def _can_look(self, platform: str) -> bool:
        messenger = self._messengers.get(platform)
        return messenger is not None and messenger.can_look


def _put_off(row: Delivery, until: datetime, turn: Turn) -> None:
    row.send_after, row.lease_until = until, None
    turn.store.outbox.save(row)
