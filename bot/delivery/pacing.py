"""How fast a platform may be written to, in turn time: who must wait, and until when."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model.events import Address

_SEVERAL = 10_000  # conversations are remembered before those of long ago are forgotten
_FAILURES = 20  # in a row, after which a platform counts as down (promises.md R-O13)
_TRIAL = timedelta(seconds=15)  # between the single tries while it is down
_SECOND = timedelta(seconds=1)
_LONGEST_CALL = timedelta(seconds=40)  # what has no answer by then is not waited for
_SHORTLY = _SECOND  # until those in the air have said whether the platform is up

Lane = tuple[str, str]
"""A platform, and a workspace on it."""


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``most`` messages in any stretch of time of that ``length``."""

    most: int
    length: timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """What each conversation and each workspace of a platform may get."""

    conversation: tuple[Window, ...] = ()
    workspace: tuple[Window, ...] = ()


UNPACED = Pace()
PACES = {
    "slack": Pace((Window(1, _SECOND),), (Window(8, _SECOND),)),  # R-O3
    "teams": Pace(  # R-T6: 70 % of 7, 8, 60 and 1,800 in a conversation, of 30 in a tenant
        (
            Window(4, _SECOND),
            Window(5, 2 * _SECOND),
            Window(42, 30 * _SECOND),
            Window(1_260, 3_600 * _SECOND),
        ),
        (Window(21, _SECOND),),
    ),
}


class _Place:
    """A conversation or a workspace: when it was written to, as far back as that matters."""

    __slots__ = ("_at", "held_until")

    def __init__(self) -> None:
        self._at = deque[datetime]()
        self.held_until: datetime | None = None

    def free_at(self, windows: tuple[Window, ...], now: datetime) -> datetime:
        """When the pace allows one more."""
        free = max(now, self.held_until or now)
        for window in windows:
            if len(self._at) >= window.most:
                free = max(free, self._at[-window.most] + window.length)
        return free

    def add(self, windows: tuple[Window, ...], now: datetime) -> None:
        self._at.append(now)
        while len(self._at) > max((window.most for window in windows), default=0):
            self._at.popleft()

    def is_quiet(self, windows: tuple[Window, ...], now: datetime) -> bool:
        """Whether nothing that is remembered matters any more."""
        longest = max((window.length for window in windows), default=timedelta(0))
        is_over = not self._at or self._at[-1] + longest <= now
        return is_over and (self.held_until is None or self.held_until <= now)

    def move(self, by: timedelta) -> None:
        self._at = deque(at + by for at in self._at)
        self.held_until = self.held_until and self.held_until + by


@dataclass(slots=True)
class _Platform:
    """How a platform answers: ``failures`` in a row, and since when calls have no answer yet."""

    failures: int = 0
    in_the_air: deque[datetime] = field(default_factory=deque)
    next_trial: datetime | None = None

    def free_at(self, now: datetime) -> datetime:
        """While it may be down, what is in the air could be the last failures that it takes."""
        if self.next_trial is not None:
            return max(now, self.next_trial)
        while self.in_the_air and self.in_the_air[0] + _LONGEST_CALL <= now:
            self.in_the_air.popleft()
        may_be_down = self.failures > 0 and self.failures + len(self.in_the_air) >= _FAILURES
        return now + _SHORTLY if may_be_down else now

    def landed(self) -> None:
        if self.in_the_air:
            self.in_the_air.popleft()

    def move(self, by: timedelta) -> None:
        self.in_the_air = deque(at + by for at in self.in_the_air)
        self.next_trial = self.next_trial and self.next_trial + by


@dataclass(slots=True)
class Pacing:
    """Remembers what each conversation and workspace was sent; one per courier.

    No time goes by while somebody sets the clock back: whoever waits then waits no longer for it.
    """

    paces: dict[str, Pace] = field(default_factory=lambda: dict(PACES))
    _conversations: dict[tuple[str, str, str], _Place] = field(default_factory=dict)
    _workspaces: dict[Lane, _Place] = field(default_factory=dict)
    _platforms: dict[str, _Platform] = field(default_factory=dict)
    _latest: datetime | None = None
    _room: int = _SEVERAL

    def is_open(self, lane: Lane, now: datetime) -> bool:
        """Whether the platform, and the workspace on it, may be written to now."""
        return self.opens_at(lane, now) <= now

    def is_shut(self, platform: str, now: datetime) -> bool:
        """Whether nobody on the platform may be written to now: it is down."""
        self._follow(now)
        known = self._platforms.get(platform)
        return known is not None and known.free_at(now) > now

    def opens_at(self, lane: Lane, now: datetime) -> datetime:
        self._follow(now)
        free, pace = now, self._pace(lane[0])
        if (platform := self._platforms.get(lane[0])) is not None:
            free = platform.free_at(now)
        if (place := self._workspaces.get(lane)) is not None:
            free = max(free, place.free_at(pace.workspace, now))
        return free

    def free_at(self, address: Address, now: datetime) -> datetime:
        """The first instant at which one more message to this conversation keeps its pace."""
        self._follow(now)
        place = self._conversations.get(_keys(address)[0])
        pace = self._pace(address.platform)
        return now if place is None else place.free_at(pace.conversation, now)

    def take(self, address: Address, now: datetime) -> None:
        """A message goes out now."""
        self._follow(now)
        pace, (conversation, workspace) = self._pace(address.platform), _keys(address)
        self._conversations.setdefault(conversation, _Place()).add(pace.conversation, now)
        self._workspaces.setdefault(workspace, _Place()).add(pace.workspace, now)
        platform = self._platform(address)
        platform.in_the_air.append(now)
        if platform.next_trial is not None:
            platform.next_trial = now + _TRIAL
        self._forget(now)

    def hold(self, address: Address, until: datetime) -> None:
        """Nothing goes to this conversation before then: the platform asked, or order is kept."""
        self._conversations.setdefault(_keys(address)[0], _Place()).held_until = until

    def hold_workspace(self, address: Address, until: datetime) -> None:
        """Nothing goes to this workspace before the admin has looked after it."""
        self._workspaces.setdefault(_keys(address)[1], _Place()).held_until = until

    def answered(self, address: Address) -> None:
        """The platform said something clear: it is up."""
        platform = self._platform(address)
        platform.failures, platform.next_trial = 0, None
        platform.landed()

    def failed(self, address: Address, now: datetime) -> None:
        """The platform said nothing clear; when that goes on it is left alone but for trials."""
        platform = self._platform(address)
        platform.failures += 1
        platform.landed()
        if platform.failures >= _FAILURES:
            platform.next_trial = now + _TRIAL

    def unsent(self, address: Address) -> None:
        """It is not in the air any more, and says nothing about the platform."""
        self._platform(address).landed()

    def _pace(self, platform: str) -> Pace:
        return self.paces.get(platform, UNPACED)

    def _platform(self, address: Address) -> _Platform:
        return self._platforms.setdefault(address.platform, _Platform())

    def _follow(self, now: datetime) -> None:
        """A clock that was set back takes what is remembered with it."""
        if self._latest is not None and now < self._latest:
            by = now - self._latest
            for place in (*self._conversations.values(), *self._workspaces.values()):
                place.move(by)
            for platform in self._platforms.values():
                platform.move(by)
        self._latest = now

    def _forget(self, now: datetime) -> None:
        if len(self._conversations) > self._room:
            for key, place in list(self._conversations.items()):
                if place.is_quiet(self._pace(key[0]).conversation, now):
                    del self._conversations[key]
            self._room = max(_SEVERAL, 2 * len(self._conversations))


def lane_of(address: Address) -> Lane:
    return address.platform, address.workspace


def _keys(address: Address) -> tuple[tuple[str, str, str], Lane]:
    lane = lane_of(address)
    return (*lane, address.conversation), lane
