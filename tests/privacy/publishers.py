"""Who publishes figures about a town: by the rule, or by the naive one that it replaces."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Protocol

from bot.measures.complementary import Tree
from bot.measures.differencing import PublishedSets
from bot.measures.disclosure import panel_of_parent, shown_groups
from bot.measures.panel import Circle, Panel, next_panel
from bot.measures.thresholds import Thresholds
from tests.privacy.town import WEEK

USABLE = 13 * WEEK


class Place(Protocol):
    """What a publisher sees of an organisation."""

    @property
    def tree(self) -> Tree: ...

    @property
    def answers(self) -> Mapping[str, datetime]: ...

    def rosters(self) -> Mapping[str, frozenset[str]]: ...


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure, as the attacker keeps it."""

    group: str
    at: datetime
    panel: Panel


@dataclass(slots=True)
class ByTheRule:
    """Panels of teams move when they may; departments are their sums."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    seed: int = 1
    epoch: int = 4
    figures: list[Figure] = field(default_factory=list)
    published: PublishedSets = field(default_factory=PublishedSets)
    _panels: dict[str, Panel] = field(default_factory=dict)
    _last: dict[str, Panel] = field(default_factory=dict)
    _spent: dict[str, datetime] = field(default_factory=dict)
    _rosters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _weeks: int = 0

    def publish(self, town: Place, now: datetime) -> None:
        if self._weeks % self.epoch == 0:
            self._rosters = town.rosters()
        self._weeks += 1
        panels: dict[str, Panel] = {}
        for team, roster in self._rosters.items():
            panel = self._next_panel(team, roster, town, now)
            if panel is not None:
                panels[team] = panel
        for department in town.tree:
            panels[department] = panel_of_parent(department, town.tree, panels)
        for group in sorted(
            shown_groups(town.tree, panels, self._last, self.published, self.thresholds)
        ):
            self._last[group] = panels[group]
            self.figures.append(Figure(group, now, panels[group]))

    def _next_panel(
        self, team: str, roster: frozenset[str], town: Place, now: datetime
    ) -> Panel | None:
        before = self._panels.get(team, {})
        circle = Circle(
            newest={who: town.answers[who] for who in roster if who in town.answers},
            usable_since=now - USABLE,
            withdrawn=frozenset(who for who in before if who not in town.answers),
            spent=self._spent,
            elsewhere=frozenset(
                who for other, panel in self._panels.items() if other != team for who in panel
            ),
        )
        chance = Random(f"{self.seed} {team} {now}")
        panel = next_panel(before, circle, self.thresholds.m, self.published.permits, chance)
        if panel is not None:
            self._spent |= {who: at for who, at in before.items() if who not in panel}
            self._panels[team] = panel
        return panel


@dataclass(slots=True)
class Naively:
    """Whoever answered this week, if they are five."""

    fewest: int = 5
    figures: list[Figure] = field(default_factory=list)

    def publish(self, town: Place, now: datetime) -> None:
        answered = {who: at for who, at in town.answers.items() if at > now - WEEK}
        panels: dict[str, Panel] = {}
        for team, roster in town.rosters().items():
            panels[team] = {who: answered[who] for who in roster if who in answered}
        for department in town.tree:
            panels[department] = panel_of_parent(department, town.tree, panels)
        self.figures += [
            Figure(g, now, panel) for g, panel in panels.items() if len(panel) >= self.fewest
        ]
