"""The gate: the one place where a figure about a group is made. It is shown, or it is withheld.

Rules look at sets of persons, never at answers, so that a refusal tells nothing (docs/measures.md
10.8). Fixed times (10.2) are the caller's: ask once, store ``figures.as_json`` and show that.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.measures import coarse, estimated, intervals
from bot.measures.coarse import FIVE_HOURS, HALF_HOUR
from bot.measures.figures import (
    WITHHELD,
    BandFigure,
    CapFigure,
    Figure,
    MeanFigure,
    RateFigure,
    Shown,
    TaskFigure,
    TotalFigure,
    Withheld,
)
from bot.measures.groups import (
    GroupHours,
    GroupResponses,
    inputs_hash,
    set_hash,
)
from bot.measures.hours_returned import OTHER, PersonHours, mean, person_hours, task_changes
from bot.measures.intervals import Interval
from bot.measures.rules import Asked, Listed, Primary, Rule
from bot.measures.thresholds import Thresholds
from bot.measures.winsorising import UNCAPPED, touched

DOMINANCE = 0.15
MARKED_SKEWNESS = 1.0


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """10.12: what the audit row says, next to the viewer; never a value."""

    group: str
    question: str
    set_hash: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Ruling:
    """``outcome`` is what readers get, ``audit`` is what goes into the audit chain."""

    outcome: Shown | Withheld
    audit: AuditFacts


@dataclass(frozen=True, slots=True)
class Gate:
    """Decides on figures for ``groups``; ``further`` rules are asked after the standing ones.

    ``seed`` is the bootstrap's and is stored with each figure.
    """

    groups: frozenset[str]
    thresholds: Thresholds = field(default_factory=Thresholds)
    seed: int = 0
    further: tuple[Rule, ...] = ()

    def hours_returned(self, asked: GroupHours) -> Ruling:
        """Hours returned per person and week: a band for 6 to 9 people, a mean from 10 on."""
        about = Asked(asked.group, asked.question, asked.panel, asked.sensitive)
        if not self._permits(about):
            return _withheld(about)
        covered = coarse.coverage(len(asked.people), asked.eligible)
        return self._shown(about, asked, covered, _hours_figure(asked, self.thresholds, self.seed))

    def response_rate(self, asked: GroupResponses) -> Ruling:
        """Responses by invitations of a wave, always a band; the set is those invited."""
        about = Asked(asked.group, asked.question, asked.invited)
        if not self._permits(about):
            return _withheld(about)
        share = coarse.share(len(asked.responded), len(asked.invited))
        return self._shown(about, asked, coarse.Coverage(share, None), RateFigure(share))

    def no_such_group(self, group: str, question: str) -> Ruling:
        """What asking for an unknown group gets: the same refusal as any other."""
        return _withheld(Asked(group, question, frozenset()))

    def _permits(self, about: Asked) -> bool:
        rules: tuple[Rule, ...] = (Listed(self.groups), Primary(self.thresholds), *self.further)
        return all(rule.permits(about) for rule in rules)

    def _shown(
        self,
        about: Asked,
        asked: GroupHours | GroupResponses,
        covered: coarse.Coverage,
        figure: Figure,
    ) -> Ruling:
        shown = Shown(
            size=coarse.size_class(len(about.panel)),
            coverage=covered,
            figure=figure,
            thresholds=self.thresholds,
            seed=self.seed,
            inputs_hash=inputs_hash(asked, self.thresholds, self.seed),
        )
        return Ruling(shown, _audit(about, shown=True))


def is_dominated(contributions: Sequence[float]) -> bool:
    """Whether the second largest contributor could work out the largest from the total.

    The p% rule: safe if ``T - x1 - x2 >= 15 % of x1`` (Hundepool et al. 2012, Statistical
    Disclosure Control, 4.2). Hours may be negative: ``x1`` and ``x2`` are the two largest in size,
    and the remainder is taken with its signs and then by size. Contributions that cancel out thus
    protect nobody, which is stricter than adding up their sizes. Fewer than three are dominated.
    """
    if len(contributions) < 3:
        return True
    first, _second, *others = sorted(contributions, key=abs, reverse=True)
    return abs(math.fsum(others)) < DOMINANCE * abs(first)


def _withheld(about: Asked) -> Ruling:
    return Ruling(WITHHELD, _audit(about, shown=False))


def _audit(about: Asked, *, shown: bool) -> AuditFacts:
    return AuditFacts(about.group, about.question, set_hash(about.panel), shown)


def _hours_figure(asked: GroupHours, thresholds: Thresholds, seed: int) -> BandFigure | MeanFigure:
    pairs = sorted(asked.people, key=lambda pair: pair.respondent)
    people = [person_hours(pair, asked.cap) for pair in pairs]
    raw = intervals.interval_of_mean([person.net for person in people], seed)
    if len(people) < coarse.FEWEST_FOR_A_MEAN:
        band = coarse.band_of(mean([person.net for person in people]))
        return BandFigure(band, coarse.direction(raw.low, raw.high))
    fewest = thresholds.besides_any_one(sensitive=asked.sensitive) + 1
    return _mean_figure(asked, people, raw, fewest)


def _mean_figure(
    asked: GroupHours, people: Sequence[PersonHours], raw: Interval, fewest: int
) -> MeanFigure:
    nets = [person.net for person in people]
    low, high = _printed_ends(mean(nets), raw)
    tasks, shrank_most = _tasks(people, fewest)
    return MeanFigure(
        mean=_printed_mean(nets),
        low=low,
        high=high,
        direction=coarse.direction(low, high),
        band=coarse.band_of(_printed_mean(nets)),
        skewed=abs(intervals.skewness(nets)) > MARKED_SKEWNESS,
        before=_printed_mean([person.baseline for person in people]),
        now=_printed_mean([person.current for person in people]),
        gross=_printed_mean([person.gross for person in people]),
        overhead=_printed_mean([person.checking for person in people]),
        total=None if is_dominated(nets) else coarse.rounded(math.fsum(nets), FIVE_HOURS),
        estimated=_estimated(asked, people, raw),
        tasks=tasks,
        shrank_most=shrank_most,
        cap=_cap_figure(asked),
    )


def _printed_mean(values: Sequence[float]) -> float:
    return coarse.rounded(mean(values), HALF_HOUR)


def _printed_ends(centre: float, raw: Interval) -> tuple[float, float]:
    """Outward on the grid, and half an hour at least: no width would mean "all said the same"."""
    low, high = coarse.rounded_outward(raw.low, raw.high, HALF_HOUR)
    printed = coarse.rounded(centre, HALF_HOUR)
    return min(low, printed - HALF_HOUR), max(high, printed + HALF_HOUR)


def _tasks(people: Sequence[PersonHours], fewest: int) -> tuple[tuple[TaskFigure, ...], str | None]:
    """Tasks on the half hour; the one that shrank most did so by half an hour at least."""
    means = {task.task: mean(task.changes) for task in task_changes(people, fewest)}
    figures = tuple(TaskFigure(task, coarse.rounded(m, HALF_HOUR)) for task, m in means.items())
    shrunk = {f.task: means[f.task] for f in figures if f.change > 0 and f.task != OTHER}
    return figures, max(shrunk, key=lambda task: shrunk[task], default=None)


def _estimated(
    asked: GroupHours, people: Sequence[PersonHours], raw: Interval
) -> TotalFigure | None:
    """Hidden when early and late answerers differ by more than the mean's half-width."""
    nets = {person.respondent: person.net for person in people}
    late = [net for who, net in nets.items() if who in asked.late]
    early = [net for who, net in nets.items() if who not in asked.late]
    if late and early and abs(mean(late) - mean(early)) > raw.half_width:
        return None
    strata = [
        estimated.Stratum(s.id, tuple(nets[who] for who in sorted(s.respondents)), s.eligible)
        for s in asked.strata
    ]
    estimate = estimated.estimated_hours(strata)
    if estimate is None or is_dominated(estimate.contributions):
        return None
    ends = coarse.rounded_outward(estimate.interval.low, estimate.interval.high, FIVE_HOURS)
    return TotalFigure(coarse.rounded(estimate.hours, FIVE_HOURS), *ends)


def _cap_figure(asked: GroupHours) -> CapFigure:
    hours = None if asked.cap.hours is None else coarse.rounded(asked.cap.hours, HALF_HOUR)
    lowered = touched(asked.people, asked.cap)
    counted = "none" if lowered == 0 else "under 20" if lowered < 20 else "20+"
    uncapped = [person_hours(pair, UNCAPPED).net for pair in asked.people]
    return CapFigure(hours, counted, None if is_dominated(uncapped) else _printed_mean(uncapped))
