"""The courier: takes what is due, asks the gate at the last moment, sends, settles."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import chain
from random import Random
from time import monotonic

import structlog

from bot.conversation.turn import Turn, Turns
from bot.delivery.air import MOST, Air, Result, Try, conversation
from bot.delivery.deciding import End, Go, Wait, decide, destination, marked_as_repeat
from bot.delivery.pacing import Lane, Pacing, lane_of
from bot.delivery.settling import Outcome, end, learn, settle, wait
from bot.errors import StoreAway, Superseded
from bot.leadership import Leadership
from bot.model.events import Address
from bot.model.ports import Kind, Messenger, Parcel
from bot.store.tables import Delivery

FAREWELL = 4.0  # seconds that a stop waits for what is in the air
_MISTAKES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
log = structlog.get_logger()


class Courier:
    """Sends deliveries through the messengers of their platforms; only the leader's does.

    One message for a conversation is in the air, so that order is kept. ``workers`` 1 sends one
    after the other, in this thread.
    """

    def __init__(
        self,
        turns: Turns,
        leadership: Leadership,
        messengers: Mapping[str, Messenger],
        random: Random,
        pacing: Pacing | None = None,
        workers: int = MOST,
    ) -> None:
        self._turns, self._leadership, self._random = turns, leadership, random
        self._pacing = pacing or Pacing()
        self._air, self._landed = Air(messengers, workers), list[tuple[Try, Result]]()
        self._cleared_in: int | None = None  # the term in which nothing of earlier ones is left
        self._stopping_since: float | None = None

    def run(self) -> int:
        """Send, put off or end what is due until nothing is; how many of these there were.

        For one thread at a time. Raises ``StoreAway``; what the platforms said by then is written
        down by the next run.
        """
        handled = step = self._step()
        while (step or not self._air.is_empty) and not self._has_waited_enough():
            self._landed += self._returned(patiently=not step)
            step = self._step()
            handled += step
        return handled

    def oldest_due(self, turn: Turn) -> datetime | None:
        """Since when the oldest waits that could be sent; None where another replica sends."""
        if self._leadership.term is None:
            return None
        oldest = (turn.store.outbox.oldest_due(lane) for lane in self._open_lanes(turn))
        return min((at for at in oldest if at is not None), default=None)

    def next_instant(self, turn: Turn) -> datetime | None:
        """When something may go out next, for a clock that jumps; None when nothing waits."""
        lanes = (self._pacing.opens_at(lane, turn.now) for lane in turn.store.outbox.lanes())
        opening = (at for at in lanes if at > turn.now)
        due = turn.store.outbox.next_due(turn.now)
        return min(chain(opening, () if due is None else (due,)), default=None)

    def wake(self) -> None:
        """Something was queued that a person waits for."""
        self._air.wake()

    def stop(self) -> None:
        """Send no more than what is in the air, and wait for that only so long."""
        self._stopping_since = monotonic()
        self._air.wake()

    def close(self) -> None:
        self._air.close()

    def _step(self) -> int:
        """Write down what came back and take up what is due, in one transaction; how many."""
        tries = list[Try]()
        landed, self._landed = self._landed, []  # a mistake of ours is not made with them again
        cleared_in, self._cleared_in = self._cleared_in, None
        try:
            with self._turns.begin() as turn:
                if not self._leadership.is_sure(turn):
                    return 0  # whoever leads now has taken them over
                for attempt, result in landed:
                    self._settle(attempt, result, turn)
                if cleared_in != self._leadership.term:
                    turn.store.outbox.take_over(besides=self._air.deliveries)
                decided = sum(self._taken_up(tries, turn))
        except StoreAway:
            # Whether that was saved is unclear, but what was taken up has not been sent.
            self._landed = [*landed, *map(self._unsent, tries)]
            raise
        self._cleared_in = self._leadership.term
        self._air.send(tries)
        return len(landed) + decided

    def _returned(self, *, patiently: bool) -> list[tuple[Try, Result]]:
        """What came back; what it says about its platform is learnt once, saved or not."""
        came = self._air.collect(patiently=patiently)
        for attempt, result in came:
            learn(attempt.parcel.address, result, self._turns.clock(), self._pacing)
        return came

    def _unsent(self, attempt: Try) -> tuple[Try, Result]:
        self._pacing.unsent(attempt.parcel.address)
        return attempt, Superseded()

    def _taken_up(self, tries: list[Try], turn: Turn) -> Iterator[bool]:
        """Decide on due rows while there is room in the air; for each, whether it moved on.

        What is for a workspace that may not be written to now is not even looked at.
        """
        room, busy = self._air.room, self._air.destinations
        if room <= 0 or self._stopping_since is not None:
            return
        found = (
            turn.store.outbox.due(turn.now, lane, room, besides=busy)
            for lane in self._open_lanes(turn)
        )
        for row in sorted(chain.from_iterable(found), key=_urgency):
            if len(tries) < room:
                yield self._is_placed(row, tries, turn)

    def _open_lanes(self, turn: Turn) -> list[Lane]:
        lanes = turn.store.outbox.lanes(partial(self._pacing.is_shut, now=turn.now))
        return [lane for lane in lanes if self._pacing.is_open(lane, turn.now)]

    def _is_placed(self, row: Delivery, tries: list[Try], turn: Turn) -> bool:
        try:
            return self._placed(row, tries, turn)
        except _MISTAKES:  # of ours, about one message: it must not hold up everybody's
            log.exception("delivery_cannot_be_decided", message=row.message)
            end(row, "failed", "mistake", turn)
            return True

    def _placed(self, row: Delivery, tries: list[Try], turn: Turn) -> bool:
        """Send one delivery, put it off or end it. False: it waits where it is."""
        match destination(row, turn):
            case End(state, reason):
                end(row, state, reason, turn)
            case Wait(until, _, reason):
                wait(row, min(until, row.expires_at), reason, turn)
            case address if conversation(address) in self._busy(tries):
                return False
            case address if not self._pacing.is_open(lane_of(address), turn.now):
                return self._has_changed_lane(row, lane_of(address), turn)
            case address if (free := self._pacing.free_at(address, turn.now)) > turn.now:
                wait(row, free, row.reason, turn)
            case address:
                self._decided(row, address, tries, turn)
        return True

    def _has_changed_lane(self, row: Delivery, lane: Lane, turn: Turn) -> bool:
        changed = (row.platform, row.workspace) != lane
        row.platform, row.workspace = lane
        turn.store.outbox.save(row)
        return changed

    def _busy(self, tries: list[Try]) -> set[Address]:
        return self._air.conversations | {attempt.conversation for attempt in tries}

    def _decided(self, row: Delivery, address: Address, tries: list[Try], turn: Turn) -> None:
        match decide(row, turn, can_look=self._air.can_look(address.platform)):
            case End(state, reason):
                end(row, state, reason, turn)
            case Wait(until, expires_at, reason):
                row.expires_at = expires_at
                wait(row, min(until, expires_at), reason, turn)
            case Go() as go:
                tries.append(self._marked(row, address, go, turn))

    def _marked(self, row: Delivery, address: Address, go: Go, turn: Turn) -> Try:
        """From here on a crash leaves it unclear whether the message is there."""
        to, unseen_since = row.person_id or row.team_id or row.conversation, row.first_tried_at
        look = unseen_since is not None
        if look and not self._air.can_look(address.platform):
            go, look = marked_as_repeat(go, turn), False
        row.platform, row.workspace = address.platform, address.workspace
        row.conversation = address.conversation
        row.state, row.tries = "sending", row.tries + 1
        row.first_tried_at = unseen_since or turn.now
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
            may_go=self._leadership.may_send,
        )
        return Try(parcel, to, look, unseen_since)

    def _settle(self, attempt: Try, result: Result, turn: Turn) -> None:
        row = turn.store.outbox.in_the_air(attempt.parcel.delivery)
        if row is not None:
            tried_at = row.first_tried_at or turn.now
            row.first_tried_at = attempt.unseen_since
            outcome = Outcome(attempt.parcel.address, result, tried_at)
            settle(row, outcome, turn, self._pacing, self._random)

    def _has_waited_enough(self) -> bool:
        since = self._stopping_since
        return since is not None and monotonic() - since > FAREWELL


def _urgency(row: Delivery) -> tuple[int, datetime, str]:
    return row.priority, row.created_at, row.id
