"""What the tool costs, with the time people spend on learning it and on being asked about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.measures.capacity import Rates
from bot.measures.money import Money, exact


@dataclass(frozen=True, slots=True, kw_only=True)
class AiCosts:
    """One month. ``seats`` are those assigned, used or not; ``price`` is of a seat and month.

    ``usage`` was billed in the month; ``one_off`` is spread over ``months``; ``minutes`` are those
    of lessons and surveys, by role band.

    Raises ValueError for anything negative and for fewer than one month.
    """

    seats: int
    price: Money
    usage: Money
    one_off: Money
    months: int
    minutes: Mapping[str, float]

    def __post_init__(self) -> None:
        amounts = (self.price.amount, self.usage.amount, self.one_off.amount)
        if self.seats < 0 or min(amounts) < 0 or not all(m >= 0 for m in self.minutes.values()):
            raise ValueError("costs are not negative")
        if self.months < 1:
            raise ValueError("what was paid once is spread over a month at least")


def ai_cost(costs: AiCosts, rates: Rates) -> Money | None:
    """``A = seats x price + usage + one-off / months + sum_b minutes_b / 60 x rate_b``, a month.

    None when a band that spent minutes has no rate: leaving its time out would flatter the result.
    Raises CurrenciesMixed when prices and rates have several currencies. docs/measures.md 6.
    """
    if any(minutes and band not in rates for band, minutes in costs.minutes.items()):
        return None
    paid = costs.price.times(costs.seats) + costs.usage
    paid += costs.one_off.times(Fraction(1, costs.months))
    for band, minutes in costs.minutes.items():
        if minutes:
            paid += rates[band].times(exact(minutes) / 60)
    return paid
