"""Drudgery, sentiment, skill, redeployment and calibration (docs/measures.md 9)."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.calibration import calibration, typical_calibration
from bot.measures.drudgery import drudgery_share, hated_hours
from bot.measures.redeployment import OTHER_PLACES, UNKNOWN, USEFUL_PLACES, useful_share
from bot.measures.sentiment import group_sentiment, sentiment
from bot.measures.skill import RETEST_AFTER, Skill, Try, skill
from tests.measures.roster import TASKS, wave
from tests.measures.steady import briefly

HOURS = st.tuples(*[st.integers(0, 20).map(float)] * 3)
ANSWERS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 5), min_size=1)
PLACES = sorted(USEFUL_PLACES | OTHER_PLACES | {UNKNOWN})
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_the_drudgery_share_is_a_share_of_each_persons_own_week() -> None:
    """10 of 40 and 16 of 32 hours: 0.25 and 0.5, 0.375 on average."""
    weeks = [wave("ann", (6, 4, 0)), wave("bea", (16, 0, 0), contracted=32)]

    assert drudgery_share(weeks) == 0.375


def test_nobody_has_more_drudgery_than_a_week_and_no_share_of_no_contract() -> None:
    assert drudgery_share([wave("ann", (30, 30, 0))]) == 1
    assert drudgery_share([wave("ann", (1, 0, 0), contracted=0)]) is None


@briefly
@given(st.lists(HOURS, min_size=1), st.randoms(use_true_random=False))
def test_the_drudgery_share_is_numpys_in_any_order(
    hours: list[tuple[float, ...]], random: Random
) -> None:
    weeks = [wave(f"p{i}", h) for i, h in enumerate(hours)]
    expected = np.mean([min(sum(h), 40) / 40 for h in hours])

    assert drudgery_share(weeks) == pytest.approx(expected)
    assert drudgery_share(random.sample(weeks, len(weeks))) == drudgery_share(weeks)


def test_hated_hours_weigh_more() -> None:
    """6 h x 1 + 4 h x 0.5 + 2 h x 0 = 8."""
    week = wave("ann", (6, 4, 2))

    assert hated_hours(week, {"reporting": 5, "reconciling": 3, "chasing": 1}) == 8
    assert hated_hours(week, {"reporting": 5}) == 6


@briefly
@given(HOURS, st.tuples(*[st.integers(1, 5)] * 3))
def test_hated_hours_are_a_dot_product_and_never_more_than_the_hours(
    hours: tuple[float, ...], answers: tuple[int, ...]
) -> None:
    week, dislike = wave("ann", hours), dict(zip(TASKS, answers, strict=True))
    doubled = wave("ann", tuple(2 * h for h in hours))

    found = hated_hours(week, dislike)

    assert found == pytest.approx(np.dot(hours, (np.array(answers) - 1) / 4))
    assert 0 <= found <= week.total
    assert hated_hours(doubled, dislike) == pytest.approx(2 * found)


def test_sentiment_goes_from_0_to_100() -> None:
    """4, 5 and a worry of 2 that counts as 4: 13/3, less 1, over 4."""
    assert sentiment({"pace": 4, "trust": 5, "worry": 2}, ["worry"]) == pytest.approx(
        83.3333, abs=1e-3
    )
    assert sentiment({"pace": 1}) == 0
    assert sentiment({"pace": 5}) == 100
    assert sentiment({}) is None


@briefly
@given(st.lists(ANSWERS, min_size=1))
def test_sentiment_is_numpys_and_turned_items_mirror_it(people: list[dict[str, int]]) -> None:
    ours = [sentiment(answers) for answers in people]
    turned = [sentiment(answers, "abcdef") for answers in people]

    expected = [25 * (np.mean(list(answers.values())) - 1) for answers in people]
    assert ours == pytest.approx(expected)
    assert [100 - one for one in turned if one is not None] == pytest.approx(ours)
    assert group_sentiment([*ours, None]) == pytest.approx(np.mean(expected))
    assert group_sentiment([None]) is None


def tried(who: str, day: float, right: bool, quiz: str = "q") -> Try:
    return Try(who, quiz, MONDAY + timedelta(days=day), right)


def test_skill_is_the_first_try_and_the_first_retest_two_weeks_later() -> None:
    tries = [
        tried("ann", 15, True),  # the retest, though told first
        tried("ann", 0, False),
        tried("ann", 3, True),  # practice
        tried("ann", 40, False),  # a second retest
        tried("bea", 0, True),
        tried("bea", 13.9, True),  # too early to tell
        tried("cem", 1, True),
        tried("cem", 15, False),
        tried("dee", 1, True),
    ]

    assert skill(tries) == Skill(first_try=0.75, retest=0.5)
    assert skill([]) == Skill(None, None)


@briefly
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 40), st.booleans()), unique_by=lambda t: t[:2]
    ),
    st.randoms(use_true_random=False),
)
def test_skill_is_counted_by_hand_the_same_in_any_order(
    told: list[tuple[int, int, bool]], random: Random
) -> None:
    tries = [tried(f"p{who}", day, right) for who, day, right in told]
    first = {t.respondent: t for t in sorted(tries, key=lambda t: t.at, reverse=True)}
    late = [t for t in tries if t.at - first[t.respondent].at >= RETEST_AFTER]
    retest = {t.respondent: t for t in sorted(late, key=lambda t: t.at, reverse=True)}
    shares = [
        sum(t.right for t in some.values()) / len(some) if some else None
        for some in (first, retest)
    ]

    assert skill(random.sample(tries, len(tries))) == Skill(*shares)


def test_two_tries_at_once_are_refused() -> None:
    with pytest.raises(ValueError, match="at once"):
        skill([tried("ann", 0, True), tried("ann", 0, False)])


def test_the_useful_share_is_of_those_who_can_say() -> None:
    places = ["core_work", "learning", "customers", "left_on_time", "more_of_the_same", UNKNOWN]

    assert useful_share(places, fewest=5) == Fraction(3, 5)
    assert useful_share(places, fewest=6) is None
    assert useful_share([UNKNOWN], fewest=0) is None
    with pytest.raises(ValueError, match="holiday"):
        useful_share(["holiday"], fewest=1)


@briefly
@given(st.lists(st.sampled_from(PLACES)))
def test_useful_and_not_useful_make_the_whole(places: list[str]) -> None:
    share = useful_share(places, fewest=1)
    useful, not_useful = (sum(p in part for p in places) for part in (USEFUL_PLACES, OTHER_PLACES))

    if not useful + not_useful:
        assert share is None
    else:
        assert share == Fraction(useful, useful + not_useful)
        assert useful_share([UNKNOWN, *places[::-1]], fewest=1) == share
        assert useful_share([*places, *places], fewest=1) == share


def test_a_prediction_is_held_against_what_was_measured() -> None:
    assert calibration(6, 3) == 2
    assert calibration(6, 0) is None
    assert calibration(6, -1) is None
    with pytest.raises(ValueError, match="above zero"):
        calibration(0, 1)


def test_the_typical_prediction_is_the_median_with_failures_as_the_worst() -> None:
    assert typical_calibration([(6, 3), (4, 4), (9, 0)]) == 2
    assert typical_calibration([(6, 3), (9, 0)]) is None
    assert typical_calibration([]) is None


@briefly
@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 50)), min_size=1), st.integers(2, 5))
def test_calibration_scales_with_the_predictions(pilots: list[tuple[int, int]], by: int) -> None:
    expected = np.median([predicted / measured for predicted, measured in pilots])

    assert typical_calibration(pilots) == pytest.approx(expected)
    assert typical_calibration([(p * by, m) for p, m in pilots]) == pytest.approx(expected * by)
