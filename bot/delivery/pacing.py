"""How fast a platform may be written to, in turn time: who must wait, and until when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model.events import Address

_BURST = timedelta(seconds=1)  # a workspace that was quiet may get a second's worth at once
_SEVERAL = 10_000  # conversations are remembered before those of long ago are forgotten
_FAILURES = 20  # in a row, after which a platform counts as down (promises.md R-O13)
_TRIAL = timedelta(seconds=15)  # between the single tries while it is down


Lane = tuple[str, str]
"""A platform, and a workspace on it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """At most one message per ``per_conversation`` and ``a_second`` messages per workspace."""

    per_conversation: timedelta
    a_second: float

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=1 / self.a_second)


UNPACED = Pace(timedelta(0), float("inf"))
PACES = {
    "slack": Pace(timedelta(seconds=1), 8),  # promises.md R-O3
    "teams": Pace(timedelta(seconds=1, milliseconds=430), 21),  # R-T6: 70 % of 7 a second, 30
}


@dataclass(slots=True)
class Pacing:
    """Remembers when each conversation and workspace was last written to; one per courier."""

    paces: dict[str, Pace] = field(default_factory=lambda: dict(PACES))
    _conversations: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    _workspaces: dict[Lane, datetime] = field(default_factory=dict)
    _platforms: dict[str, datetime] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)

    def is_open(self, lane: Lane, now: datetime) -> bool:
        """Whether the platform, and the workspace on it, may be written to now."""
        return self.opens_at(lane, now) <= now

    def is_shut(self, platform: str, now: datetime) -> bool:
        """Whether nobody on the platform may be written to now: it is down."""
        return self._platforms.get(platform, now) > now

    def opens_at(self, lane: Lane, now: datetime) -> datetime:
        return max(now, self._platforms.get(lane[0], now), self._workspaces.get(lane, now))

    def free_at(self, address: Address, now: datetime) -> datetime:
        """The first instant at which one more message to this conversation keeps its pace."""
        return max(now, self._conversations.get(_keys(address)[0], now))

    def take(self, address: Address, now: datetime) -> None:
        """A message goes out now."""
        pace, (conversation, workspace) = self._pace(address), _keys(address)
        if pace.per_conversation:
            self._conversations[conversation] = now + pace.per_conversation
        self._workspaces[workspace] = self._next_of(workspace, pace, now)
        if self._is_down(address.platform):
            self._platforms[address.platform] = now + _TRIAL
        self._forget(now)

    def hold(self, address: Address, until: datetime) -> None:
        """Nothing goes to this conversation before then: the platform asked, or order is kept."""
        self._conversations[_keys(address)[0]] = until

    def hold_workspace(self, address: Address, until: datetime) -> None:
        """Nothing goes to this workspace before the admin has looked after it."""
        self._workspaces[_keys(address)[1]] = until

    def answered(self, address: Address) -> None:
        """The platform said something clear: it is up."""
        self._failures.pop(address.platform, None)
        self._platforms.pop(address.platform, None)

    def failed(self, address: Address, now: datetime) -> None:
        """The platform said nothing clear; when that goes on it is left alone but for trials."""
        platform = address.platform
        self._failures[platform] = self._failures.get(platform, 0) + 1
        if self._is_down(platform):
            self._platforms[platform] = now + _TRIAL

    def _next_of(self, workspace: Lane, pace: Pace, now: datetime) -> datetime:
        """Each message moves the workspace's instant on, from a second's worth ago at least."""
        earliest = now - _BURST + pace.interval
        return max(self._workspaces.get(workspace, earliest), earliest) + pace.interval

    def _pace(self, address: Address) -> Pace:
        return self.paces.get(address.platform, UNPACED)

    def _is_down(self, platform: str) -> bool:
        return self._failures.get(platform, 0) >= _FAILURES

    def _forget(self, now: datetime) -> None:
        if len(self._conversations) > _SEVERAL:
            still = {key: at for key, at in self._conversations.items() if at > now}
            self._conversations.clear()
            self._conversations.update(still)


def lane_of(address: Address) -> Lane:
    return address.platform, address.workspace


def _keys(address: Address) -> tuple[tuple[str, str, str], Lane]:
    lane = lane_of(address)
    return (*lane, address.conversation), lane
