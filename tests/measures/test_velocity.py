from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.velocity import FEWEST_ITEMS, Flow, Item, Velocity, flow, velocity
from tests.measures.steady import briefly

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FOUR_WEEKS = timedelta(weeks=4)
CYCLES = st.lists(st.integers(1, 400), min_size=20, max_size=40)


def items(hours: Sequence[float], reworked: int = 0) -> list[Item]:
    return [
        Item(f"{i:03}", MONDAY, MONDAY + timedelta(hours=float(h)), i < reworked)
        for i, h in enumerate(hours)
    ]


def flowing(hours: Sequence[float], reworked: int = 0) -> Flow:
    found = flow(items(hours, reworked), FOUR_WEEKS)
    assert found is not None
    return found


def speed(before: list[Item], now: list[Item], seed: int = 3) -> Velocity:
    found = velocity(before, now, (FOUR_WEEKS, FOUR_WEEKS), seed)
    assert found is not None
    return found


def test_twenty_items_in_four_weeks() -> None:
    """1 to 20 hours: median 10.5; 85 % of the way from the 1st to the 20th is 17.15.

    Five a week, each 10.5 h on average, a sixteenth of a week's 168: 5/16 are under way.
    """
    found = flowing(range(1, 21), reworked=3)

    assert (found.median, found.slow) == (10.5, pytest.approx(17.15))
    assert (found.items_a_week, found.in_process, found.rework) == (5, 5 / 16, 0.15)


def test_half_the_time_is_twice_the_velocity() -> None:
    fast = speed(
        items([8.0 + i % 5 for i in range(40)]), items([4.0 + i % 5 / 2 for i in range(40)])
    )

    assert (fast.ratio, fast.slow_ratio) == (2, 2)
    assert fast.interval.low < 2 < fast.interval.high


@briefly
@given(CYCLES, CYCLES)
def test_percentiles_and_ratios_are_numpys(before: list[int], now: list[int]) -> None:
    found = speed(items(before), items(now))

    assert found.ratio == pytest.approx(np.median(before) / np.median(now))
    assert found.slow_ratio == pytest.approx(np.percentile(before, 85) / np.percentile(now, 85))
    assert found.current.slow == pytest.approx(np.percentile(now, 85))


def test_the_interval_is_the_percentile_interval_of_the_same_draws() -> None:
    before, now = [float(h * h) for h in range(1, 31)], [float(h) for h in range(1, 41)]
    draws = []
    for cycles, seed in ((before, 3), (now, 4)):
        chance = np.random.RandomState(seed)
        drawn = chance.randint(0, len(cycles), (2_000, len(cycles)))
        draws.append(np.median(np.asarray(cycles)[drawn], axis=1))

    ours = speed(items(before), items(now)).interval

    assert (ours.low, ours.high) == pytest.approx(np.quantile(draws[0] / draws[1], [0.025, 0.975]))


@briefly
@given(CYCLES, CYCLES, st.integers(2, 9), st.randoms(use_true_random=False))
def test_slower_clocks_and_another_order_change_no_ratio(
    before: list[int], now: list[int], scale: int, random: Random
) -> None:
    found = speed(items(before), items(now))
    slowed = speed(items([h * scale for h in before]), items([h * scale for h in now]))
    turned = speed(random.sample(items(before), len(before)), random.sample(items(now), len(now)))
    faster = speed(items([h * scale for h in before]), items(now))

    assert slowed.ratio == pytest.approx(found.ratio)
    assert slowed.interval.high == pytest.approx(found.interval.high)
    assert turned == found
    assert faster.ratio == pytest.approx(found.ratio * scale)
    assert faster.interval.low == pytest.approx(found.interval.low * scale)


@briefly
@given(CYCLES, st.integers(1, 12))
def test_littles_law_holds_for_a_process_without_begin_and_end(
    cycles: list[int], weeks: int
) -> None:
    """Count hours in process one by one: their sum over the hours of the period is the same."""
    length = timedelta(weeks=weeks)

    found = flow(items(cycles), length)

    assert found is not None
    assert found.in_process == pytest.approx(sum(cycles) / (weeks * 168))


def test_nineteen_items_have_no_velocity() -> None:
    enough, few = items(range(1, 21)), items(range(1, FEWEST_ITEMS))

    assert flow(few, FOUR_WEEKS) is None
    assert velocity(enough, few, (FOUR_WEEKS, FOUR_WEEKS), 1) is None
    assert velocity(few, enough, (FOUR_WEEKS, FOUR_WEEKS), 1) is None


def test_rising_rework_turns_the_label_amber() -> None:
    before, hours = items(range(1, 41), reworked=4), range(1, 21)

    assert not speed(before, items(hours, reworked=2)).amber
    assert speed(before, items(hours, reworked=3)).amber


def test_an_item_without_time_or_counted_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Item("x", MONDAY, MONDAY)
    with pytest.raises(ValueError, match="counted twice"):
        flow(items([1.0]) * 20, FOUR_WEEKS)
    with pytest.raises(ValueError, match="length"):
        flow(items(range(1, 21)), timedelta())
