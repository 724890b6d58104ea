"""A line through time with its interval, and the point where something began."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.model.charts import TrendChart, TrendPoint
from bot.pictures.axes import HEIGHT, WIDTH, Figures, Scale, ticks

_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 64, 114, 58
_SIZE = 26
_MOST_LABELS = 5


@dataclass(frozen=True, slots=True)
class Place:
    x: float
    y: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    label: str
    text_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class TrendLayout:
    """``interval`` and ``line`` are lists of points as SVG writes them."""

    left: float
    right: float
    top: float
    bottom: float
    size: float
    zero: float
    grid: tuple[Place, ...]
    labels: tuple[Place, ...]
    dots: tuple[Place, ...]
    last: Place | None
    line: str
    intervals: tuple[str, ...]
    mark: Mark | None


def drawn_trend(chart: TrendChart, figures: Figures) -> TrendLayout:
    ends = [v for p in chart.points for v in (p.value, p.low, p.high) if v is not None]
    steps = ticks(ends)
    y = Scale(steps[0], steps[-1], HEIGHT - _BOTTOM, _TOP)
    x = _spread(len(chart.points))
    dots = tuple(Place(x[n], y.place(p.value), p.label) for n, p in enumerate(chart.points))
    last = Place(dots[-1].x, dots[-1].y, figures.number(chart.points[-1].value)) if dots else None
    return TrendLayout(
        left=_LEFT,
        right=WIDTH - _RIGHT,
        top=_TOP,
        bottom=HEIGHT - _BOTTOM,
        size=_SIZE,
        zero=y.place(0),
        grid=tuple(Place(_LEFT - 12, y.place(step), figures.number(step)) for step in steps),
        labels=_labels(dots, figures),
        dots=dots,
        last=last,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        intervals=tuple(_intervals(chart.points, x, y)),
        mark=_mark(chart, dots, figures),
    )


def _spread(points: int) -> list[float]:
    first, last = _LEFT + 20, WIDTH - _RIGHT - 20
    if points == 1:
        return [(first + last) / 2]
    scale = Scale(0, max(points - 1, 1), first, last)
    return [scale.place(n) for n in range(points)]


def _labels(dots: tuple[Place, ...], figures: Figures) -> tuple[Place, ...]:
    """Every so many, counted from the last one, so that they do not run into each other."""
    every = -(-len(dots) // _MOST_LABELS) or 1
    kept = dots[::-1][::every]
    return tuple(Place(p.x, p.y, figures.shortened(p.text, 130, _SIZE)) for p in kept)


def _intervals(points: tuple[TrendPoint, ...], x: list[float], y: Scale) -> Iterator[str]:
    """The outline of each unbroken run of points that have an interval."""
    upper, lower = list[str](), list[str]()
    for n, point in enumerate((*points, None)):
        if point and point.low is not None and point.high is not None:
            upper.append(f"{x[n]},{y.place(point.high)}")
            lower.append(f"{x[n]},{y.place(point.low)}")
        elif upper:
            yield " ".join([*upper, *reversed(lower)])
            upper, lower = [], []


def _mark(chart: TrendChart, dots: tuple[Place, ...], figures: Figures) -> Mark | None:
    at = next((dot for dot in dots if chart.marked and dot.text == chart.marked), None)
    if at is None:
        return None
    left = at.x > WIDTH / 2
    label = figures.shortened(chart.marked_label, WIDTH / 2 - 60, _SIZE)
    return Mark(at.x, label, at.x - 10 if left else at.x + 10, "end" if left else "start")
