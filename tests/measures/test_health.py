import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.health import InstrumentWeek, alerts, is_run
from tests.measures.steady import briefly


def rates(*answered: int) -> list[InstrumentWeek]:
    """Weeks in which so many of a hundred invited answered; None of their totals is rounded."""
    return [InstrumentWeek(invited=100, totals=(4.25,) * n) for n in answered]


BEFORE = [70, 74, 72, 68, 76, 72, 70, 74, 72, 71, 73, 72]


def test_one_week_in_six_signs() -> None:
    week = InstrumentWeek(
        invited=8,
        seconds=(30, 90, 60),
        totals=(5, 10, 0, 7.5),
        runs=1,
        messages=400,
        opt_outs=1,
        failures=2,
    )

    assert week.signs() == {
        "response_rate": 0.5,
        "seconds_to_answer": 60,
        "multiples_of_five": 0.5,  # no hours at all are not rounded
        "identical_runs": 0.25,
        "opt_outs_per_thousand": 2.5,
        "delivery_failures": 0.005,
    }
    assert set(InstrumentWeek().signs().values()) == {None}


def test_four_weeks_that_leave_the_band_of_the_twelve_before_raise_an_alert() -> None:
    """m = 72, s^2 = 50/11, t(11, 0.99865) = 3.849893; that, s and sqrt(1/12 + 1/4): 4.73889."""
    [alert] = alerts(rates(*BEFORE, 67, 67, 67, 67))

    assert (alert.sign, alert.value) == ("response_rate", pytest.approx(0.67))
    assert alert.band.low == pytest.approx(0.72 - 0.0473889, abs=1e-6)
    assert alert.band.high == pytest.approx(0.72 + 0.0473889, abs=1e-6)
    assert alerts(rates(*BEFORE, 68, 67, 68, 67)) == ()
    assert alerts(rates(*BEFORE, 77, 77, 77, 77))[0].sign == "response_rate"


def test_weeks_without_a_survey_are_left_out_until_too_few_remain() -> None:
    every_other = [InstrumentWeek(), *rates(72)] * 6
    fallen = [InstrumentWeek(), *rates(30)] * 2

    assert len(alerts([*every_other, *fallen])) == 1
    assert alerts([*every_other, *fallen[:3], InstrumentWeek()]) == ()
    assert alerts([*every_other[:10], *[InstrumentWeek()] * 2, *fallen]) == ()


def test_steady_weeks_are_no_alert_whatever_binary_fractions_make_of_them() -> None:
    assert alerts([InstrumentWeek(invited=3, totals=(4.25,), seconds=(0.1,))] * 16) == ()


@briefly
@given(st.permutations(range(12)), st.permutations(range(4)), st.sampled_from([0.5, 2, 60]))
def test_the_order_within_each_part_and_the_unit_of_a_sign_change_no_alert(
    before: list[int], recent: list[int], scale: float
) -> None:
    seconds = [*BEFORE, 20, 25, 22, 24]
    order = [*before, *(12 + i for i in recent)]

    [alert] = alerts([InstrumentWeek(seconds=(float(s),)) for s in seconds])
    [turned] = alerts([InstrumentWeek(seconds=(float(seconds[i] * scale),)) for i in order])

    assert turned.value == pytest.approx(alert.value * scale)
    assert turned.band.low == pytest.approx(alert.band.low * scale)


def test_chance_alone_raises_an_alert_in_about_three_of_a_thousand() -> None:
    """A closed form of the band: under the normal distribution it misses 0.27 %."""
    chance, looks = np.random.RandomState(3), 1_500
    found = sum(
        len(alerts([InstrumentWeek(seconds=(s,)) for s in chance.normal(60, 9, 16).tolist()]))
        for _ in range(looks)
    )

    assert 0 < found <= 12  # 4 expected; 12 or more come in 1 of 1,000 such tests


def test_three_answers_alike_in_every_task_are_a_run() -> None:
    week, other = (("a", 1.0), ("b", 2.0)), (("a", 1.0), ("b", 2.5))

    assert is_run([other, week, week, week[::-1]])
    assert not is_run([week, week, other])
    assert not is_run([week, week])


def test_signs_are_compared_over_sixteen_weeks() -> None:
    with pytest.raises(ValueError, match="16 weeks"):
        alerts(rates(*BEFORE))
