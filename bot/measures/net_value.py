"""What is left when the tool is paid for, and how much it has to return for that."""

from dataclasses import dataclass
from fractions import Fraction

from bot.measures.capacity import MONTHS_IN_A_YEAR
from bot.measures.money import Money


@dataclass(frozen=True, slots=True)
class NetValue:
    """``value = V + K - A`` a month; ``return_on_cost`` is that over ``A``, None if A is nothing.

    V (soft) and K (hard) are kept to be printed apart: only the second one is in the books.
    """

    capacity: Money
    reduction: Money
    cost: Money

    @property
    def value(self) -> Money:
        return self.capacity + self.reduction - self.cost

    @property
    def return_on_cost(self) -> Fraction | None:
        return self.value.over(self.cost) if self.cost.amount else None


def break_even_hours(
    cost: Money, seats: int, rate: Money, share: Fraction, working_weeks: int
) -> Fraction:
    """``A / seats / (working weeks / 12) / (rate x rho)``: hours per seat and working week.

    With so many hours on each seat the capacity value is exactly the cost. ``cost`` is a month's,
    ``rate`` an hour's (docs/measures.md 6).

    Raises CurrenciesMixed, and ValueError when there are no seats, no rate, no share or no weeks.
    """
    if seats < 1 or working_weeks < 1 or rate.amount <= 0 or share <= 0:
        raise ValueError("breaking even takes seats, working weeks, a rate and a useful share")
    hours_a_month = cost.over(rate.times(share * seats))
    return hours_a_month * MONTHS_IN_A_YEAR / working_weeks
