"""The conversations of the playground, kept in memory so that they survive a reload of the page."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.playground.markup import Html

_KEPT = 300  # messages in each room; older ones scroll out of memory


def direct_room(account: str) -> str:
    return f"direct:{account}"


def channel_room(name: str) -> str:
    return f"channel:{name}"


def is_room(room: str) -> bool:
    kind, _, name = room.partition(":")
    return kind in {"direct", "channel"} and bool(name)


def is_channel(room: str) -> bool:
    return room.startswith("channel:")


@dataclass(frozen=True, slots=True)
class Message:
    """One thing in a room; ``author`` is an account, or empty for the bot.

    ``only_for`` names the one account that sees it. ``delivery`` is the id a courier looks for.
    ``version`` is set when the message is put, and grows with every change of any room.
    """

    id: str
    body: Html
    at: datetime
    author: str = ""
    only_for: str = ""
    delivery: str = ""
    is_form: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A message that came, changed or (``message`` is None) went."""

    room: str
    id: str
    message: Message | None
    after: str
    unread: int


Listener = Callable[[Change], None]


class Rooms:
    """Messages by room. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rooms = dict[str, list[Message]]()
        self._unread = Counter[str]()
        self._version = 0
        self._listeners = list[Listener]()

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` with every change, in order, on the thread that makes it."""
        self._listeners.append(listener)

    def put(self, room: str, message: Message, after: str = "") -> None:
        """Put a message in its place: over the one with its id, behind ``after``, or at the end."""
        with self._lock:
            self._version += 1
            message = replace(message, version=self._version)
            held = self._rooms.setdefault(room, [])
            position = _position(held, message.id)
            if position is not None:
                message = replace(message, at=held[position].at)  # it stands where it stood
                held[position] = message
            else:
                self._insert(room, held, message, after)
            self._tell(Change(room, message.id, message, after, self._unread[room]))

    def remove(self, room: str, message_id: str) -> None:
        with self._lock:
            held = self._rooms.get(room, [])
            position = _position(held, message_id)
            if position is not None:
                del held[position]
                self._tell(Change(room, message_id, None, "", self._unread[room]))

    def messages(self, room: str) -> tuple[Message, ...]:
        with self._lock:
            return tuple(self._rooms.get(room, ()))

    def find(self, room: str, message_id: str) -> Message | None:
        return next((m for m in self.messages(room) if m.id == message_id), None)

    def carrying(self, room: str, delivery: str) -> Message | None:
        return next((m for m in self.messages(room) if m.delivery == delivery), None)

    def unread(self) -> Mapping[str, int]:
        with self._lock:
            return +self._unread

    def see(self, room: str) -> None:
        with self._lock:
            del self._unread[room]

    def see_all(self) -> None:
        with self._lock:
            self._unread.clear()

    def clear(self) -> None:
        with self._lock:
            self._rooms.clear()
            self._unread.clear()

    def _insert(self, room: str, held: list[Message], message: Message, after: str) -> None:
        position = _position(held, after)
        held.insert(len(held) if position is None else position + 1, message)
        del held[:-_KEPT]
        if not (message.author or message.is_form or message.only_for):
            self._unread[room] += 1

    def _tell(self, change: Change) -> None:
        for listener in self._listeners:
            listener(change)


def _position(held: list[Message], message_id: str) -> int | None:
    return next((n for n, message in enumerate(held) if message.id == message_id), None)
