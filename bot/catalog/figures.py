"""Facts and charts as values of a message, also after a stay in the outbox as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import cast

from bot.catalog.wording import Wording
from bot.model.cards import Facts
from bot.model.charts import BarChart, Chart, TrendChart, TrendPoint


def chart_values(chart: Chart) -> dict[str, object]:
    """The chart as a value that can be stored as JSON and given to a message later."""
    return {"kind": "bars" if isinstance(chart, BarChart) else "trend", **asdict(chart)}


def as_chart(value: object, wording: Wording) -> Chart | None:
    """A chart or its stored form, as the language writes numbers; None where nothing is to draw."""
    if not value:
        return None
    chart = value if isinstance(value, BarChart | TrendChart) else _stored_chart(value)
    return replace(chart, decimal_sign=wording.decimal_sign)


def _stored_chart(value: object) -> Chart:
    stored = dict(cast(Mapping[str, object], value))
    if stored.pop("kind") == "bars":
        bars = cast(Sequence[tuple[str, float]], stored.pop("bars"))
        read = tuple((str(label), float(number)) for label, number in bars)
        return BarChart(bars=read, **cast(dict[str, str], stored))
    points = cast(Sequence[Mapping[str, object]], stored.pop("points"))
    return TrendChart(points=tuple(map(_point, points)), **cast(dict[str, str], stored))


def _point(stored: Mapping[str, object]) -> TrendPoint:
    low, high = (cast(float | None, stored.get(end)) for end in ("low", "high"))
    return TrendPoint(str(stored["label"]), cast(float, stored["value"]), low, high)


def as_facts(value: object, wording: Wording) -> Facts | None:
    """Pairs of name and value; None where there are none."""
    rows = cast(Sequence[Sequence[object]], value or ())
    facts = tuple((wording.said(name), wording.said(said)) for name, said in rows)
    return Facts(facts) if facts else None
