"""Who sent too much just now: counted in this process, before the store is asked anything."""

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from math import ceil
from threading import Lock
from time import monotonic

from bot.catalog import Catalog
from bot.config import Limits
from bot.conversation.recognising import meant
from bot.conversation.router import Router
from bot.conversation.unsaved import again
from bot.errors import StoreAway, TooMany
from bot.model.events import Answered, AnyEvent, FormChanged, FormSubmission
from bot.model.replies import Nothing, Reply, ShowCard

HOLDERS = 10_000  # people or workspaces that are remembered, those who were here last
_KEYS = 20_000
_FILLING_IN = (FormSubmission, FormChanged)  # nobody's answers are refused
_MINUTE, _SECOND = 60.0, 1.0
_TOLD, _TOLD_WITHIN = 5, 10.0  # a flood of answers would keep the others' waiting at the platform


class Window:
    """At most ``most`` times for each holder within any ``seconds``."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._times = OrderedDict[Hashable, deque[float]]()

    def __len__(self) -> int:
        return len(self._times)

    def wait(self, holder: Hashable, now: float) -> float:
        """Seconds until the next one is welcome; 0 when it is welcome now."""
        times = self._times.get(holder)
        if times is None or len(times) < self._most:
            return 0.0
        return max(times[0] + self._seconds - now, 0.0)

    def count(self, holder: Hashable, now: float) -> None:
        times = self._times.setdefault(holder, deque(maxlen=self._most))
        times.append(now)
        self._times.move_to_end(holder)
        if len(self._times) > HOLDERS:
            self._times.popitem(last=False)


class Gate:
    """Counts what was let in, by person and by workspace; safe to call from several threads.

    A repeat of an event that was let in is let in again, and not counted: it hears what it heard.
    Forms are always let in, for what was typed would be lost. Whoever goes on although they were
    told to wait hears nothing more for a while.
    """

    def __init__(self, chosen: Limits, now: Callable[[], float] = monotonic) -> None:
        self._people = Window(chosen.commands_a_minute, _MINUTE)
        self._workspaces = Window(chosen.events_a_second, _SECOND)
        self._told = Window(_TOLD, _TOLD_WITHIN)
        self._keys = OrderedDict[str, None]()
        self._now, self._lock = now, Lock()

    def wait(self, event: AnyEvent) -> int:
        """Whole seconds until this event may be tried again; 0 lets it in."""
        with self._lock:
            if event.key in self._keys:
                return 0
            now = self._now()
            seconds = 0.0 if isinstance(event, _FILLING_IN) else self._wait(event, now)
            if not seconds:
                self._count(event, now)
            return ceil(seconds)

    def tells(self, event: AnyEvent) -> bool:
        """Whether the person should hear that this event was refused."""
        with self._lock:
            person, now = _person(event), self._now()
            if self._told.wait(person, now):
                return False
            self._told.count(person, now)
            return True

    def _wait(self, event: AnyEvent, now: float) -> float:
        person = self._people.wait(_person(event), now) if isinstance(event, Answered) else 0.0
        return person or self._workspaces.wait(_workspace(event), now)

    def _count(self, event: AnyEvent, now: float) -> None:
        if isinstance(event, Answered) and not isinstance(event, _FILLING_IN):
            self._people.count(_person(event), now)
        self._workspaces.count(_workspace(event), now)
        self._keys[event.key] = None
        if len(self._keys) > _KEYS:
            self._keys.popitem(last=False)


def refusal(event: AnyEvent, seconds: int, gate: Gate, catalog: Catalog, router: Router) -> Reply:
    """A card that says when to try again, or nothing for who was told so often enough.

    Raises ``StoreAway`` where nobody would see it: the platform repeats such events.
    """
    if not isinstance(event, Answered):
        raise StoreAway("too_many")
    if not gate.tells(event):
        return Nothing()
    language = catalog.nearest_language(event.locale)
    retry = again(meant(event, catalog, language, router.commands), router)
    values = {"seconds": seconds, "action": retry.name, "subject": retry.subject}
    return ShowCard(catalog.card(TooMany.message, language, values))


def _workspace(event: AnyEvent) -> Hashable:
    return event.actor.platform, event.actor.workspace


def _person(event: AnyEvent) -> Hashable:
    return event.actor.platform, event.actor.workspace, event.actor.account
