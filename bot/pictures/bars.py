"""Bars, one below the other, to the right for gains and to the left for losses."""

from dataclasses import dataclass

from bot.model.charts import BarChart
from bot.pictures.axes import HEIGHT, WIDTH, Figures, Scale

_TOP, _BOTTOM = 84, 20
_LEFT, _RIGHT = 24, 24
_LABELS = 300
_NUMBERS = 84  # room for a number beside the longest bar
_MOST = 8


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    number: str
    x: float
    y: float
    width: float
    height: float
    middle: float
    number_x: float
    anchor: str
    gain: bool


@dataclass(frozen=True, slots=True)
class BarLayout:
    """``size`` is the font's."""

    zero: float
    top: float
    bottom: float
    left: float
    size: float
    bars: tuple[Bar, ...]


def drawn_bars(chart: BarChart, figures: Figures) -> BarLayout:
    """At most eight bars: the largest, in the order given. The text form has them all."""
    bars = chart.bars
    if len(bars) > _MOST:
        kept = sorted(bars, key=lambda bar: -abs(bar[1]))[:_MOST]
        bars = tuple(bar for bar in bars if bar in kept)[:_MOST]
    scale = _scale([value for _, value in bars])
    row = (HEIGHT - _TOP - _BOTTOM) / max(len(bars), 3)
    size = min(26.0, row * 0.62)
    rows = tuple(_bar(bar, n, row, size, scale, figures) for n, bar in enumerate(bars))
    return BarLayout(scale.place(0), _TOP, HEIGHT - _BOTTOM, _LEFT, size, rows)


def _scale(values: list[float]) -> Scale:
    low, high = min([0.0, *values]), max([0.0, *values])
    if low == high:
        high = 1.0
    start = _LEFT + _LABELS + (_NUMBERS if low < 0 else 0)
    return Scale(low, high, start, WIDTH - _RIGHT - _NUMBERS)


def _bar(
    bar: tuple[str, float], at: int, row: float, size: float, scale: Scale, figures: Figures
) -> Bar:
    label, value = bar
    zero, end, gain = scale.place(0), scale.place(value), value >= 0
    top = _TOP + at * row
    return Bar(
        label=figures.shortened(label, _LABELS - 16, size),
        number=figures.number(value),
        x=min(zero, end),
        y=round(top + row * 0.14, 1),
        width=round(max(abs(end - zero), 2), 1),
        height=round(row * 0.72, 1),
        middle=round(top + row / 2 + size * 0.36, 1),
        number_x=end + 10 if gain else end - 10,
        anchor="start" if gain else "end",
        gain=gain,
    )
