"""What the playground is told by the program."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.model.charts import Chart

PLATFORM = "playground"
WORKSPACE = "playground"

Draw = Callable[[Chart, str], str]
"""Draws a chart as SVG for a theme, ``light`` or ``dark``."""


class Words(Protocol):
    """The wording of a key such as ``playground.reset``."""

    def __call__(self, key: str, language: str = "", /) -> str:
        """In that language; without one, in that of the page."""
        ...


@dataclass(frozen=True, slots=True)
class PlaygroundSettings:
    """``language`` is that of the page; ``zone`` (IANA) is where the page's clock hangs."""

    words: Words
    language: str = "en"
    zone: str = "UTC"
