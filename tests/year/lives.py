"""What became of each person in the simulated year, as they know it themselves."""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Generic, TypeVar

T = TypeVar("T")
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
HOMES = {  # where people live, and whose public holidays they have
    "Europe/Amsterdam": "NL",
    "Europe/Berlin": "DE-BY",
    "Europe/London": "GB-ENG",
    "Africa/Cairo": "EG",
    "Asia/Kolkata": "IN",
    "Asia/Tokyo": "JP",
    "Australia/Lord_Howe": "AU-NSW",  # jumps by half an hour
    "Pacific/Auckland": "NZ",
    "America/New_York": "US",
    "America/Los_Angeles": "US-CA",
    "America/Sao_Paulo": "BR",
    "America/Santiago": "CL",  # midnight itself is missing when summer begins
}


class Since(Generic[T]):
    """What held from which instant on."""

    def __init__(self, first: T) -> None:
        self._at, self._values = [ALWAYS], [first]

    def put(self, at: datetime, value: T) -> None:
        self._at.append(at)
        self._values.append(value)

    def at(self, instant: datetime) -> T:
        return self._values[bisect_right(self._at, instant) - 1]

    def changes(self) -> list[tuple[datetime, T]]:
        return list(zip(self._at[1:], self._values[1:], strict=True))


@dataclass(frozen=True)
class Wishes:
    quiet_from: time = time(18)
    quiet_to: time = time(8)
    days: frozenset[int] = frozenset(range(5))  # Monday is 0
    budget: int = 2
    kinds: frozenset[str] = frozenset({"invitation", "nudge", "summary"})

    def entered(self, snoozed_until: str, *, manages: bool) -> dict[str, str]:
        """The form of ``quiet`` as it is sent; only managers see the weekly note in it."""
        names = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
        return {
            "quiet_from": f"{self.quiet_from:%H:%M}",
            "quiet_to": f"{self.quiet_to:%H:%M}",
            "working_days": ",".join(names[day] for day in sorted(self.days)),
            "messages_per_week": f"{self.budget}",
            "kinds": ",".join(sorted(self.kinds - (set() if manages else {"summary"}))),
            "language": "en",
            "snoozed_until": snoozed_until,
        }


@dataclass
class Leave:
    """``known_from`` and ``known_until`` are when the bot was told, and that it is off."""

    first: date
    last: date
    told_on: date
    taken_back_on: date | None = None
    known_from: datetime | None = None
    known_until: datetime | None = None

    def is_known(self, at: datetime) -> bool:
        begun = self.known_from is not None and self.known_from <= at
        return begun and (self.known_until is None or at < self.known_until)


@dataclass
class Life:
    id: str
    account: str
    email: str
    home: str
    keenness: float  # how likely they are to answer
    manages: bool
    zone: Since[str] = field(init=False)
    wishes: Since[Wishes] = field(default_factory=lambda: Since(Wishes()))
    opted_out: Since[bool] = field(default_factory=lambda: Since(False))
    snoozed: Since[datetime] = field(default_factory=lambda: Since(ALWAYS))
    heard: list[datetime] = field(default_factory=lambda: [ALWAYS])
    answered: dict[str, datetime] = field(default_factory=dict)
    leave: list[Leave] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.zone = Since(self.home)

    @property
    def country(self) -> str:
        return HOMES[self.home]

    def wish(self, at: datetime, **changes: object) -> Wishes:
        changed = replace(self.wishes.at(at), **changes)  # type: ignore[arg-type]
        self.wishes.put(at, changed)
        return changed

    def last_heard(self, at: datetime) -> datetime:
        return self.heard[bisect_right(self.heard, at) - 1]


@dataclass(frozen=True)
class Sent:
    """A message, as the platform took it."""

    delivery: str
    account: str
    kind: str
    title: str
    at: datetime


@dataclass(frozen=True)
class Outage:
    start: datetime
    end: datetime

    def covers(self, at: datetime) -> bool:
        return self.start <= at < self.end
