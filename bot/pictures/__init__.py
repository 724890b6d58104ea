"""Charts as pictures: an SVG from a template, and a PNG of it with the font that is shipped."""

from functools import cache
from pathlib import Path

import resvg_py
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.model.charts import BarChart, Chart
from bot.pictures.axes import HEIGHT, WIDTH, Figures
from bot.pictures.bars import drawn_bars
from bot.pictures.themes import THEMES
from bot.pictures.trend import drawn_trend

_HERE = Path(__file__).parent
_FONT = _HERE / "font" / "NotoSans-Regular.ttf"


def svg(chart: Chart, theme: str = "light") -> str:
    """The chart as SVG text; ``theme`` is ``light`` or ``dark``. Its text form is its name."""
    figures = Figures(chart.decimal_sign)
    bars = isinstance(chart, BarChart)
    layout = (
        drawn_bars(chart, figures) if isinstance(chart, BarChart) else drawn_trend(chart, figures)
    )
    return (
        _templates()
        .get_template("bars.svg" if bars else "trend.svg")
        .render(
            width=WIDTH,
            height=HEIGHT,
            title=figures.shortened(chart.title, WIDTH - 60, 30),
            unit=figures.shortened(chart.unit, WIDTH / 2, 22),
            described=figures.said(chart.as_text()),
            theme=THEMES[theme],
            layout=layout,
        )
    )


def png(chart: Chart, theme: str = "light") -> bytes:
    """The chart as PNG. No font of the machine is used: without one, text silently disappears."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg(chart, theme),
            skip_system_fonts=True,
            font_files=[str(_FONT)],
            sans_serif_family="Noto Sans",
            font_family="Noto Sans",
        )
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
