"""Where values stand on a picture, and how its numbers and words are written."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bot.model.charts import number
from bot.model.fields import cleaned

WIDTH, HEIGHT = 800, 400
_LETTER = 0.56  # of the font's size, the mean width of a letter of the shipped font
_STEPS = (1, 2, 5, 10)
_INTERVALS = 4


@dataclass(frozen=True, slots=True)
class Scale:
    """From values between ``low`` and ``high`` to places between ``start`` and ``end``."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def ticks(values: Iterable[float]) -> list[float]:
    """Round numbers from below the smallest value to above the largest; zero is among them."""
    low, high = min(0.0, *(known := [0.0, *values])), max(known)
    rough = max(high - low, 1.0) / _INTERVALS
    power = 10 ** math.floor(math.log10(rough))
    step = next(n * power for n in _STEPS if n * power >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(n * step, 9) for n in range(first, max(last, first + 1) + 1)]


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers and words as they are written into one picture."""

    decimal_sign: str

    def number(self, value: float) -> str:
        return number(value, self.decimal_sign)

    def said(self, text: str) -> str:
        return cleaned(text)

    def shortened(self, text: str, room: float, size: float) -> str:
        """As much of the text as fits, by the mean width of a letter."""
        fits = max(int(room / (size * _LETTER)), 1)
        words = self.said(text)
        return words if len(words) <= fits else f"{words[: fits - 1].rstrip()}…"
