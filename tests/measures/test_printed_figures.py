from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.measures.coarse import Band, Coverage, Direction, Share, SizeClass
from bot.measures.figures import (
    BandFigure,
    CapFigure,
    MeanFigure,
    TaskFigure,
    TotalFigure,
)
from bot.measures.groups import StratumMembers
from bot.measures.suppression import Gate, is_dominated
from bot.measures.thresholds import Thresholds
from bot.measures.winsorising import Cap
from tests.measures.gate import mean_figure, shown
from tests.measures.roster import changed_by, pair, team, twelve


def test_a_team_of_twelve_gets_the_figures_worked_by_hand() -> None:
    """Sums over the twelve: 124 h before, 81 h now, so 43 gross; 10 h checking, so 33 net.

    mean 33/12 = 2.75 -> 3; before 10.33 -> 10.5; now 6.75 -> 7; gross 3.58 -> 3.5; checking 0.83
    -> 1. Interval 2.75 +- 2.200985 x 1.69893 / sqrt(12) = 1.67 to 3.83 -> 1.5 to 4. The two largest
    are 5 and 4: 33 - 9 = 24 >= 0.75, so the total 33 -> 35 is shown. Skewness -1.12. Reporting went
    from 70 to 37: 33/12 -> 3. Five people chase, too few; reconciling joins it: 10/12 -> 1.
    """
    outcome = shown(team(twelve(), eligible=16))

    assert (outcome.size, outcome.coverage) == (
        SizeClass.BELOW_TWENTY,
        Coverage(Share.HALF_TO_THREE_QUARTERS, None),
    )
    assert outcome.figure == MeanFigure(
        mean=3.0,
        low=1.5,
        high=4.0,
        direction=Direction.MORE,
        band=Band(2, 4),
        skewed=True,
        before=10.5,
        now=7.0,
        gross=3.5,
        overhead=1.0,
        total=35,
        estimated=None,
        tasks=(TaskFigure("reporting", 3.0), TaskFigure("other", 1.0)),
        shrank_most="reporting",
        cap=CapFigure(hours=None, touched="none", uncapped_mean=3.0),
    )


def test_a_team_of_eight_gets_a_band_in_words() -> None:
    """19.5/8 = 2.44; s = 2.0255, t(7) = 2.3646: 0.74 to 4.13 does not hold zero."""
    outcome = shown(team(twelve()[:8]))

    assert outcome.size is SizeClass.BELOW_TEN
    assert outcome.figure == BandFigure(Band(2, 4), Direction.MORE)


def test_a_change_that_could_be_chance_is_not_called_a_gain() -> None:
    ups_and_downs = team(changed_by(*[6, -5] * 6))

    assert mean_figure(ups_and_downs).direction is Direction.NOT_DISTINGUISHABLE
    assert shown(team(ups_and_downs.people[:8])).figure == BandFigure(
        Band(0, 1), Direction.NOT_DISTINGUISHABLE
    )


def test_a_team_that_lost_hours_reads_so() -> None:
    figure = mean_figure(team(changed_by(*[-3, -4] * 6)))

    assert (figure.direction, figure.mean, figure.total, figure.shrank_most) == (
        Direction.LESS,
        -3.5,
        -40,
        None,
    )


def test_no_task_shrank_most_when_none_shrank_by_half_an_hour() -> None:
    people = tuple(pair(f"p{i}", (5, 5, 5), (7, 5, 4.8)) for i in range(12))

    figure = mean_figure(team(people))

    assert [(task.task, task.change) for task in figure.tasks] == [
        ("reporting", -2.0),
        ("reconciling", 0.0),
        ("chasing", 0.0),
    ]
    assert figure.shrank_most is None


def test_what_was_merged_is_never_the_task_that_shrank_most() -> None:
    people = tuple(pair(f"p{i}", (5, 9 * (i < 6), 9 * (i > 5)), (4, 0, 0)) for i in range(12))
    strict = Gate(groups=frozenset({"finance"}), thresholds=Thresholds(k=6))

    figure = mean_figure(team(people), strict)

    assert [(task.task, task.change) for task in figure.tasks] == [("reporting", 1), ("other", 9)]
    assert figure.shrank_most == "reporting"


def test_the_bootstrap_does_not_depend_on_the_order_of_people() -> None:
    people = changed_by(*[(i * 37) % 40 - 20 for i in range(100)])

    for seed in range(25):
        gate = Gate(groups=frozenset({"finance"}), seed=seed)
        assert shown(team(people), gate) == shown(team(people[::-1]), gate)


def test_everybody_saying_the_same_does_not_show_as_an_interval_without_width() -> None:
    figure = mean_figure(team(changed_by(*[3] * 12)))

    assert (figure.low, figure.mean, figure.high) == (2.5, 3.0, 3.5)


@pytest.mark.parametrize(
    ("contributions", "dominated"),
    [
        ([10, 5, 1.5], False),
        ([10, 5, 1.4], True),
        ([10, 9, -1.5], False),
        ([-10, 5, 1.4], True),
        ([10, 5, 4, -4], True),  # what cancels out hides nobody
        ([10, 5], True),
        ([], True),
    ],
)
def test_a_total_that_would_show_its_largest_part_is_dominated(
    contributions: list[float], dominated: bool
) -> None:
    assert is_dominated(contributions) is dominated


def test_where_one_person_makes_the_total_the_band_stands_instead() -> None:
    figure = mean_figure(team(changed_by(15, 10, *[0.1] * 10)))

    assert figure.total is None
    assert figure.band == Band(2, 4)


def test_the_cap_is_said_with_how_much_it_touched_and_what_it_changed() -> None:
    people = tuple(pair(f"p{i}", (30 - i, 0, 0), (10, 0, 0)) for i in range(12))

    figure = mean_figure(replace(team(people), cap=Cap(24.7)))

    assert figure.cap == CapFigure(hours=24.5, touched="under 20", uncapped_mean=14.5)
    assert figure.mean == 13.0  # (6 x 14.7 + 14 + 13 + 12 + 11 + 10 + 9) / 12 = 13.1


def strata(*sizes: tuple[int, int]) -> Iterator[StratumMembers]:
    start = 0
    for number, (answered, eligible) in enumerate(sizes):
        names = frozenset(f"p{i:04}" for i in range(start, start + answered))
        start += answered
        yield StratumMembers(f"s{number}", names, eligible)


def test_the_uncapped_mean_is_not_said_where_it_would_show_one_persons_excess() -> None:
    ordinary = tuple(pair(f"p{i}", (10, 0, 0), (9.9, 0, 0)) for i in range(11))
    long_week = pair("zoe", (120, 0, 0), (10, 0, 0))

    assert mean_figure(team((*ordinary, long_week))).cap.uncapped_mean is None


def test_estimated_hours_stand_beside_the_measured_ones_when_enough_answered() -> None:
    """10 x 2 + 20 x 4 = 100 h over 30 eligible; +- 1.96 sqrt(20^2 x (10/9) / 10) = 13.07."""
    people = changed_by(*[2] * 5, *[3, 5] * 5)
    asked = replace(team(people, eligible=30), strata=tuple(strata((5, 10), (10, 20))))

    figure = mean_figure(asked)

    assert figure.estimated == TotalFigure(100, 85, 115)
    assert figure.total == 50


def test_estimated_hours_are_hidden_when_late_answers_differ_from_early_ones() -> None:
    people = changed_by(*[2, 3] * 5, *[8, 9] * 2)
    asked = replace(team(people, eligible=20), strata=tuple(strata((14, 20))))

    assert mean_figure(asked).estimated is not None
    late = frozenset(pair.respondent for pair in people[10:])
    assert mean_figure(replace(asked, late=late)).estimated is None


def test_nothing_is_estimated_where_one_person_makes_the_estimate() -> None:
    people = changed_by(15, 10, *[0.1] * 10)
    asked = replace(team(people, eligible=20), strata=tuple(strata((12, 20))))

    assert mean_figure(asked).estimated is None


def test_nothing_is_estimated_below_half_coverage() -> None:
    asked = replace(team(twelve(), eligible=25))
    members = frozenset(pair.respondent for pair in twelve())

    assert mean_figure(replace(asked, strata=(StratumMembers("a", members, 25),))).estimated is None


def test_a_large_group_gets_its_percentage_and_a_bootstrapped_interval() -> None:
    people = changed_by(*[(i * 7) % 10 for i in range(200)])

    outcome = shown(team(people, eligible=240))

    assert (outcome.size, outcome.coverage.percent) == (SizeClass.TWENTY_AND_MORE, 83)
    assert isinstance(outcome.figure, MeanFigure)
    assert (outcome.figure.low, outcome.figure.mean, outcome.figure.high) == (4.0, 4.5, 5.0)
