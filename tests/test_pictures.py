"""Charts as pictures: everything that was given is on them, in both themes, and nothing runs."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
import resvg_py
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.charts import BarChart, Chart, TrendChart, TrendPoint
from bot.pictures import png, svg
from bot.pictures.axes import ticks
from bot.pictures.themes import THEMES

ROOT = Path(__file__).parent.parent
FONT = ROOT / "bot" / "pictures" / "font" / "NotoSans-Regular.ttf"
LARGEST = 30_000
BARS = BarChart(
    "Hours returned by task",
    (
        ("Matching invoices", 1.5),
        ("Chasing payments", 1.0),
        ("Checking expenses", 0.5),
        ("Month-end copying", 0.0),
        ("Formatting reports", -0.5),
        ("Cleaning up data", -1.25),
    ),
    "hours a week",
)
TREND = TrendChart(
    "Hours returned",
    (
        TrendPoint("16.11.", 0.0),
        TrendPoint("23.11.", 1.0, -0.5, 2.5),
        TrendPoint("30.11.", 2.5, 1.0, 4.0),
        TrendPoint("07.12.", 3.5, 2.0, 5.0),
    ),
    "hours a week",
    "16.11.",
    "pilot starts",
)
WORDS = st.text(max_size=60)
NUMBERS = st.floats(-168, 168, allow_nan=False)
POINTS = st.builds(TrendPoint, WORDS, NUMBERS, st.none() | NUMBERS, st.none() | NUMBERS)


def texts(chart: Chart) -> list[str]:
    drawn = ET.fromstring(svg(chart, "light"))  # noqa: S314 - our own SVG
    return [element.text or "" for element in drawn.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("chart", [BARS, TREND])
def test_a_chart_is_a_small_png_of_800_by_400(chart: Chart, theme: str) -> None:
    picture = png(chart, theme)

    assert picture.startswith(b"\x89PNG")
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (800, 400)
    assert len(picture) < LARGEST


@pytest.mark.parametrize("theme", THEMES)
def test_words_are_drawn_without_any_font_of_the_machine(theme: str) -> None:
    with_title = png(BarChart("Hours", ()), theme)
    without = png(BarChart("", ()), theme)

    assert with_title != without


def test_every_letter_of_our_messages_has_its_shape_in_the_shipped_font() -> None:
    words = "".join(path.read_text() for path in ROOT.glob("messages/*/labels.yaml"))
    words += "".join(path.read_text() for path in ROOT.glob("messages/*/tasks/*.yaml"))
    no_shape = letter("\N{SNOWMAN}")

    assert [c for c in sorted(set(words)) if not c.isspace() and letter(c) == no_shape] == []


def letter(character: str) -> bytes:
    text = f'<text y="30" font-size="30">{escape(character)}</text>'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{text}</svg>'
    fonts = {"skip_system_fonts": True, "font_files": [str(FONT)], "font_family": "Noto Sans"}
    return bytes(resvg_py.svg_to_bytes(svg_string=picture, **fonts))


def test_bars_say_each_label_and_each_number() -> None:
    said = texts(BARS)

    assert said[:2] == ["Hours returned by task", "hours a week"]
    assert said[-2:] == ["Cleaning up data", "-1.2"]


def test_losses_go_to_the_other_side_in_another_colour() -> None:
    drawn = svg(BARS, "light")

    assert drawn.count(THEMES["light"].gain) == 4
    assert drawn.count(THEMES["light"].loss) == 2


def test_a_trend_shows_its_interval_and_where_the_pilot_began() -> None:
    drawn = svg(TREND)

    assert drawn.count("<polygon") == 1
    assert "pilot starts" in texts(TREND)
    assert texts(TREND)[-1] == "3.5"


def test_a_gap_in_the_interval_is_a_gap_in_the_picture() -> None:
    gap = TrendPoint("gap", 2.0)
    chart = TrendChart("Hours", (*TREND.points[1:3], gap, *TREND.points[1:3]))

    assert svg(chart).count("<polygon") == 2


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert "1,5" in texts(replace(BARS, decimal_sign=","))


def test_the_picture_tells_a_screen_reader_the_same_figures() -> None:
    drawn = ET.fromstring(svg(BARS))  # noqa: S314 - our own SVG
    title = drawn.find("{http://www.w3.org/2000/svg}title")

    assert title is not None
    assert title.text == BARS.as_text()


def test_a_chart_of_nothing_still_has_its_title() -> None:
    assert texts(TrendChart("Hours", ()))[0] == "Hours"
    assert texts(BarChart("Hours", ()))[0] == "Hours"


def test_of_twenty_weeks_few_enough_are_named_to_be_read() -> None:
    chart = TrendChart("Hours", tuple(TrendPoint(f"w{n}", n) for n in range(20)))

    assert [text for text in texts(chart) if text.startswith("w")] == [
        "w19",
        "w15",
        "w11",
        "w7",
        "w3",
    ]


@given(WORDS, st.lists(st.tuples(WORDS, NUMBERS), max_size=12).map(tuple), WORDS)
@settings(max_examples=60, deadline=None)
def test_no_label_breaks_out_of_a_bar_chart(
    title: str, bars: tuple[tuple[str, float], ...], unit: str
) -> None:
    drawn = ET.fromstring(svg(BarChart(title, bars, unit)))  # noqa: S314 - our own SVG

    allowed = {"svg", "title", "rect", "text", "line"}
    assert {element.tag.rpartition("}")[2] for element in drawn.iter()} <= allowed


@given(WORDS, st.lists(POINTS, max_size=20).map(tuple), WORDS)
@settings(max_examples=60, deadline=None)
def test_no_label_breaks_out_of_a_trend(
    title: str, points: tuple[TrendPoint, ...], marked: str
) -> None:
    chart = TrendChart(title, points, title, points[0].label if points else "", marked)
    drawn = ET.fromstring(svg(chart))  # noqa: S314 - our own SVG

    allowed = {"svg", "title", "rect", "text", "line", "polygon", "polyline", "circle"}
    assert {element.tag.rpartition("}")[2] for element in drawn.iter()} <= allowed


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3.5, 5.0, -0.5], [-2.0, 0.0, 2.0, 4.0, 6.0]),
        ([9.0], [0.0, 5.0, 10.0]),
        ([], [0.0, 0.5]),
        ([-3.0], [-3.0, -2.0, -1.0, 0.0]),
        ([0.001], [0.0, 0.5]),
    ],
)
def test_the_scale_has_round_steps_and_a_zero(values: list[float], expected: list[float]) -> None:
    assert ticks(values) == expected
