"""What the gate is asked about: a listed group, its people and what they answered."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace

from bot.measures.pairing import Paired
from bot.measures.thresholds import Thresholds
from bot.measures.winsorising import CONTRACTED, UNCAPPED, Cap

Respondents = frozenset[str]


@dataclass(frozen=True, slots=True)
class StratumMembers:
    """A team or role band inside the group: everybody of it who answered, and ``N_s`` eligible."""

    id: str
    respondents: Respondents
    eligible: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHours:
    """The paired people of one group on the day a figure is due.

    ``cap`` is the pilot's, not the group's. ``strata`` split the group for the estimated hours;
    without them there is no estimate. ``late`` are those who answered after the first reminder.

    Raises ValueError when more people answered than are eligible, when a person is named twice,
    when the strata do not split the group, and without a cap: no headline goes out uncapped.
    """

    group: str
    question: str
    people: tuple[Paired, ...]
    eligible: int
    cap: Cap = CONTRACTED
    sensitive: bool = False
    strata: tuple[StratumMembers, ...] = ()
    late: Respondents = frozenset()

    def __post_init__(self) -> None:
        if len(self.panel) != len(self.people):
            raise ValueError("a person is named twice")
        if len(self.people) > self.eligible:
            raise ValueError("more people answered than are eligible")
        if self.cap == UNCAPPED:
            raise ValueError("a headline needs a cap")
        if self.strata and not self._strata_split_the_group():
            raise ValueError("the strata do not split the group")

    @property
    def panel(self) -> Respondents:
        return frozenset(pair.respondent for pair in self.people)

    def _strata_split_the_group(self) -> bool:
        named = sorted(who for stratum in self.strata for who in stratum.respondents)
        return named == sorted(self.panel) and self.eligible == sum(s.eligible for s in self.strata)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResponses:
    """Who was invited to a wave and who responded. Raises ValueError for an uninvited response."""

    group: str
    question: str
    invited: Respondents
    responded: Respondents

    def __post_init__(self) -> None:
        if not self.responded <= self.invited:
            raise ValueError("somebody responded who was not invited")


def set_hash(respondents: Iterable[str]) -> str:
    """SHA-256 of a set of pseudonyms: what the audit record and the ledger know of it."""
    return hashlib.sha256(json.dumps(sorted(set(respondents))).encode()).hexdigest()


def inputs_hash(asked: GroupHours | GroupResponses, thresholds: Thresholds, seed: int) -> str:
    """SHA-256 of everything a figure was made from, whatever the order it came in.

    Equal to the published one: today's facts still reproduce the figure. Different: inputs were
    since edited or erased. The random pseudonyms in it keep anybody from guessing answers.
    """
    if isinstance(asked, GroupHours):
        asked = replace(asked, people=tuple(sorted(asked.people, key=lambda pair: pair.respondent)))
    text = json.dumps([asked, thresholds, seed], default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> list[object]:
    """A set or a record as a list that is the same in every process."""
    if isinstance(value, frozenset):
        return sorted(value)
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    raise TypeError(f"{type(value).__name__} is no input of a figure")
