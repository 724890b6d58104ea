import pytest

from bot.measures.estimated import Stratum, estimated_hours, merged


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
