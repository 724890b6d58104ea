"""What came back beyond what would have happened anyway (docs/measures.md 4)."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import variance

from bot.measures.evidence import Chosen, Control, Grade, Source, evidence_grade, may_be_published
from bot.measures.hours_returned import mean
from bot.measures.intervals import Interval, interval_by_team, welch_interval
from bot.measures.thresholds import Thresholds

FEWEST_TEAMS = 10
MOST_UNLIKE = 0.25


@dataclass(frozen=True, slots=True)
class Member:
    """One paired person: hours a week before (``B'_i``) and net hours returned (``r_i``)."""

    respondent: str
    team: str
    baseline: float
    net: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Arms:
    """Who has the tool and who stands for "anyway", over the same two periods and one cap.

    Raises ValueError when a person is named twice: in an arm, or in both.
    """

    treated: tuple[Member, ...]
    control: tuple[Member, ...]

    def __post_init__(self) -> None:
        everybody = [member.respondent for member in (*self.treated, *self.control)]
        if len(set(everybody)) != len(everybody):
            raise ValueError("a person is named twice")


@dataclass(frozen=True, slots=True)
class Difference:
    """``hours`` per person and week beyond the control's; ``by_team``: how the interval was made.

    Exact: about persons until the gate made a figure of it.
    """

    hours: float
    interval: Interval
    by_team: bool
    grade: Grade


def difference(
    arms: Arms, *, chosen: Chosen, control: Control, seed: int, thresholds: Thresholds
) -> Difference | None:
    """``DiD = r_T - r_C``, in hours per person and week, with its 95 % interval.

    Welch's over people; over teams from ten teams on, when either arm has two of them at least.
    None, whatever the answers: when an arm less any one person has fewer than ``k``, and when the
    group was chosen for its drudgery and the control is neither drawn by lot nor matched. A
    control that is called matched counts as ``OTHERS`` when its hours before were not alike.
    """
    if control is Control.MATCHED and not are_alike(arms):
        control = Control.OTHERS
    if control is Control.NONE or not may_be_published(chosen, control):
        return None
    if not thresholds.are_enough(min(len(arms.treated), len(arms.control)), sensitive=False):
        return None
    treated, other = _by_team(arms.treated), _by_team(arms.control)
    by_team = len(treated) + len(other) >= FEWEST_TEAMS and min(len(treated), len(other)) > 1
    one, two = _nets(arms.treated), _nets(arms.control)
    interval = interval_by_team(treated, other, seed) if by_team else welch_interval(one, two)
    grade = evidence_grade(Source.PAIRED, control)
    return Difference(mean(one) - mean(two), interval, by_team, grade)


def are_alike(arms: Arms) -> bool:
    """Whether the arms' hours before differ by a quarter of their spread at most.

    ``|B_T - B_C| / sqrt((s_T^2 + s_C^2) / 2) <= 0.25`` (Rubin 2001; Stuart 2010), no units. False
    for fewer than two people in an arm.
    """
    before = [[member.baseline for member in arm] for arm in (arms.treated, arms.control)]
    if min(map(len, before)) < 2:
        return False
    spread = math.sqrt((variance(before[0]) + variance(before[1])) / 2)
    return abs(mean(before[0]) - mean(before[1])) <= MOST_UNLIKE * spread


def staggered(
    members: Iterable[Member], starts: Mapping[str, date | None], begins: date, ends: date
) -> Arms:
    """The teams that had started by ``begins``; as their control those still waiting at ``ends``.

    ``begins`` and ``ends`` bound the current period; everybody's baseline is from before the first
    start. A team that started in between is in neither arm; None is a team that never starts.

    Raises KeyError for a team without an entry, ValueError for a period that ends before it begins.
    """
    if ends < begins:
        raise ValueError("the period ends before it begins")
    everybody, never = tuple(members), date.max
    start = {member.team: starts[member.team] or never for member in everybody}
    return Arms(
        treated=tuple(member for member in everybody if start[member.team] <= begins),
        control=tuple(member for member in everybody if start[member.team] > ends),
    )


def _nets(members: Iterable[Member]) -> list[float]:
    return [member.net for member in members]


def _by_team(members: Sequence[Member]) -> list[list[float]]:
    """In the order of their names: the same people give the same draws."""
    teams = defaultdict[str, list[float]](list)
    for member in sorted(members, key=lambda member: (member.team, member.respondent)):
        teams[member.team].append(member.net)
    return list(teams.values())
