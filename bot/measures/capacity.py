"""What freed hours are worth to whoever has the people already: capacity value, soft money."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.measures.intervals import Interval
from bot.measures.money import Money, exact, total

USEFUL = Fraction(1, 2)
SENSITIVITY = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
MONTHS_IN_A_YEAR = 12

ByBand = Mapping[str, float]
Rates = Mapping[str, Money]


@dataclass(frozen=True, slots=True)
class CapacityValue:
    """``V`` a month. ``share`` is the rho it was made with, ``measured`` where that came from
    answers; ``beside`` is V with a quarter, half and three quarters."""

    value: Money
    share: Fraction
    measured: bool
    beside: tuple[Money, Money, Money]


def capacity_value(
    hours: ByBand,
    interval: Interval,
    rates: Rates,
    *,
    ledgered: ByBand,
    working_weeks: int,
    measured_share: Fraction | None = None,
) -> CapacityValue | None:
    """``V = sum_b (H_b - L_b) x rate_b x rho x working weeks / 12``, an amount a month.

    ``hours`` are measured hours a week ``H_m`` by role band, ``interval`` theirs all together,
    ``rates`` an hour's amount by band, ``ledgered`` hours a week that became ledger items and leave
    V: at most what the band returned, so that they never push V below zero. rho is the share of
    freed time that becomes useful work: the measured one, else a half (docs/measures.md 6).

    None, so that hours stand alone: when a band with hours has no rate, as there is no default; and
    when the interval holds zero. Raises CurrenciesMixed when the rates have several currencies,
    ValueError for a share outside 0 to 1, negative ledgered hours or weeks outside 1 to 52.
    """
    share = USEFUL if measured_share is None else measured_share
    _refuse_odd(share, ledgered, working_weeks)
    if interval.low <= 0 <= interval.high or any(h and b not in rates for b, h in hours.items()):
        return None
    if not (paid := {band: hours[band] for band in hours if band in rates}):
        return None
    weeks = Fraction(working_weeks, MONTHS_IN_A_YEAR)
    currency = rates[next(iter(paid))].currency
    whole = total(
        (rates[b].times(_left(h, ledgered.get(b, 0)) * weeks) for b, h in paid.items()), currency
    )
    low, middle, high = (whole.times(part) for part in SENSITIVITY)
    measured = measured_share is not None
    return CapacityValue(whole.times(share), share, measured, (low, middle, high))


def _left(hours: float, ledgered: float) -> Fraction:
    return exact(hours) - min(exact(ledgered), max(exact(hours), Fraction(0)))


def _refuse_odd(share: Fraction, ledgered: ByBand, working_weeks: int) -> None:
    if not 0 <= share <= 1:
        raise ValueError("the useful share of freed time is between 0 and 1")
    if any(hours < 0 for hours in ledgered.values()):
        raise ValueError("hours in the ledger cannot be negative")
    if not 1 <= working_weeks <= 52:
        raise ValueError("a year has 1 to 52 working weeks")
