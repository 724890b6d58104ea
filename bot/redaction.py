"""The gate of what may be kept of a free text: no address, number or secret of anybody.

Candidates are found by their shape and, where numbers have check digits, verified by them, so that
ordinary figures about work stay.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import iban, luhn
from stdnum.at import vnr
from stdnum.be import nn
from stdnum.br import cpf
from stdnum.ch import ssn as ahv
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.se import personnummer
from stdnum.us import ssn

MARK = "[…]"
_REGIONS = ("NL", "DE", "GB", "FR", "US")  # of numbers without a country code
_GAP = "[ \u00a0\u202f.-]"


class Trace(StrEnum):
    """The kinds of things that lead to a person or open a door."""

    EMAIL = "email"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    CARD = "card"
    NATIONAL_ID = "national_id"
    LINK = "link"
    MENTION = "mention"
    SECRET = "secret"  # noqa: S105 - a kind, not one of them


@dataclass(frozen=True, slots=True)
class Redacted:
    """What may be stored, with ``MARK`` for each thing taken out, and their kinds in that order."""

    kept: str
    removed: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    trace: Trace


def redact(text: str) -> Redacted:
    """Safe to repeat: what was kept once is kept again as it is."""
    removed = list[Trace]()
    while found := _apart(_search(text)):
        for one in reversed(found):
            text = text[: one.start] + MARK + text[one.end :]
        removed += [one.trace for one in found]
    return Redacted(text, tuple(removed))


def _search(text: str) -> Iterator[_Found]:
    for trace, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield _Found(*match.span(), trace)
    yield from _bank_accounts(text)
    plain = _with_plain_digits(text)
    yield from _cards(plain)
    yield from _national_ids(plain)
    for region in _REGIONS:
        for phone in PhoneNumberMatcher(plain, region, leniency=Leniency.VALID):
            if _DIALLED.match(phone.raw_string):
                yield _Found(phone.start, phone.end, Trace.PHONE)


def _apart(found: Iterable[_Found]) -> list[_Found]:
    """What overlaps is one thing, named after what begins first and is longest."""
    apart = list[_Found]()
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if apart and one.start < apart[-1].end:
            last = apart.pop()
            one = _Found(last.start, max(last.end, one.end), last.trace)
        apart.append(one)
    return apart


def _with_plain_digits(text: str) -> str:
    """Digits of every script as 0 to 9, each in its place."""
    return "".join(str(unicodedata.decimal(c, c)) for c in text)


def _bank_accounts(text: str) -> Iterator[_Found]:
    for match in _IBAN_START.finditer(text):
        places = [
            place
            for place in range(match.start(), min(match.start() + 60, len(text)))
            if text[place].isascii() and text[place].isalnum()
        ]
        for length in range(min(34, len(places)), 14, -1):
            account = "".join(text[place] for place in places[:length])
            if iban.is_valid(account, check_country=False):
                yield _Found(match.start(), places[length - 1] + 1, Trace.BANK_ACCOUNT)
                break


def _cards(text: str) -> Iterator[_Found]:
    """Whole groups of digits, grouped as on a card, that pass the check together."""
    groups = [match.span() for match in _DIGITS.finditer(text)]
    for first, (start, end) in enumerate(groups):
        number = text[start:end]
        sizes: tuple[int, ...] = (end - start,)
        for after, stop in [*groups[first + 1 : first + 5], (end, end)]:
            if _is_card(number, sizes):
                yield _Found(start, end, Trace.CARD)
            if not _SEPARATOR.fullmatch(text[end:after]):
                break
            number, sizes, end = number + text[after:stop], (*sizes, stop - after), stop


def _is_card(number: str, sizes: tuple[int, ...]) -> bool:
    in_fours = set(sizes[:-1]) == {4} and sizes[-1] <= 4
    printed = len(sizes) == 1 or in_fours or sizes in ((4, 6, 5), (4, 6, 4))
    return printed and bool(_CARD.fullmatch(number)) and luhn.is_valid(number)


def _national_ids(text: str) -> Iterator[_Found]:
    for pattern, kind in _NATIONAL_IDS:
        for match in pattern.finditer(text):
            if kind.is_valid(match[0]):
                yield _Found(*match.span(), Trace.NATIONAL_ID)


def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)


_DIGITS = re.compile(r"[0-9]+")
_CARD = re.compile(r"(?:[3-6][0-9]{3}|2[2-7][0-9]{2})[0-9]{9,15}")
_SEPARATOR = re.compile(_GAP)
_DIALLED = re.compile(r"[+(0]|(?:1[ .-])?[2-9]\d\d[ .-]\d{3}[ .-]\d{4}")
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}")

_NATIONAL_IDS: tuple[tuple[re.Pattern[str], ModuleType], ...] = (
    (_shape(r"\d{4} ?\d{6}"), vnr),
    (_shape(r"\d\d\.?\d\d\.?\d\d-?\d{3}\.?\d\d"), nn),
    (_shape(r"\d{3}\.\d{3}\.\d{3}-\d\d"), cpf),
    (_shape(r"756\.?\d{4}\.?\d{4}\.?\d\d"), ahv),
    (_shape(r"\d\d ?\d{3} ?\d{3} ?\d{3}"), idnr),
    (_shape(r"\d{6}-\d{4}"), cpr),
    (_shape(r"\d{8}-?[A-Z]"), dni),
    (_shape(r"[XYZ]-?\d{7}-?[A-Z]"), nie),
    (_shape(r"\d{6}[-+A]\d{3}[0-9A-Z]"), hetu),
    (_shape(r"[12] ?\d\d ?\d\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d"), nir),
    (_shape(r"\d{3}[ -]?\d{3}[ -]?\d{4}"), nhs),
    (_shape(r"[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]"), codicefiscale),
    (_shape(r"\d{4}\.?\d\d\.?\d{3}"), bsn),
    (_shape(r"\d{11}"), pesel),
    (_shape(r"\d{6}(\d\d)?[-+]\d{4}"), personnummer),
    (_shape(r"\d{3}-\d\d-\d{4}"), ssn),
)

_TOKENS = (
    r"-----BEGIN [A-Z ]{1,40}-----.*?(?:-----END [A-Z ]{1,40}-----|\Z)",
    r"xox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}",
    r"[srp]k[-_][A-Za-z0-9_-]{16,}",
    r"A(?:KIA|SIA)[0-9A-Z]{16}",
    r"gh[a-z]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}",
    r"eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?",
    r"[0-9a-f]{32,}",
    r"(?i:bearer\s{1,9}(?=\S*\d)[\w.~+/-]{16,}=*)",
    r"(?i:(?:password|passwd|pwd|passwort|wachtwoord|api[_ -]?key)\s?[:=]\s?(?=\S*\d)\S{6,})",
)

_PATTERNS = (
    (Trace.SECRET, re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(_TOKENS)})", re.DOTALL)),
    (
        Trace.LINK,
        re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/?#@]{1,300}@[^\s<>\")»]+", re.IGNORECASE),
    ),
    (
        Trace.LINK,
        re.compile(
            r"\bhttps?://[^\s?#]{1,500}[?#]\S{0,500}?\b"
            r"(?:access_token|token|api_?key|key|secret|password|code|sig|signature)=[^\s<>\")»]+",
            re.IGNORECASE,
        ),
    ),
    (Trace.MENTION, re.compile(r"<[@#!][^<>\s][^<>]{0,200}>")),
    (Trace.MENTION, re.compile(r"<at\b[^<>]{0,100}>.{0,200}?</at>", re.IGNORECASE | re.DOTALL)),
    (
        Trace.EMAIL,
        re.compile(
            r"[^\s@\uff20<>()\[\],;]{1,64}(?:[@\uff20]|\s?[(\[]at[)\]]\s?)[\w-]+(?:\.[\w-]+)*", re.I
        ),
    ),
    (Trace.MENTION, re.compile(r"(?<![\w@])[@\uff20][^\W\d_][\w.-]*(?<![.])")),
)
