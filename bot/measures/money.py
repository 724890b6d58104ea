"""Exact amounts with their currency, which are never mixed and are rounded once, when printed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

_CURRENCY = re.compile(r"[A-Z]{3}")


class CurrenciesMixed(ValueError):
    """Two currencies met in one sum; there is no exchange rate here to be wrong."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217), a fraction, so that thirds of a cent are not lost.

    Raises ValueError for a currency that is not three capital letters, TypeError for a float: 0.1
    is not a tenth.
    """

    amount: Fraction
    currency: str

    def __post_init__(self) -> None:
        if not _CURRENCY.fullmatch(self.currency):
            raise ValueError(f"{self.currency!r} is no currency such as EUR")
        if not isinstance(self.amount, Fraction):
            raise TypeError("an amount is a fraction; read it with Money.of")

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> "Money":
        """``Money.of("12.50", "EUR")``. Raises ValueError for what is no finite number."""
        if isinstance(amount, float):
            raise TypeError("an amount is text, a whole number or a Decimal")
        try:
            return cls(Fraction(amount), currency)
        except OverflowError:
            raise ValueError(f"{amount} is no finite amount") from None

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._alike(other).amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._alike(other).amount, self.currency)

    def times(self, factor: Fraction | int) -> "Money":
        return Money(self.amount * factor, self.currency)

    def over(self, other: "Money") -> Fraction:
        """How many times ``other``. Raises ZeroDivisionError when that is nothing."""
        return self.amount / self._alike(other).amount

    def rounded(self, places: int = 2) -> Decimal:
        """For print: halves away from zero, as people round by hand."""
        scale = 10**places
        whole, rest = divmod(abs(self.amount) * scale, 1)
        units = int(whole) + (rest >= Fraction(1, 2))
        return Decimal(units if self.amount >= 0 else -units).scaleb(-places)

    def _alike(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrenciesMixed(f"{self.currency} and {other.currency} cannot be added up")
        return other


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum in ``currency``, nothing if there are none. Raises CurrenciesMixed for another."""
    found = Money(Fraction(0), currency)
    for amount in amounts:
        found += amount
    return found


def exact(number: float) -> Fraction:
    """The number as it is written: 0.1 is a tenth. Raises ValueError for NaN and infinity."""
    return Fraction(str(float(number)))
