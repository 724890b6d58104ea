"""What the playground is told by the program."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.model.charts import Chart

PLATFORM = "playground"
WORKSPACE = "playground"

Words = Callable[[str], str]
"""The wording of a key such as ``playground.reset``, in the language of the page."""

Draw = Callable[[Chart, str], str]
"""Draws a chart as SVG for a theme, ``light`` or ``dark``."""


@dataclass(frozen=True, slots=True)
class PlaygroundSettings:
    """``language`` is that of ``words``; ``zone`` (IANA) is where the page's clock hangs."""

    words: Words
    language: str = "en"
    zone: str = "UTC"
