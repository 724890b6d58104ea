"""How much a figure may claim: who was compared with whom, as a grade from A to E."""

from enum import StrEnum


class Chosen(StrEnum):
    """Why these people, and not others, were the ones to start."""

    FOR_ITS_DRUDGERY = "for_its_drudgery"
    OTHERWISE = "otherwise"


class Control(StrEnum):
    """Who stands for "what would have happened anyway".

    ``BY_LOT``: a hold-out, or teams that wait for their turn, drawn by lot from the same teams.
    ``MATCHED``: others with alike hours before. ``OTHERS``: others, neither drawn nor matched.
    """

    BY_LOT = "by_lot"
    MATCHED = "matched"
    OTHERS = "others"
    NONE = "none"


class Source(StrEnum):
    PAIRED = "paired"
    CURRENT_ONLY = "current_only"
    USAGE = "usage"


class Grade(StrEnum):
    """A randomised start or hold-out, B matched comparison, C paired before and after, D what
    people say of today alone, E modelled from usage."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


def evidence_grade(source: Source, control: Control) -> Grade:
    """The grade that stands beside a figure (docs/measures.md 9).

    A control that was neither drawn by lot nor matched lifts nothing above before and after.
    """
    if source is Source.USAGE:
        return Grade.E
    if source is Source.CURRENT_ONLY:
        return Grade.D
    return {Control.BY_LOT: Grade.A, Control.MATCHED: Grade.B}.get(control, Grade.C)


def may_be_published(chosen: Chosen, control: Control) -> bool:
    """Whether before and after may be told at all (docs/measures.md 4).

    Whoever is picked for a bad week has a better one next, tool or no tool: regression to the mean
    (Galton 1886). Those who were left had a good week and have a worse one next, so that comparing
    with them doubles the error; only people picked by the same rule show how much of it there is.
    """
    return chosen is not Chosen.FOR_ITS_DRUDGERY or control in (Control.BY_LOT, Control.MATCHED)
