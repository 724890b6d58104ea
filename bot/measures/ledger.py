"""Costs that are really gone: items that somebody owns, proves and signs, never made of hours."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.measures.money import Money, total


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerItem:
    """One cost that fell away: ``amount`` a month from ``starts`` up to, not including, ``ends``.

    ``signed_by`` is finance's second person, None until then. ``band`` and ``hours`` a week say
    which freed hours this item was made of, if any: they leave the capacity value.

    Raises ValueError for a missing owner or evidence, an amount or hours below zero, an end that
    is not after the start, hours without a band, and a signature of the owner's own.
    """

    id: str
    amount: Money
    owner: str
    evidence: str
    starts: date
    ends: date | None = None
    signed_by: str | None = None
    band: str | None = None
    hours: float = 0.0

    def __post_init__(self) -> None:
        if not (self.owner and self.evidence):
            raise ValueError("a ledger item has an owner and evidence")
        if self.amount.amount < 0 or not self.hours >= 0:
            raise ValueError("a ledger item is no loss")
        if self.ends is not None and self.ends <= self.starts:
            raise ValueError("a ledger item ends after it starts")
        if self.hours and self.band is None:
            raise ValueError("hours of a ledger item belong to a role band")
        if self.signed_by == self.owner:
            raise ValueError("a ledger item is signed by a second person")

    def counts(self, day: date) -> bool:
        """Signed, and in force on that day."""
        in_force = self.starts <= day and (self.ends is None or day < self.ends)
        return self.signed_by is not None and in_force


def cost_reduction(items: Iterable[LedgerItem], day: date, currency: str) -> Money:
    """``K = sum`` of the signed items in force on the day, an amount a month (docs/measures.md 6).

    Raises CurrenciesMixed for an item in another currency, ValueError for an item entered twice.
    """
    return total((item.amount for item in _counting(items, day)), currency)


def ledgered_hours(items: Iterable[LedgerItem], day: date) -> dict[str, float]:
    """Hours a week by role band that became signed items in force: they leave V.

    Raises ValueError for an item entered twice.
    """
    found = defaultdict[str, float](float)
    for item in _counting(items, day):
        if item.band is not None:
            found[item.band] += item.hours
    return dict(found)


def _counting(items: Iterable[LedgerItem], day: date) -> list[LedgerItem]:
    entered = list(items)
    if len({item.id for item in entered}) != len(entered):
        raise ValueError("a ledger item is entered twice")
    return [item for item in entered if item.counts(day)]
