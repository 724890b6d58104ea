"""The few things the core needs from outside, as protocols."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.model.cards import Card
from bot.model.charts import Chart
from bot.model.events import Actor, Address, AnyEvent, Event
from bot.model.forms import Form
from bot.model.replies import Reply


class Kind(StrEnum):
    """What a delivery is; it decides priority, expiry and what happens after an unclear result."""

    REPLY = "reply"
    INVITATION = "invitation"
    NUDGE = "nudge"
    SUMMARY = "summary"
    DIGEST = "digest"


class Gone(StrEnum):
    """Why nothing arrives somewhere any more, in words that are the same on every platform."""

    BLOCKED = "blocked"
    LEFT = "gone"
    ARCHIVED = "archived"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way: ``delivery`` is the id that the platform's metadata carries.

    ``address.card`` set: replace that card. ``first_tried_at`` (aware UTC): set when an earlier
    try ended unclear, the time from which to look. ``plain``: the content was refused once, send
    text only. ``may_go`` is asked right before it is sent: where it says no, another replica
    may have taken over and send it by now.
    """

    delivery: str
    address: Address
    card: Card
    kind: Kind
    language: str
    first_tried_at: datetime | None = None
    plain: bool = False
    may_go: Callable[[], bool] = field(default=lambda: True, compare=False, repr=False)


class Messenger(Protocol):
    """A platform's way to write first. Called from worker threads, never from the event loop."""

    @property
    def can_look(self) -> bool:
        """Whether ``find`` can tell if a message arrived."""
        ...

    def send(self, parcel: Parcel) -> str:
        """Send or replace, and return the platform's id of the message.

        Raises a ``DeliveryError``: Throttled, Unreachable, Refused, Unclear or WorkspacePaused;
        ``Superseded`` where ``may_go`` says no.
        """
        ...

    def find(self, parcel: Parcel) -> str | None:
        """The id of the message that carries ``parcel.delivery``, or None if it did not arrive.

        Raises ``Unclear`` when it cannot be looked up now.
        """
        ...


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform tells of an account; ``email`` is empty unless the platform verified it."""

    name: str = ""
    email: str = ""
    zone: str = ""
    locale: str = ""
    guest: bool = False


class Directory(Protocol):
    """Looks accounts up on their platform. Called from worker threads, never inside a turn."""

    def profile(self, actor: Actor) -> Profile:
        """Raises a ``DeliveryError`` when the platform does not answer or does not know them."""
        ...


class Conversation(Protocol):
    """The core, as adapters see it. Synchronous: call it with ``asyncio.to_thread``."""

    def dispatch(self, event: AnyEvent) -> Reply:
        """Answer one event in one transaction; the platform is acknowledged when it returns.

        Raises ``StoreAway`` when the store cannot be reached: answer so that the platform retries.
        """
        ...

    def offer(self, form: Form, event: Event) -> Card:
        """A card with one button that opens ``form``, for where it could not be opened at once."""
        ...


class Engine(Protocol):
    """Runs long work so that it is finished once, also when the process dies in the middle."""

    def register(self, name: str, work: Callable[..., None]) -> None:
        """Make ``work`` known; its arguments are ids only, and it is safe to repeat."""
        ...

    def open(self) -> None:
        """Begin to work; everything is registered by now."""
        ...

    def start(self, name: str, key: str, *ids: str) -> None:
        """Run the work once per ``key``; a key that was started before does nothing."""
        ...

    def close(self) -> None:
        """Begin no more work."""
        ...


Clock = Callable[[], datetime]
"""The time, aware UTC: the system's in ``bot/app.py``, a moved one in the playground."""

Painter = Callable[[Chart, str], bytes]
"""Draws a chart as PNG for a theme, ``light`` or ``dark``."""

Values = Mapping[str, object]
