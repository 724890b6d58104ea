from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.coarse import (
    EDGES,
    Band,
    Coverage,
    Direction,
    Share,
    SizeClass,
    annual_hours,
    band_of,
    coverage,
    direction,
    rounded,
    rounded_outward,
    share,
    size_class,
)
from tests.measures.steady import steady

HOURS = st.floats(-168, 168, allow_subnormal=False)


@pytest.mark.parametrize(
    ("hours", "low", "high"),
    [
        (-9, None, -8),
        (-8, -8, -4),
        (-3, -4, -2),
        (-1.5, -2, -1),
        (-0.1, -1, 0),
        (0, 0, 1),
        (0.7 + 0.2 + 0.1, 1, 2),  # 0.9999999999999999
        (3.9, 2, 4),
        (4, 4, 8),
        (8, 8, None),
        (40, 8, None),
    ],
)
def test_a_mean_falls_into_one_band(hours: float, low: float | None, high: float | None) -> None:
    assert band_of(hours) == Band(low, high)


@steady
@given(HOURS)
def test_bands_leave_no_gap_and_their_ends_are_neighbours(hours: float) -> None:
    band = band_of(hours)
    ends = (None, *EDGES, None)

    assert (band.low, band.high) in pairwise(ends)
    assert band.low is None or band.low <= hours + 1e-9
    assert band.high is None or hours < band.high


@pytest.mark.parametrize(
    ("hours", "step", "printed"),
    [(2.75, 0.5, 3.0), (2.74, 0.5, 2.5), (-2.75, 0.5, -3.0), (0.24, 0.5, 0.0), (32.5, 5, 35)],
)
def test_halves_are_rounded_away_from_zero(hours: float, step: float, printed: float) -> None:
    assert rounded(hours, step) == printed


def test_nothing_is_printed_as_minus_zero() -> None:
    assert str(rounded(-0.1, 0.5)) == "0.0"
    assert str(rounded_outward(-0.2, -0.1, 0.5)[1]) == "0.0"


@steady
@given(HOURS, st.floats(0, 50, allow_subnormal=False), st.sampled_from([0.5, 5.0]))
def test_rounding_outward_always_holds_the_raw_interval(
    low: float, width: float, step: float
) -> None:
    high = low + width

    printed = rounded_outward(low, high, step)

    assert printed[0] <= low <= high <= printed[1]
    assert printed[0] >= low - step
    assert printed[1] <= high + step
    assert all((end / step).is_integer() for end in printed)


def test_an_interval_that_holds_or_touches_zero_tells_nothing() -> None:
    assert direction(-1, 2) is Direction.NOT_DISTINGUISHABLE
    assert direction(0, 2) is Direction.NOT_DISTINGUISHABLE
    assert direction(-2, 0) is Direction.NOT_DISTINGUISHABLE
    assert direction(0.5, 2) is Direction.MORE
    assert direction(-2, -0.5) is Direction.LESS


def test_sizes_are_classes() -> None:
    assert [size_class(n) for n in (6, 9)] == [SizeClass.BELOW_TEN] * 2
    assert [size_class(n) for n in (10, 19)] == [SizeClass.BELOW_TWENTY] * 2
    assert [size_class(n) for n in (20, 900)] == [SizeClass.TWENTY_AND_MORE] * 2


def test_the_middle_band_of_a_share_has_both_edges() -> None:
    assert share(7, 15) is Share.UNDER_HALF
    assert share(8, 16) is Share.HALF_TO_THREE_QUARTERS
    assert share(12, 16) is Share.HALF_TO_THREE_QUARTERS
    assert share(13, 16) is Share.MORE


def test_coverage_is_a_percentage_only_from_twenty_people_on() -> None:
    assert coverage(19, 20) == Coverage(Share.MORE, None)
    assert coverage(20, 60) == Coverage(Share.UNDER_HALF, 33)


def test_there_is_no_annual_figure_before_eight_weeks() -> None:
    assert annual_hours(35, weeks_of_data=7) is None
    assert annual_hours(35, weeks_of_data=8) == 1610
    assert annual_hours(35, weeks_of_data=8, working_weeks=44) == 1540
