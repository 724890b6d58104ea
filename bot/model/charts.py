"""Pictures of figures; each can say the same in text, which is also its alt text.

``decimal_sign`` is the reader's: whoever draws a chart knows no language.
"""

import math
from dataclasses import dataclass

_LONGEST = 8


def _bar(value: float, longest: float) -> str:
    share = abs(value) / longest
    return "▇" * round(_LONGEST * share) if math.isfinite(share) else ""


def number(value: float, decimal_sign: str = ".") -> str:
    """To one place after ``decimal_sign``, if there is anything to say there."""
    written = f"{round(value, 1) or 0.0:.1f}".removesuffix(".0")
    return written.replace(".", decimal_sign)


@dataclass(frozen=True, slots=True)
class BarChart:
    """``bars`` are (label, value) in ``unit``; values may be negative."""

    title: str
    bars: tuple[tuple[str, float], ...]
    unit: str = ""
    decimal_sign: str = "."

    def as_text(self) -> str:
        sign = self.decimal_sign
        longest = max((abs(value) for _, value in self.bars), default=0) or 1
        lines = (
            f"{label}: {_bar(value, longest)} {number(value, sign)} {self.unit}".rstrip()
            for label, value in self.bars
        )
        return "\n".join((self.title, *lines))


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One point in time: ``low`` and ``high`` are the ends of its interval, or None."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A line with its interval; ``marked`` is the label of the point where something began."""

    title: str
    points: tuple[TrendPoint, ...]
    unit: str = ""
    marked: str = ""
    marked_label: str = ""
    decimal_sign: str = "."

    def as_text(self) -> str:
        return "\n".join((self.title, *(self._line(point) for point in self.points)))

    def _line(self, point: TrendPoint) -> str:
        value, low, high = (
            "" if end is None else number(end, self.decimal_sign)
            for end in (point.value, point.low, point.high)
        )
        line = f"{point.label}: {value} {self.unit}".rstrip()
        if low and high:
            line += f" ({low} … {high})"
        if point.label == self.marked and self.marked_label:
            line += f" ← {self.marked_label}"
        return line


Chart = BarChart | TrendChart
