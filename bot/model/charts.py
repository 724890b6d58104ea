"""Pictures of figures; each can say the same in text, which is also its alt text."""

import math
from dataclasses import dataclass

_LONGEST = 8


def _bar(value: float, longest: float) -> str:
    share = abs(value) / longest
    return "▇" * round(_LONGEST * share) if math.isfinite(share) else ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """``bars`` are (label, value) in ``unit``; values may be negative."""

    title: str
    bars: tuple[tuple[str, float], ...]
    unit: str = ""

    def as_text(self) -> str:
        longest = max((abs(value) for _, value in self.bars), default=0) or 1
        lines = (
            f"{label}: {_bar(value, longest)} {value:g} {self.unit}".rstrip()
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

    def as_text(self) -> str:
        return "\n".join((self.title, *(self._line(point) for point in self.points)))

    def _line(self, point: TrendPoint) -> str:
        line = f"{point.label}: {point.value:g} {self.unit}".rstrip()
        if point.low is not None and point.high is not None:
            line += f" ({point.low:g} to {point.high:g})"
        if point.label == self.marked and self.marked_label:
            line += f" ← {self.marked_label}"
        return line


Chart = BarChart | TrendChart
