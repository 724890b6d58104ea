import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.winsorising import CONTRACTED, UNCAPPED, Cap, cap_for, capped, touched
from tests.measures.roster import pair, twelve, wave
from tests.measures.steady import steady


def test_below_twenty_people_the_contracted_hours_are_the_cap() -> None:
    assert cap_for(twelve()) == CONTRACTED
    assert CONTRACTED.limit(wave("ann", (50,), contracted=32)) == 32


def test_from_twenty_people_the_cap_is_the_95th_percentile_of_both_periods() -> None:
    people = [pair(f"p{i}", (i, 1, 0), (i / 2, 0, 0)) for i in range(25)]
    totals = [i + 1 for i in range(25)] + [i / 2 for i in range(25)]

    assert cap_for(people).hours == pytest.approx(np.percentile(totals, 95))


def test_tasks_of_a_capped_total_shrink_in_proportion() -> None:
    lowered = capped(wave("ann", (30, 15, 5)), Cap(40.0))

    assert lowered.hours == (("reporting", 24.0), ("reconciling", 12.0), ("chasing", 4.0))


def test_values_at_or_below_the_cap_are_left_alone_and_not_counted() -> None:
    people = [pair("ann", (20, 0, 0), (10, 0, 0)), pair("bea", (21, 0, 0), (25, 0, 0))]

    assert capped(people[0].baseline[0], Cap(20.0)) is people[0].baseline[0]
    assert touched(people, Cap(20.0)) == 2
    assert touched(people, UNCAPPED) == 0


@steady
@given(
    st.tuples(*[st.floats(0, 56, allow_subnormal=False)] * 3),
    st.floats(0.5, 168, allow_subnormal=False),
)
def test_no_capped_total_is_above_the_cap_and_no_task_below_zero(
    hours: tuple[float, ...], cap: float
) -> None:
    after = capped(wave("ann", hours), Cap(cap))

    assert after.total <= cap + 1e-9
    assert all(0 <= value <= hours[i] for i, (_, value) in enumerate(after.hours))
