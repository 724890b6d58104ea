"""Charts survive a stay in the outbox as JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import chart_values
from bot.catalog.figures import as_chart
from bot.model.charts import BarChart, Chart, TrendChart, TrendPoint

HOURS = st.floats(-168, 168)
POINTS = st.builds(TrendPoint, st.text(), HOURS, st.none() | HOURS, st.none() | HOURS)
CHARTS = st.one_of(
    st.builds(BarChart, st.text(), st.lists(st.tuples(st.text(), HOURS)).map(tuple), st.text()),
    st.builds(TrendChart, st.text(), st.lists(POINTS).map(tuple), st.text(), st.text(), st.text()),
)


@given(CHARTS)
def test_a_stored_chart_is_the_same_chart(chart: Chart) -> None:
    assert as_chart(json.loads(json.dumps(chart_values(chart)))) == chart


@pytest.mark.parametrize("nothing", [None, {}, ""])
def test_nothing_to_draw_is_no_chart(nothing: object) -> None:
    assert as_chart(nothing) is None
