from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.estimated import Stratum, estimated_hours, merged
from tests.measures.steady import briefly

NETS = st.lists(st.integers(-20, 20).map(float), min_size=5, max_size=9).map(tuple)
GROUPS = st.lists(st.tuples(NETS, st.integers(0, 8)), min_size=1, max_size=5)


def strata_of(groups: list[tuple[tuple[float, ...], int]]) -> list[Stratum]:
    """So many who answered, and as many silent people at most."""
    return [
        Stratum(f"s{i}", nets, len(nets) + min(silent, len(nets)))
        for i, (nets, silent) in enumerate(groups)
    ]


def test_each_stratum_counts_with_everybody_eligible_in_it() -> None:
    """10 x 2 + 20 x 4 = 100; s^2 = 2.5 and 0, so +- 1.96 sqrt(10^2 x 2.5 / 5) = 13.859."""
    estimate = estimated_hours(
        [Stratum("a", (0, 1, 2, 3, 4), 10), Stratum("b", (4, 4, 4, 4, 4, 4, 4, 4, 4, 4), 20)]
    )

    assert estimate is not None
    assert estimate.hours == pytest.approx(100)
    assert estimate.interval.half_width == pytest.approx(13.859, abs=1e-3)
    assert sum(estimate.contributions) == pytest.approx(100)


def test_nothing_is_estimated_when_fewer_than_half_answered() -> None:
    assert estimated_hours([Stratum("a", (1.0,) * 10, 20)]) is not None
    assert estimated_hours([Stratum("a", (1.0,) * 10, 21)]) is None


def test_strata_of_fewer_than_five_answers_merge_smallest_first() -> None:
    strata = [
        Stratum("a", (1.0,) * 9, 10),
        Stratum("b", (2.0,) * 3, 4),
        Stratum("c", (3.0,) * 2, 3),
        Stratum("d", (), 1),
    ]

    parts = merged(strata)

    assert [(part.id, len(part.nets), part.eligible) for part in parts] == [
        ("d+c+b", 5, 8),
        ("a", 9, 10),
    ]


def test_two_strata_become_one_when_one_of_them_is_too_small() -> None:
    estimate = estimated_hours([Stratum("a", (3.0,) * 8, 10), Stratum("b", (0.0,) * 2, 10)])

    assert estimate is not None
    assert estimate.hours == pytest.approx(20 * 2.4)


def test_one_stratum_that_stays_too_small_gives_no_estimate() -> None:
    assert estimated_hours([Stratum("a", (1.0, 2.0, 3.0, 4.0), 4)]) is None
    assert estimated_hours([]) is None


@briefly
@given(GROUPS)
def test_the_estimate_is_numpys(groups: list[tuple[tuple[float, ...], int]]) -> None:
    strata = strata_of(groups)
    hours = sum(s.eligible * np.mean(s.nets) for s in strata)
    variance = sum(s.eligible**2 * np.var(s.nets, ddof=1) / len(s.nets) for s in strata)

    found = estimated_hours(strata)

    assert found is not None
    assert found.hours == pytest.approx(hours, abs=1e-9)
    assert found.interval.half_width == pytest.approx(1.96 * np.sqrt(variance), abs=1e-9)


@briefly
@given(GROUPS, st.integers(-5, 5), st.integers(2, 4), st.randoms(use_true_random=False))
def test_the_estimate_moves_stretches_and_heeds_no_order(
    groups: list[tuple[tuple[float, ...], int]], shift: int, scale: int, random: Random
) -> None:
    strata = strata_of(groups)
    moved = strata_of([(tuple(n * scale + shift for n in nets), more) for nets, more in groups])
    eligible = sum(s.eligible for s in strata)

    before, after = estimated_hours(strata), estimated_hours(random.sample(moved, len(moved)))

    assert before is not None
    assert after is not None
    assert after.hours == pytest.approx(before.hours * scale + shift * eligible, abs=1e-6)
    assert after.interval.half_width == pytest.approx(before.interval.half_width * scale, abs=1e-6)
