from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.money import CurrenciesMixed, Money, exact, total
from tests.measures.steady import steady

CENTS = st.integers(-10_000_000, 10_000_000)


def euros(amount: str | int) -> Money:
    return Money.of(amount, "EUR")


def test_a_third_of_a_cent_is_not_lost_on_the_way() -> None:
    third = euros("100.00").times(Fraction(1, 3))

    assert third.rounded() == Decimal("33.33")
    assert (third + third + third) == euros(100)


@pytest.mark.parametrize(
    ("amount", "printed"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("7", "7.00")],
)
def test_halves_are_rounded_away_from_zero(amount: str, printed: str) -> None:
    assert euros(amount).rounded() == Decimal(printed)


@steady
@given(st.decimals(-(10**7), 10**7, places=5), st.integers(0, 4))
def test_rounding_is_that_of_decimals(amount: Decimal, places: int) -> None:
    expected = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    assert Money.of(amount, "EUR").rounded(places) == expected


@steady
@given(st.lists(CENTS, max_size=30), st.randoms(use_true_random=False))
def test_a_sum_is_exact_in_any_order(cents: list[int], random: Random) -> None:
    amounts = [euros(one).times(Fraction(1, 100)) for one in cents]

    assert total(amounts, "EUR").amount == Fraction(sum(cents), 100)
    assert total(random.sample(amounts, len(amounts)), "EUR") == total(amounts, "EUR")
    assert total(amounts, "EUR") - total(amounts, "EUR") == euros(0)


def test_currencies_never_meet() -> None:
    for mix in (
        lambda: euros(1) + Money.of(1, "USD"),
        lambda: euros(1) - Money.of(1, "USD"),
        lambda: euros(1).over(Money.of(1, "USD")),
        lambda: total([Money.of(0, "USD")], "EUR"),
    ):
        with pytest.raises(CurrenciesMixed, match=r"(EUR|USD) and"):
            mix()


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "€"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(ValueError, match="currency"):
        Money.of(1, currency)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-inf", "a lot", ""])
def test_what_is_no_number_is_no_amount(amount: str) -> None:
    with pytest.raises(ValueError, match=r"finite|Fraction"):
        Money.of(amount, "EUR")
    with pytest.raises(ValueError, match=r"finite|integer ratio"):
        Money.of(Decimal("Infinity"), "EUR")


def test_binary_fractions_are_no_amounts_and_hours_are_read_as_they_are_written() -> None:
    with pytest.raises(TypeError):
        Money.of(0.1, "EUR")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(0.1, "EUR")  # type: ignore[arg-type]
    assert exact(0.1) == Fraction(1, 10)
    with pytest.raises(ValueError, match="nan"):
        exact(float("nan"))
