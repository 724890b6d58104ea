"""Charts as Teams' own elements, each with its text form for clients that cannot draw it."""

import math
from collections.abc import Callable
from typing import assert_never

from adapters.teams.fitting import Room, cut
from adapters.teams.markup import block, plain_lines
from adapters.teams.wire import Json
from bot.model.charts import BarChart, Chart, TrendChart, TrendPoint

_LONGEST_LABEL = 60
_LOW, _HIGH = "▾", "▴"

_Pick = Callable[[TrendPoint], float | None]


def chart(element: Chart, room: Room) -> Json:
    match element:
        case BarChart():
            drawn = _bars(element, room)
        case TrendChart():
            drawn = _trend(element, room)
        case _:
            assert_never(element)
    return {**drawn, "fallback": text_form(element, room)}


def text_form(element: Chart, room: Room) -> Json:
    title, *told = plain_lines(element.as_text(), room) or [block([])]
    for run in title["inlines"]:
        run["weight"] = "Bolder"
    return {"type": "Container", "items": [title, *({**line, "spacing": "None"} for line in told)]}


def _bars(element: BarChart, room: Room) -> Json:
    data = [
        {"x": cut(label, _LONGEST_LABEL), "y": value}
        for label, value in element.bars
        if math.isfinite(value)
    ]
    return {
        "type": "Chart.HorizontalBar",
        "title": cut(element.title, _LONGEST_LABEL * 2),
        "xAxisTitle": cut(element.unit, _LONGEST_LABEL),
        "data": data[: room.rows],
    }


def _trend(element: TrendChart, room: Room) -> Json:
    """The value as a line, its interval as one line below and one above."""
    points = [p for p in element.points if math.isfinite(p.value)][-room.rows :]
    series = [_series(cut(element.unit or element.title, _LONGEST_LABEL), element, points, _middle)]
    if any(p.low is not None and p.high is not None for p in points):
        unit = cut(element.unit, _LONGEST_LABEL)
        series.insert(0, _series(f"{unit} {_LOW}".strip(), element, points, _low))
        series.append(_series(f"{unit} {_HIGH}".strip(), element, points, _high))
    return {
        "type": "Chart.Line",
        "title": cut(element.title, _LONGEST_LABEL * 2),
        "yAxisTitle": cut(element.unit, _LONGEST_LABEL),
        "data": series,
    }


def _series(legend: str, element: TrendChart, points: list[TrendPoint], of: _Pick) -> Json:
    values = [
        {"x": _label(element, point), "y": value}
        for point in points
        if (value := of(point)) is not None and math.isfinite(value)
    ]
    return {"legend": legend, "values": values}


def _label(element: TrendChart, point: TrendPoint) -> str:
    is_marked = point.label == element.marked and element.marked_label
    label = f"{point.label} ({element.marked_label})" if is_marked else point.label
    return cut(label, _LONGEST_LABEL)


def _middle(point: TrendPoint) -> float | None:
    return point.value


def _low(point: TrendPoint) -> float | None:
    return point.low


def _high(point: TrendPoint) -> float | None:
    return point.high
