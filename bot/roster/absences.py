"""Who is away and when, from a CSV file or a calendar (ICS); never why."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.errors import RosterRejected
from bot.roster.calendars import read_calendar
from bot.roster.checks import EMAIL
from bot.roster.lines import Away
from bot.roster.table import Cells, read_table

COLUMNS = ("email", "from", "to")
LONGEST = timedelta(days=3 * 366)
_YEARS = range(2000, 2101)
_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", re.ASCII)
_GERMAN_DAY = re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})", re.ASCII)


def parse_absences(data: bytes, *, home_zone: str) -> tuple[Away, ...]:
    """Every absence in the file; other columns, titles and descriptions are not kept.

    A calendar's times in UTC are read in ``home_zone``, where whoever wrote it most likely is.

    Raises ``RosterRejected`` with every bad line and each reason.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR":
        found, problems = read_calendar(data, ZoneInfo(home_zone))
    else:
        found, problems = _read_lines(data)
    for away in found:
        problems += [(away.line, reason) for reason in _span_problems(away)]
    if problems:
        raise RosterRejected(tuple(sorted(problems, key=lambda problem: problem[0])))
    return tuple(found)


def _read_lines(data: bytes) -> tuple[list[Away], list[tuple[int, str]]]:
    table = read_table(data, COLUMNS, closed=False)
    found, problems = list[Away](), list(table.problems)
    for number, cells in table.rows:
        problems += [(number, reason) for reason in _cell_problems(cells)]
        if (first := _day(cells["from"])) and (last := _day(cells["to"])):
            found.append(Away(number, cells["email"], first, last))
    return found, problems


def _cell_problems(cells: Cells) -> Iterator[str]:
    if not EMAIL.fullmatch(cells["email"]):
        yield f'"{cells["email"]}" is not an e-mail address'
    for name in ("from", "to"):
        if _day(cells[name]) is None:
            yield f'"{cells[name]}" is not a day, such as 2026-12-24 or 24.12.2026'


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text) or _GERMAN_DAY.fullmatch(text)
    try:
        return match and date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def _span_problems(away: Away) -> Iterator[str]:
    if away.last < away.first:
        yield f"{away.last} is before {away.first}"
    elif away.first.year not in _YEARS or away.last.year not in _YEARS:
        yield f"{away.first} to {away.last} is not in this century"
    elif away.last - away.first > LONGEST:
        yield f"{away.first} to {away.last} is longer than three years"
