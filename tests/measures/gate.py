"""The gate of a finance team, and what it lets through."""

from bot.measures.figures import (
    MeanFigure,
    Shown,
)
from bot.measures.groups import GroupHours
from bot.measures.suppression import Gate

GATE = Gate(groups=frozenset({"finance"}), seed=7)


def shown(asked: GroupHours, gate: Gate = GATE) -> Shown:
    outcome = gate.hours_returned(asked).outcome
    assert isinstance(outcome, Shown)
    return outcome


def mean_figure(asked: GroupHours, gate: Gate = GATE) -> MeanFigure:
    figure = shown(asked, gate).figure
    assert isinstance(figure, MeanFigure)
    return figure
