"""What a figure about a group may look like once the gate let it through, and as stored JSON.

These records hold what people read and nothing finer: no count below 20, no row of one person.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from bot.measures.coarse import Band, Coverage, Direction, Share, SizeClass, Trend, band_of
from bot.measures.thresholds import Thresholds

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BandFigure:
    """Hours returned per person and week of 6 to 9 people: a band, no interval, no task."""

    band: Band
    direction: Direction


@dataclass(frozen=True, slots=True)
class CapFigure:
    """The cap that held: ``hours`` on the half hour, None for each person's contracted hours.

    ``touched`` says how many answers it lowered: "none", "under 20" or "20+". ``uncapped_mean`` is
    the net mean without it, None where that would show one person's excess.
    """

    hours: float | None
    touched: str
    uncapped_mean: float | None


@dataclass(frozen=True, slots=True)
class TotalFigure:
    """Hours a week of the group, on five hours; the interval's ends are rounded outward."""

    hours: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TaskFigure:
    """Mean change of one task per person and week on the half hour; positive came back."""

    task: str
    change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanFigure:
    """Hours returned of 10 people and more, per person and week, all on the half hour.

    ``mean`` is net: ``gross`` (``before`` less ``now``) less ``overhead``; each is rounded by
    itself, so the sum may look half an hour off. ``total`` is the measured hours of the group on
    five hours; where it is None, one person weighs too much in it and ``band`` stands instead.
    ``estimated`` is shown second and labelled. ``shrank_most`` is a task, or None.
    """

    mean: float
    low: float
    high: float
    direction: Direction
    band: Band
    skewed: bool
    before: float
    now: float
    gross: float
    overhead: float
    total: float | None
    estimated: TotalFigure | None
    tasks: tuple[TaskFigure, ...]
    shrank_most: str | None
    cap: CapFigure


@dataclass(frozen=True, slots=True)
class RateFigure:
    """A response rate, in bands whatever the size."""

    share: Share


Figure = BandFigure | MeanFigure | RateFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A figure, with all that is printed beside it and all it takes to check it again.

    ``inputs_hash`` says whether today's facts still give this figure; ``seed`` is the bootstrap's.
    """

    size: SizeClass
    coverage: Coverage
    figure: Figure
    thresholds: Thresholds
    seed: int
    inputs_hash: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """No figure; it looks the same for every reason and for groups that do not exist."""


WITHHELD = Withheld()

_FIGURES: dict[str, type[Figure]] = {"band": BandFigure, "mean": MeanFigure, "rate": RateFigure}


def as_json(published: Shown | Withheld) -> Json:
    """Plain JSON of what was published, to be stored once and shown as stored."""
    if isinstance(published, Withheld):
        return {"shown": False}
    kind = next(kind for kind, figure in _FIGURES.items() if isinstance(published.figure, figure))
    plain: Json = json.loads(json.dumps(asdict(published)))  # tuples and enums become plain
    return {"shown": True, "kind": kind, **plain}


def from_json(stored: Json) -> Shown | Withheld:
    """What ``as_json`` was given, equal in every field. Raises KeyError or TypeError otherwise."""
    if not stored["shown"]:
        return WITHHELD
    return Shown(
        size=SizeClass(stored["size"]),
        coverage=Coverage(Share(stored["coverage"]["share"]), stored["coverage"]["percent"]),
        figure=_figure(stored["kind"], stored["figure"]),
        thresholds=Thresholds(**stored["thresholds"]),
        seed=stored["seed"],
        inputs_hash=stored["inputs_hash"],
    )


def _figure(kind: str, stored: Json) -> Figure:
    if kind == "rate":
        return RateFigure(Share(stored["share"]))
    band, direction = Band(**stored["band"]), Direction(stored["direction"])
    if kind == "band":
        return BandFigure(band, direction)
    nested = {
        "band": band,
        "direction": direction,
        "estimated": TotalFigure(**stored["estimated"]) if stored["estimated"] else None,
        "tasks": tuple(TaskFigure(**task) for task in stored["tasks"]),
        "cap": CapFigure(**stored["cap"]),
    }
    return MeanFigure(**{**stored, **nested})


def trend(earlier: Shown | Withheld, later: Shown | Withheld) -> Trend | None:
    """Up, same or down between two printed figures, and nothing finer than they are.

    Two means are compared as printed; as soon as one is a band, both are compared as bands. None
    when either is withheld or is no figure of hours.
    """
    first, second = _hours(earlier), _hours(later)
    if first is None or second is None:
        return None
    if isinstance(first, MeanFigure) and isinstance(second, MeanFigure):
        return _compared(first.mean, second.mean)
    return _compared(_place(first), _place(second))


def _hours(published: Shown | Withheld) -> BandFigure | MeanFigure | None:
    if isinstance(published, Withheld) or isinstance(published.figure, RateFigure):
        return None
    return published.figure


def _place(figure: BandFigure | MeanFigure) -> float:
    low = figure.band.low if isinstance(figure, BandFigure) else band_of(figure.mean).low
    return float("-inf") if low is None else low


def _compared(first: float, second: float) -> Trend:
    if first == second:
        return Trend.SAME
    return Trend.UP if second > first else Trend.DOWN
