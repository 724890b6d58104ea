"""Reasons to withhold a figure; each sees the set of persons, never an answer."""

from dataclasses import dataclass
from typing import Protocol

from bot.measures.differencing import PublishedSets
from bot.measures.groups import Respondents
from bot.measures.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule may know: which group and question, and which persons the figure is over."""

    group: str
    question: str
    panel: Respondents
    sensitive: bool = False


class Rule(Protocol):
    """One reason to withhold. Rules that need a history or a tree are built with it."""

    def permits(self, asked: Asked) -> bool: ...


@dataclass(frozen=True, slots=True)
class Listed:
    """10.1: groups of the directory, and others listed beforehand; there are no free filters."""

    groups: frozenset[str]

    def permits(self, asked: Asked) -> bool:
        return asked.group in self.groups


@dataclass(frozen=True, slots=True)
class Primary:
    """10.4: the panel less any one person has ``k`` people, whoever reads it."""

    thresholds: Thresholds

    def permits(self, asked: Asked) -> bool:
        return self.thresholds.are_enough(len(asked.panel), sensitive=asked.sensitive)


@dataclass(frozen=True, slots=True)
class Fresh:
    """10.5: ``k`` people at least of the panel answered ``anew`` since the group's last figure."""

    thresholds: Thresholds
    anew: Respondents

    def permits(self, asked: Asked) -> bool:
        needed = self.thresholds.besides_any_one(sensitive=asked.sensitive)
        return len(self.anew & asked.panel) >= needed


@dataclass(frozen=True, slots=True)
class Differenced:
    """10.7: beside all sets published for the question nothing is about fewer than ``m`` people."""

    published: PublishedSets

    def permits(self, asked: Asked) -> bool:
        return self.published.permits(asked.panel)
