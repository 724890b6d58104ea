"""How fast a platform may be written to, in turn time: who must wait, and until when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model.events import Address

_FORGET = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Pace:
    """At most one message per ``per_conversation`` and ``a_second`` messages per workspace."""

    per_conversation: timedelta
    a_second: float


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
    _workspaces: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def next_free(self, address: Address, now: datetime) -> datetime:
        """The first instant at which a message to this address keeps the pace."""
        conversation, workspace = _keys(address)
        free = max(self._conversations.get(conversation, now), self._workspaces.get(workspace, now))
        return max(free, now)

    def take(self, address: Address, now: datetime) -> None:
        """A message goes out now."""
        pace = self.paces.get(address.platform, UNPACED)
        conversation, workspace = _keys(address)
        if pace.per_conversation:
            self._conversations[conversation] = now + pace.per_conversation
        burst = max(self._workspaces.get(workspace, now), now - timedelta(seconds=1))
        self._workspaces[workspace] = burst + timedelta(seconds=1 / pace.a_second)
        self._forget(now)

    def hold(self, address: Address, until: datetime) -> None:
        """The platform asked to wait for this conversation."""
        self._conversations[_keys(address)[0]] = until

    def hold_workspace(self, address: Address, until: datetime) -> None:
        """Nothing goes to this workspace before the admin has looked after it."""
        self._workspaces[_keys(address)[1]] = until

    def _forget(self, now: datetime) -> None:
        if len(self._conversations) > 10_000:
            recent = {key: at for key, at in self._conversations.items() if at > now - _FORGET}
            self._conversations.clear()
            self._conversations.update(recent)


def _keys(address: Address) -> tuple[tuple[str, str, str], tuple[str, str]]:
    workspace = (address.platform, address.workspace)
    return (*workspace, address.conversation), workspace
