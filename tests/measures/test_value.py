"""Capacity value, ledger, AI cost, net value and break-even: what finance is to agree with."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.ai_cost import AiCosts, ai_cost
from bot.measures.capacity import CapacityValue, capacity_value
from bot.measures.intervals import Interval
from bot.measures.ledger import LedgerItem, cost_reduction, ledgered_hours
from bot.measures.money import CurrenciesMixed, Money
from bot.measures.net_value import NetValue, break_even_hours
from tests.measures.steady import briefly

RATES = {"analyst": Money.of(60, "EUR"), "clerk": Money.of("36.50", "EUR")}
SURELY = Interval(10, 50)
TODAY = date(2026, 6, 15)
HOURS = st.floats(-200, 200, allow_subnormal=False)


def euros(amount: str | int) -> Money:
    return Money.of(amount, "EUR")


def worth(
    hours: dict[str, float],
    ledgered: dict[str, float] | None = None,
    measured_share: Fraction | None = None,
    weeks: int = 46,
    rates: dict[str, Money] = RATES,
    interval: Interval = SURELY,
) -> CapacityValue | None:
    return capacity_value(
        hours,
        interval,
        rates,
        ledgered=ledgered or {},
        working_weeks=weeks,
        measured_share=measured_share,
    )


def value(hours: dict[str, float], ledgered: dict[str, float] | None = None) -> Money:
    found = worth(hours, ledgered)
    assert found is not None
    return found.value


def test_hours_a_week_become_an_amount_a_month() -> None:
    """20 h x 60 + 12 h x 36.50 = 1638 a week; x 46/12 = 6279 a month, of which a half is useful."""
    found = worth({"analyst": 20, "clerk": 12})

    assert found is not None
    assert found.value == euros("3139.50")
    assert found.beside == (euros("1569.75"), euros("3139.50"), euros("4709.25"))
    assert (found.share, found.measured) == (Fraction(1, 2), False)


def test_the_measured_share_takes_the_place_of_the_half() -> None:
    found = worth({"analyst": 20, "clerk": 12}, measured_share=Fraction(2, 3))

    assert found is not None
    assert (found.value, found.share, found.measured) == (euros(4186), Fraction(2, 3), True)
    assert found.beside[1] == euros("3139.50")


def test_without_a_rate_there_are_hours_and_no_money() -> None:
    assert worth({"analyst": 20, "driver": 1}) is None
    assert worth({"analyst": 20}, rates={}) is None
    assert worth({"analyst": 20, "driver": 0}) == worth({"analyst": 20})


@pytest.mark.parametrize("ends", [(-1, 5), (0, 5), (-5, 0)])
def test_hours_that_may_be_none_at_all_are_worth_no_money(ends: tuple[float, float]) -> None:
    assert worth({"analyst": 20}, interval=Interval(*ends)) is None


def test_a_loss_is_told_as_one() -> None:
    found = worth({"analyst": -4}, interval=Interval(-6, -2))

    assert found is not None
    assert found.value == euros(-460)


def test_an_hour_that_became_a_ledger_item_leaves_capacity() -> None:
    assert value({"analyst": 20}, {"analyst": 5}) == value({"analyst": 15})
    assert value({"analyst": 20, "clerk": 4}, {"clerk": 4}) == value({"analyst": 20})


@briefly
@given(HOURS, HOURS, st.floats(0, 300), st.integers(1, 9))
def test_capacity_scales_adds_up_and_never_falls_below_zero_by_the_ledger(
    analyst: float, clerk: float, ledgered: float, scale: int
) -> None:
    both = value({"analyst": analyst, "clerk": clerk})

    assert both == value({"analyst": analyst}) + value({"clerk": clerk})
    assert value({"clerk": clerk, "analyst": analyst}) == both
    dearer = {band: rate.times(scale) for band, rate in RATES.items()}
    assert worth({"analyst": analyst, "clerk": clerk}, rates=dearer).value == both.times(scale)  # type: ignore[union-attr]
    left = value({"analyst": analyst}, {"analyst": ledgered})
    assert min(Fraction(0), value({"analyst": analyst}).amount) <= left.amount
    assert left.amount <= value({"analyst": analyst}).amount


@pytest.mark.parametrize(
    "odd",
    [
        {"measured_share": Fraction(3, 2)},
        {"measured_share": Fraction(-1)},
        {"ledgered": {"analyst": -1.0}},
        {"weeks": 0},
        {"weeks": 53},
    ],
)
def test_odd_settings_of_capacity_are_refused(odd: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"share|ledger|weeks"):
        worth({"analyst": 20}, **odd)


def test_rates_of_two_currencies_are_refused() -> None:
    with pytest.raises(CurrenciesMixed):
        worth({"analyst": 1, "clerk": 1}, rates={**RATES, "clerk": Money.of(30, "GBP")})


def item(name: str = "licence", **other: object) -> LedgerItem:
    whole: dict[str, Any] = {
        "amount": euros(400),
        "owner": "ann",
        "evidence": "https://example.org/invoice",
        "starts": date(2026, 6, 1),
        "signed_by": "cfo",
    } | other
    return LedgerItem(id=name, **whole)


def test_signed_items_in_force_are_the_reduction() -> None:
    items = [
        item("a"),
        item("b", amount=euros("99.99")),
        item("unsigned", signed_by=None),
        item("later", starts=date(2026, 6, 16)),
        item("over", ends=TODAY),
        item("today", starts=TODAY, amount=euros(1)),
    ]

    assert cost_reduction(items, TODAY, "EUR") == euros("500.99")
    assert cost_reduction(items[::-1], TODAY, "EUR") == euros("500.99")
    assert cost_reduction([], TODAY, "EUR") == euros(0)


def test_hours_of_items_leave_capacity_only_while_the_item_counts() -> None:
    items = [
        item("a", band="clerk", hours=3.5),
        item("b", band="clerk", hours=1),
        item("c", band="analyst", hours=2, signed_by=None),
        item("d"),
    ]

    assert ledgered_hours(items, TODAY) == {"clerk": 4.5}


@pytest.mark.parametrize(
    "odd",
    [
        {"owner": ""},
        {"evidence": ""},
        {"amount": Money.of(-1, "EUR")},
        {"hours": -1.0, "band": "clerk"},
        {"hours": float("nan"), "band": "clerk"},
        {"hours": 1.0},
        {"ends": date(2026, 6, 1)},
        {"signed_by": "ann"},
    ],
)
def test_an_item_that_no_auditor_would_take_is_refused(odd: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="ledger item"):
        item(**odd)


def test_an_item_entered_twice_and_one_in_another_currency_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        cost_reduction([item("a"), item("a")], TODAY, "EUR")
    with pytest.raises(CurrenciesMixed):
        cost_reduction([item("a", amount=Money.of(1, "USD"))], TODAY, "EUR")


def costs(**other: object) -> AiCosts:
    whole: dict[str, Any] = {
        "seats": 20,
        "price": euros("28.10"),
        "usage": euros("75.25"),
        "one_off": euros(1000),
        "months": 12,
        "minutes": {"analyst": 90, "clerk": 30},
    } | other
    return AiCosts(**whole)


def test_the_tool_costs_seats_usage_its_introduction_and_peoples_time() -> None:
    """562 + 75.25 + 83.333… + 1.5 x 60 + 0.5 x 36.50 = 828.8333…"""
    cost = ai_cost(costs(), RATES)

    assert cost is not None
    assert cost.amount == Fraction(82883, 100) + Fraction(1, 300)
    assert cost.rounded() == Decimal("828.83")


def test_assigned_seats_cost_whether_used_or_not_and_time_without_a_rate_is_not_left_out() -> None:
    assert ai_cost(costs(minutes={"driver": 10}), RATES) is None
    assert ai_cost(costs(minutes={"driver": 0}), RATES) is not None
    assert ai_cost(costs(minutes={}), {}) is not None


@briefly
@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 36))
def test_cost_is_linear_in_seats_and_minutes(seats: int, minutes: int, months: int) -> None:
    def cost(seats: int, minutes: int) -> Money:
        found = ai_cost(costs(seats=seats, minutes={"clerk": minutes}, months=months), RATES)
        assert found is not None
        return found

    nothing = cost(0, 0)
    apart = (cost(seats, 0) - nothing) + (cost(0, minutes) - nothing)

    assert cost(seats, minutes) - nothing == apart
    assert cost(2 * seats, 2 * minutes) - nothing == apart.times(2)


@pytest.mark.parametrize(
    "odd",
    [
        {"seats": -1},
        {"price": Money.of(-1, "EUR")},
        {"usage": Money.of(-1, "EUR")},
        {"one_off": Money.of(-1, "EUR")},
        {"minutes": {"clerk": -1}},
        {"minutes": {"clerk": float("nan")}},
        {"months": 0},
    ],
)
def test_odd_costs_are_refused(odd: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"negative|month"):
        costs(**odd)


def test_soft_hard_and_cost_stand_apart_and_make_the_return() -> None:
    """3000 + 500 - 1000 = 2500, two and a half times the cost."""
    net = NetValue(euros(3000), euros(500), euros(1000))

    assert (net.value, net.return_on_cost) == (euros(2500), Fraction(5, 2))
    assert NetValue(euros(1), euros(1), euros(0)).return_on_cost is None
    with pytest.raises(CurrenciesMixed):
        _ = NetValue(euros(1), Money.of(1, "USD"), euros(1)).value


def test_breaking_even_takes_a_few_minutes_on_each_seat() -> None:
    """920 a month on 20 seats is 46; over 46/12 weeks 12 a week; an hour brings 60 x 0.5 = 30."""
    assert break_even_hours(euros(920), 20, euros(60), Fraction(1, 2), 46) == Fraction(2, 5)


@briefly
@given(
    st.integers(0, 10**6),
    st.integers(1, 400),
    st.integers(1, 300),
    st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(2, 3)]),
    st.integers(1, 52),
)
def test_at_the_break_even_line_capacity_is_exactly_the_cost(
    cents: int, seats: int, rate: int, share: Fraction, weeks: int
) -> None:
    cost = Money(Fraction(cents, 100), "EUR")

    hours = break_even_hours(cost, seats, euros(rate), share, weeks)

    assert euros(rate).times(hours * seats * share * Fraction(weeks, 12)) == cost


@pytest.mark.parametrize(
    "odd", [(0, 60, 1, 46), (1, 0, 1, 46), (1, 60, 0, 46), (1, 60, 1, 0)], ids=str
)
def test_there_is_no_line_without_seats_rate_share_or_weeks(odd: tuple[int, ...]) -> None:
    seats, rate, share, weeks = odd
    with pytest.raises(ValueError, match="breaking even"):
        break_even_hours(euros(1), seats, euros(rate), Fraction(share), weeks)
