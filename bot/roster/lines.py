"""Who works here and who is away, one line each, and what a new roster would change."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from bot.model.events import Actor


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person. E-mail addresses are in lower case; every line of a team has the same parent.

    ``platform_id`` is empty, ``slack:<workspace>:<user>`` or ``teams:<tenant>:<AAD object id>``.
    ``country`` is empty for the organisation's.
    """

    name: str
    email: str
    team: str
    parent_team: str
    manager_email: str
    role_band: str
    contracted_hours: float
    zone: str
    platform_id: str
    country: str = ""

    @property
    def actor(self) -> Actor | None:
        if not self.platform_id:
            return None
        platform, workspace, account = self.platform_id.split(":")
        return Actor(platform, workspace, account)


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is not there from ``first`` to ``last``, as ``line`` of a file says."""

    line: int
    email: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ChangedLine:
    email: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterChange:
    added: tuple[RosterLine, ...]
    changed: tuple[ChangedLine, ...]
    removed: tuple[RosterLine, ...]
    unchanged: int


def diff(current: Iterable[RosterLine], new: Iterable[RosterLine]) -> RosterChange:
    """What importing ``new`` would do; people are told apart by their e-mail address."""
    before, after = ({line.email: line for line in lines} for lines in (current, new))
    both = [email for email in after if email in before]
    pairs = [ChangedLine(email, _differing(before[email], after[email])) for email in both]
    changed = tuple(pair for pair in pairs if pair.fields)
    return RosterChange(
        added=tuple(line for email, line in after.items() if email not in before),
        changed=changed,
        removed=tuple(line for email, line in before.items() if email not in after),
        unchanged=len(pairs) - len(changed),
    )


def _differing(before: RosterLine, after: RosterLine) -> tuple[str, ...]:
    names = (field.name for field in fields(RosterLine))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))
