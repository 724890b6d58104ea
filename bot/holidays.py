"""Public holidays by country, from a library that is kept up to date."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from holidays import country_holidays

_ANY_YEAR = 2026


@dataclass(frozen=True, slots=True)
class _PublicHolidays(Container[date]):
    place: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _dates(self.place, day.year)


def public_holidays(place: str) -> Container[date]:
    """Those of a country (``DE``) or a part of it (``DE-BY``); nowhere has none."""
    return _PublicHolidays(place) if place else frozenset()


def is_known_place(place: str) -> bool:
    try:
        _dates(place, _ANY_YEAR)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=2048)
def _dates(place: str, year: int) -> frozenset[date]:
    country, _, part = place.partition("-")
    return frozenset(country_holidays(country, subdiv=part or None, years=year))
