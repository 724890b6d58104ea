"""What the playground needs from the program: made-up people, and a clock that can be moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Person:
    """Someone a visitor can step into; ``role`` is in words.

    ``featured`` people stand first on the page: one for each thing worth seeing.
    """

    id: str
    name: str
    role: str
    team: str
    featured: bool = False
    email: str = ""
    zone: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work is: ``share`` from 0 to 1, ``now`` the made-up time reached."""

    share: float
    now: datetime


class World(Protocol):
    """The made-up organisation behind the page. Called from worker threads."""

    def people(self) -> Sequence[Person]: ...

    def channels(self) -> Sequence[str]:
        """Names of channels, without any mark in front."""
        ...

    def now(self) -> datetime:
        """The made-up time, aware."""
        ...

    def advance(self, step: timedelta) -> Iterator[Progress]:
        """Move the clock forward and let everything happen that falls due on the way.

        Work is done as the iterator is read; it may be dropped between two steps.
        """
        ...

    def reset(self) -> Iterator[Progress]:
        """Begin again from the history. The rooms are already empty when this is called."""
        ...
