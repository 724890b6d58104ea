"""How one language says numbers, hours, days and plurals: the filters of all templates."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from babel.numbers import format_decimal, format_percent, get_decimal_symbol

from bot.model.fields import cleaned
from bot.model.zones import known_zone

_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_REMEMBERED = 4096

Number = int | float | Decimal
Forms = Mapping[str, str]


def folded(text: str) -> str:
    """A value on one line, without characters that cannot be seen."""
    if text.isprintable():
        return text
    return cleaned(_BREAKS.sub(" ", text))


def unaccented(word: str) -> str:
    """A word without capitals and accents, as it comes from any keyboard."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class Wording:
    """``words`` gives a label's plural forms by name; ``#`` in one stands for the number."""

    def __init__(self, locale: Locale, words: Callable[[str], Forms]) -> None:
        self._locale = locale
        self._words = words
        self.number = lru_cache(_REMEMBERED)(self._number)
        self._day = lru_cache(_REMEMBERED)(self._formatted)
        self.filters: Mapping[str, Callable[..., object]] = {
            "number": self.number,
            "percent": self.percent,
            "hours": self._hours,
            "plural": self.plural,
            "date": self._date,
            "time": self._time,
            "place": self.place,
        }

    @property
    def code(self) -> str:
        return str(self._locale).replace("_", "-")

    @property
    def own_name(self) -> str:
        """What the language calls itself, as a list of languages has it."""
        name = str(self._locale.get_display_name(self._locale))
        return name[:1].upper() + name[1:]

    @property
    def decimal_sign(self) -> str:
        return str(get_decimal_symbol(self._locale))

    def said(self, value: object) -> str:
        """Any value as a person would read it."""
        if isinstance(value, str):
            return folded(value)
        if value is None:
            return ""
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return self.number(value)
        if isinstance(value, date):
            return self._date(value)
        return folded(str(value))

    def plural(self, count: Number, **forms: str) -> str:
        """The form for this number; ``#`` in it is the number."""
        form = forms.get(self._locale.plural_form(count)) or forms["other"]
        return form.replace("#", self.number(count))

    def _number(self, value: Number) -> str:
        rounded = value if isinstance(value, int) else round(Decimal(str(value)), 2)
        return str(format_decimal(rounded, locale=self._locale))

    def _hours(self, value: Number) -> str:
        return self.plural(value, **self._words("units.hours"))

    def percent(self, share: Number) -> str:
        return str(format_percent(share, locale=self._locale))

    def short_day(self, day: date) -> str:
        return self._dated(day, "units.short_day")

    def full_day(self, day: date) -> str:
        return self._dated(day, "units.full_day")

    def place(self, zone: str) -> str:
        """A time zone by its city: ``Moscow``, ``Moskau``; what is no zone is said as it is."""
        known = known_zone(zone)
        if known is None:
            return folded(zone)
        return str(get_timezone_location(known, locale=self._locale, return_city=True))

    def _date(self, day: date | str) -> str:
        read = datetime.fromisoformat(day) if isinstance(day, str) else day
        return self._dated(read, "units.day")

    def _dated(self, day: date, label: str) -> str:
        """By a label's pattern; the form ``one`` is for the first of a month: ``1er décembre``."""
        patterns = self._words(label)
        form = self._locale.plural_form(day.day)
        return self._day(day, patterns.get(form) or patterns["other"])

    def _formatted(self, day: date, pattern: str) -> str:
        return str(format_date(day, pattern, locale=self._locale))

    def _time(self, moment: datetime | time | str) -> str:
        read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        clock = read.timetz() if isinstance(read, datetime) else read
        return str(format_time(clock.replace(tzinfo=None), "short", locale=self._locale))
