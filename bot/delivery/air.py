"""Messages in the air: handed to a platform's messenger, until it says what came of them."""

from collections import deque
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event
from time import sleep

import structlog

from bot.errors import DeliveryError, Throttled, Unclear
from bot.model.events import Address
from bot.model.ports import Messenger, Parcel

MOST = 16  # at once; so many are unclear at most after a kill
ADAPTER_OFF = 60.0  # seconds; the admin may switch it on again before the message is stale
_LOOK_UP = 1.0  # seconds without news after which due rows are looked for
GATHERED = 0.02  # seconds: what comes close together is looked at and sent in one round
log = structlog.get_logger()

Result = str | DeliveryError
"""The platform's id of the message, or why there is none."""


@dataclass(frozen=True, slots=True)
class Try:
    """A parcel about to be sent; ``look`` first if an earlier try may have brought it there.

    ``to`` is whom the row is for, ``unseen_since`` when the first try of unknown outcome was made,
    before this one.
    """

    parcel: Parcel
    to: str
    look: bool
    unseen_since: datetime | None

    @property
    def conversation(self) -> Address:
        return conversation(self.parcel.address)


class Air:
    """One thread fills it and collects from it; ``workers`` 1 does the sending in that thread."""

    def __init__(self, messengers: Mapping[str, Messenger], workers: int = MOST) -> None:
        self._messengers = messengers
        self._pool = ThreadPoolExecutor(workers, "courier") if workers > 1 else None
        self._aloft = dict[str, Try]()
        self._returned = deque[tuple[Try, Result]]()
        self._news = Event()

    @property
    def is_empty(self) -> bool:
        return not self._aloft

    @property
    def room(self) -> int:
        return MOST - len(self._aloft)

    @property
    def deliveries(self) -> list[str]:
        return list(self._aloft)

    @property
    def destinations(self) -> set[str]:
        return {attempt.to for attempt in self._aloft.values()}

    @property
    def conversations(self) -> set[Address]:
        return {attempt.conversation for attempt in self._aloft.values()}

    def send(self, tries: Iterable[Try]) -> None:
        tries = list(tries)
        self._aloft |= {attempt.parcel.delivery: attempt for attempt in tries}
        for attempt in tries:
            if self._pool is None:
                self._attempt(attempt)
            else:
                self._pool.submit(self._attempt, attempt)

    def collect(self, *, patiently: bool) -> list[tuple[Try, Result]]:
        """What came back; ``patiently``: wait a while for it, or until somebody calls ``wake``."""
        if patiently and self._news.wait(_LOOK_UP) and len(self._returned) < len(self._aloft):
            sleep(GATHERED)  # more may come back
        self._news.clear()
        came = [self._returned.popleft() for _ in range(len(self._returned))]
        for attempt, _ in came:
            del self._aloft[attempt.parcel.delivery]
        return came

    def wake(self) -> None:
        """Something was queued; while there is no room for it, only what comes back is news."""
        if self.room > 0:
            self._news.set()

    def can_look(self, platform: str) -> bool:
        messenger = self._messengers.get(platform)
        return messenger is not None and messenger.can_look

    def close(self) -> None:
        """Nobody waits for what is still aloft: it is looked for by whoever sends next."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _attempt(self, attempt: Try) -> None:
        self._returned.append((attempt, self._result(attempt)))
        self._news.set()

    def _result(self, attempt: Try) -> Result:
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


def conversation(address: Address) -> Address:
    """Where it is, whichever card in it is meant."""
    return replace(address, card="")
