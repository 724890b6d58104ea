"""One replica at a time keeps the clock and sends; the others answer events and watch it.

A leader is heard of by the beats that it counts in the store. Whoever has not heard of it for a
whole lease, by a clock that nobody can set, takes over with the next term. Nothing is compared
between the clocks of two machines.
"""

from collections.abc import Callable
from time import monotonic

import structlog

from bot.conversation.turn import Turn, Turns

LEASE = 30.0  # seconds, promises.md R-O7
_RENEWED_AFTER = 3  # renewals in the time of one lease
_BEGUN_WITHIN = 2  # what may take a while is begun in the first half of a lease only
log = structlog.get_logger()


class Leadership:
    """This replica's part in it. ``replica`` names it: under its own name it takes up at once.

    ``lease`` is in seconds. Safe to use from several threads, as long as one of them calls
    ``keep``.
    """

    def __init__(
        self,
        turns: Turns,
        replica: str = "only",
        lease: float = LEASE,
        elapsed: Callable[[], float] = monotonic,
    ) -> None:
        self._turns, self._replica, self._lease = turns, replica, lease
        self._elapsed = elapsed
        self._term: int | None = None
        self._told: int | None = 0  # no term: what it is at the start is told, too
        self._renewed_at = self._heard_at = elapsed()
        self._heard: tuple[int, int] | None = None

    @property
    def term(self) -> int | None:
        """The present one, as far as this replica knows that it leads; ``is_sure`` is certain."""
        return self._term

    def keep(self) -> bool:
        """Renew the lease or, where nobody holds one, take it. False: another replica leads.

        Raises ``StoreAway``; whoever led may go on until the lease ends.
        """
        now = self._elapsed()
        if self._term is not None and now - self._renewed_at < self._lease / _RENEWED_AFTER:
            return True
        with self._turns.begin() as turn:
            term = self._held(turn, now)
        if term is not None:
            self._renewed_at = now
        if term != self._told:
            log.info("leads" if term is not None else "follows", term=term or "another's")
        self._term = self._told = term
        return term is not None

    def may_send(self) -> bool:
        """Whether what is begun now ends while nobody else can have taken over."""
        left = self._renewed_at + self._lease - self._elapsed()
        return self._term is not None and left > self._lease / _BEGUN_WITHIN

    def is_sure(self, turn: Turn) -> bool:
        """Whether what this turn changes is changed by the leader, who stays it until its end."""
        return self._term is not None and turn.store.leaders.is_in_office(self._term)

    def forget(self) -> None:
        """The store was emptied: nobody leads there."""
        self._term = None

    def resign(self) -> None:
        """Let another replica take over at once."""
        term, self._term = self._term, None
        if term is not None:
            with self._turns.begin() as turn:
                turn.store.leaders.retire(term)

    def _held(self, turn: Turn, now: float) -> int | None:
        """The term of this replica, renewed or begun; None while another is heard of."""
        leader = turn.store.leaders.current()
        if leader.replica and leader.term == self._term:
            leader.beats += 1
            return leader.term
        free = leader.replica in ("", self._replica)
        if not free and self._is_heard(leader.term, leader.beats, now):
            return None
        leader.replica, leader.term, leader.beats = self._replica, leader.term + 1, 0
        return leader.term

    def _is_heard(self, term: int, beats: int, now: float) -> bool:
        if self._heard != (term, beats):
            self._heard, self._heard_at = (term, beats), now
        return now - self._heard_at < self._lease
