"""One gain is counted once: shares where pilots overlap, and people who are in two teams."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.measures.hours_returned import PersonHours
from bot.measures.money import exact

Shares = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Gain:
    """What one person's task gave back in one week, in hours, and the pilots that claim it.

    Raises ValueError without a pilot.
    """

    respondent: str
    task: str
    week: str
    hours: float
    pilots: frozenset[str]

    def __post_init__(self) -> None:
        if not self.pilots:
            raise ValueError("a gain belongs to a pilot")


def credited(gains: Iterable[Gain], declared: Iterable[Shares]) -> dict[str, Fraction]:
    """Hours by pilot: each gain goes to its pilot, or in the declared shares to its pilots.

    ``declared`` has one mapping of pilots to shares for each overlap. The credits add up to the
    gains exactly, whatever the shares (docs/measures.md 8).

    Raises ValueError when shares do not add up to 1 or are negative, when the same pilots declare
    twice, for an overlap without declared shares, and for a gain told twice.
    """
    shares = _by_pilots(declared)
    found, seen = defaultdict[str, Fraction](Fraction), set[tuple[str, str, str]]()
    for gain in gains:
        key = (gain.respondent, gain.task, gain.week)
        if key in seen:
            raise ValueError("one person, task and week is counted once")
        seen.add(key)
        for pilot, share in _shares(gain.pilots, shares).items():
            found[pilot] += exact(gain.hours) * share
    return dict(found)


def each_once(teams: Mapping[str, Iterable[PersonHours]]) -> tuple[PersonHours, ...]:
    """Everybody of some teams, those in two of them once, in the order of their pseudonyms.

    For figures above team level. Raises ValueError when two teams have different hours of one
    person: then they were measured by different questions and cannot be one figure.
    """
    found = dict[str, PersonHours]()
    for people in teams.values():
        for person in people:
            if found.setdefault(person.respondent, person) != person:
                raise ValueError("two teams have different hours of one person")
    return tuple(found[who] for who in sorted(found))


def _by_pilots(declared: Iterable[Shares]) -> dict[frozenset[str], Shares]:
    found = dict[frozenset[str], Shares]()
    for shares in declared:
        if sum(shares.values()) != 1 or min(shares.values()) < 0:
            raise ValueError("shares are not negative and add up to 1")
        if frozenset(shares) in found:
            raise ValueError("the same pilots declare their shares once")
        found[frozenset(shares)] = shares
    return found


def _shares(pilots: frozenset[str], declared: Mapping[frozenset[str], Shares]) -> Shares:
    if len(pilots) == 1:
        return dict.fromkeys(pilots, Fraction(1))
    if pilots not in declared:
        raise ValueError("pilots that overlap declare their shares")
    return declared[pilots]
