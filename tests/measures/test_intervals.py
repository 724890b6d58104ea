import subprocess
import sys
import tracemalloc
from importlib import import_module
from types import ModuleType

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.measures.intervals import (
    bca_interval,
    interval_by_team,
    interval_of_mean,
    skewness,
    t_interval,
    welch_interval,
)
from bot.measures.resampling import resampled_by_team, resampled_means
from tests.measures.steady import briefly, steady

HOURS = st.floats(-40, 40, allow_subnormal=False)
PEOPLE = st.lists(HOURS, min_size=2, max_size=40)


@pytest.fixture(scope="module")
def stats() -> ModuleType:
    """Whose figures ours are held against. Imported late: every worker collects these tests."""
    return import_module("scipy.stats")


def skewed(people: int) -> list[float]:
    values: list[float] = (np.random.RandomState(people).exponential(2.5, people) - 1).tolist()
    return values


def test_the_interval_of_the_roster_of_twelve_is_the_one_worked_by_hand() -> None:
    """r = 33/12 = 2.75, s^2 = 31.75/11, t(11) = 2.200985, half-width 1.07945."""
    nets = [3, 3.5, 3, 0, 4, 2, -1, 5, 3.5, 3, 3, 4]

    interval = interval_of_mean(nets, seed=1)

    assert (interval.low, interval.high) == pytest.approx((1.67055, 3.82945), abs=1e-5)
    assert skewness(nets) == pytest.approx(-1.1182, abs=1e-4)


@steady
@given(PEOPLE)
def test_students_interval_is_scipys(stats: ModuleType, values: list[float]) -> None:
    assume(np.std(values) > 1e-6)
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)

    interval = t_interval(values)

    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


@steady
@given(PEOPLE)
def test_skewness_is_scipys(stats: ModuleType, values: list[float]) -> None:
    assume(np.std(values) > 1e-3)

    assert skewness(values) == pytest.approx(stats.skew(values), abs=1e-6)


@pytest.mark.parametrize("people", [100, 250, 500])
def test_the_bootstrap_agrees_with_scipys(stats: ModuleType, people: int) -> None:
    values = skewed(people)
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="BCa", rng=np.random.default_rng(7)
    ).confidence_interval

    ours = bca_interval(values, seed=7, resamples=20_000)

    tolerance = (theirs.high - theirs.low) * 0.03
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=tolerance)


@pytest.mark.parametrize("people", [100, 500])
def test_from_the_same_resamples_scipy_makes_the_same_interval(
    stats: ModuleType, people: int
) -> None:
    values = np.random.RandomState(4).lognormal(0, 1.6, people).tolist()
    drawn = stats.bootstrap((values,), np.mean, n_resamples=2, method="basic")
    drawn.bootstrap_distribution = np.asarray(resampled_means(values, seed=7, resamples=2_000))
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=0, method="BCa", bootstrap_result=drawn
    ).confidence_interval

    ours = bca_interval(values, seed=7)

    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_the_bootstrap_leans_towards_the_long_tail() -> None:
    """What a plain percentile interval corrects too little: bias and acceleration do something."""
    values = skewed(120)
    centre = sum(values) / len(values)

    ours, plain = bca_interval(values, seed=3), t_interval(values)

    assert ours.high - centre > (centre - ours.low) * 1.1
    assert ours.low > plain.low


def test_from_a_hundred_people_on_the_bootstrap_takes_over() -> None:
    few, many = skewed(99), skewed(100)

    assert interval_of_mean(few, seed=5) == t_interval(few)
    assert interval_of_mean(many, seed=5) == bca_interval(many, seed=5)


def test_the_stored_seed_gives_the_same_interval_again_and_another_one_does_not() -> None:
    values = skewed(150)

    assert bca_interval(values, seed=11) == bca_interval(values, seed=11)
    assert bca_interval(values, seed=11) != bca_interval(values, seed=12)


def test_memory_stays_small_however_many_people_there_are() -> None:
    values = skewed(5_000)
    bca_interval(skewed(100), seed=1)
    tracemalloc.start()
    bca_interval(values, seed=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 12_000_000  # one array of all draws would be 80 MB


@briefly
@given(PEOPLE, st.integers(-20, 20), st.sampled_from([0.5, 2.0, 4.0]))
def test_moving_and_stretching_the_hours_moves_and_stretches_the_interval(
    values: list[float], shift: int, scale: float
) -> None:
    before, after = t_interval(values), t_interval([value * scale + shift for value in values])

    expected = (before.low * scale + shift, before.high * scale + shift)
    assert (after.low, after.high) == pytest.approx(expected, abs=1e-6)


def test_people_who_all_say_the_same_have_an_interval_without_width() -> None:
    for said in (3.0, 0.7, 0.1 + 0.2):  # 0.7 x 103 / 103 is not quite 0.7
        assert bca_interval([said] * 103, seed=1).half_width == 0
    assert t_interval([3.0] * 12).half_width == 0
    assert skewness([3.0] * 12) == 0


@pytest.mark.parametrize("values", [[], [1.0]])
def test_one_person_has_no_interval(values: list[float]) -> None:
    with pytest.raises(ValueError, match="two people"):
        interval_of_mean(values, seed=1)


def test_importing_the_measures_loads_no_arithmetic_library() -> None:
    program = (
        "import sys; import bot.measures.suppression, bot.measures.own;"
        "print(*sorted({'numpy', 'scipy'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert ran.stdout.strip() == b""


def test_welchs_interval_is_the_one_worked_by_hand() -> None:
    """(1, 2, 3) and (1, 1, 3, 3): 2 - 2 = 0; 1/3 + (4/3)/4 = 2/3; v = (4/9) / (1/18 + 1/27) = 4.8.

    t(4.8, 0.975) = 2.603134, times sqrt(2/3) = 0.816497.
    """
    interval = welch_interval([1, 2, 3], [1, 1, 3, 3])

    assert (interval.low, interval.high) == pytest.approx((-2.12545, 2.12545), abs=1e-5)


@steady
@given(PEOPLE, PEOPLE)
def test_welchs_interval_is_scipys(
    stats: ModuleType, treated: list[float], control: list[float]
) -> None:
    assume(np.std(treated) > 1e-3)
    assume(np.std(control) > 1e-3)
    theirs = stats.ttest_ind(treated, control, equal_var=False).confidence_interval(0.95)

    ours = welch_interval(treated, control)

    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


@briefly
@given(PEOPLE, PEOPLE, st.integers(-20, 20), st.sampled_from([0.5, 2.0, 4.0]))
def test_what_happens_to_both_arms_leaves_their_difference_and_scales_it(
    treated: list[float], control: list[float], shift: int, scale: float
) -> None:
    before = welch_interval(treated, control)

    after = welch_interval(*([v * scale + shift for v in arm] for arm in (treated, control)))
    turned = welch_interval(control, treated)

    assert (after.low, after.high) == pytest.approx(
        (before.low * scale, before.high * scale), abs=1e-6
    )
    assert (turned.low, turned.high) == pytest.approx((-before.high, -before.low), abs=1e-6)


def test_teams_of_equal_size_have_the_interval_of_their_means() -> None:
    """Closed form: the mean over people is that of team means, so Welch's over teams holds."""
    chance = np.random.RandomState(5)
    treated, control = ((chance.gamma(2, 2, (4, 8)) + chance.gamma(2, 2, (4, 1))) for _ in "TC")
    expected = welch_interval(treated.mean(axis=1).tolist(), control.mean(axis=1).tolist())

    ours = interval_by_team(treated.tolist(), control.tolist(), seed=2)

    assert (ours.low + ours.high) == pytest.approx(expected.low + expected.high, abs=1e-9)
    assert ours.half_width == pytest.approx(expected.half_width, rel=0.05)  # chance of 2,000 draws


def test_a_team_is_drawn_with_all_its_people() -> None:
    """The mean of a draw is over its people: a large team that is drawn weighs more."""
    teams = [[1.0], [2.0, 4.0, 6.0], [8.0] * 5]
    sums, sizes = np.array([1, 12, 40]), np.array([1, 3, 5])
    drawn = np.random.RandomState(3).randint(0, 3, (2_000, 3))

    expected = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)

    assert resampled_by_team(teams, seed=3) == pytest.approx(expected)


def test_teams_that_differ_make_the_interval_wider_than_their_people_do() -> None:
    treated = [[float(team % 3)] * 8 for team in range(6)]
    control = [[float(team % 2)] * 8 for team in range(6)]
    alone = welch_interval(*([v for team in arm for v in team] for arm in (treated, control)))

    assert interval_by_team(treated, control, seed=1).half_width > alone.half_width * 2


@briefly
@given(st.integers(-20, 20), st.sampled_from([0.5, 2.0, 4.0]))
def test_an_interval_by_team_moves_and_stretches_with_the_hours(shift: int, scale: float) -> None:
    teams = [[1.0, 2.0], [4.0], [0.0, 3.0, 6.0], [2.5]]
    moved = [[value * scale + shift for value in team] for team in teams]

    before, after = interval_by_team(teams, teams, 3), interval_by_team(moved, moved, 3)

    assert after.half_width == pytest.approx(before.half_width * scale, rel=1e-6)


def test_arms_without_any_spread_differ_by_exactly_what_they_say() -> None:
    assert welch_interval([2.0] * 6, [0.5] * 6).half_width == 0
    assert interval_by_team([[2.0] * 3] * 5, [[0.5] * 2] * 5, seed=1).low == 1.5


@pytest.mark.parametrize("arm", [[], [[1.0, 2.0]], [[1.0], []]])
def test_an_interval_by_team_takes_two_teams_with_people(arm: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="two teams"):
        interval_by_team(arm, [[1.0], [2.0]], seed=1)


def test_welchs_interval_takes_two_people_in_either_arm() -> None:
    with pytest.raises(ValueError, match="two people"):
        welch_interval([1.0], [1.0, 2.0])
