"""Charts survive a stay in the outbox as JSON."""

import json

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import chart_values
from bot.catalog.figures import as_chart
from bot.catalog.wording import Wording
from bot.model.charts import BarChart, Chart, TrendChart, TrendPoint

ENGLISH, GERMAN = (Wording(Locale(language), lambda _: {}) for language in ("en", "de"))
HOURS = st.floats(-168, 168)
POINTS = st.builds(TrendPoint, st.text(), HOURS, st.none() | HOURS, st.none() | HOURS)
CHARTS = st.one_of(
    st.builds(BarChart, st.text(), st.lists(st.tuples(st.text(), HOURS)).map(tuple), st.text()),
    st.builds(TrendChart, st.text(), st.lists(POINTS).map(tuple), st.text(), st.text(), st.text()),
)


@given(CHARTS)
def test_a_stored_chart_is_the_same_chart(chart: Chart) -> None:
    stored = json.loads(json.dumps(chart_values(chart)))

    assert as_chart(stored, ENGLISH) == chart == as_chart(chart, ENGLISH)


def test_numbers_of_a_chart_are_written_as_the_language_does() -> None:
    point = TrendPoint("1. Sept.", 2.55, -1.0, 1234.5)
    chart = as_chart(TrendChart("Stunden", (point,), "Stunden pro Woche"), GERMAN)

    assert chart is not None
    assert chart.as_text() == "Stunden\n1. Sept.: 2,5 Stunden pro Woche (-1 … 1234,5)"


@pytest.mark.parametrize("nothing", [None, {}, ""])
def test_nothing_to_draw_is_no_chart(nothing: object) -> None:
    assert as_chart(nothing, ENGLISH) is None
