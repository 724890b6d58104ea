"""Absences in a calendar (ICS), as programs for leave export them: one event for each."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from icalendar import Calendar, Component

from bot.errors import RosterRejected
from bot.roster.checks import EMAIL
from bot.roster.lines import Away
from bot.roster.table import decoded

_A_DAY = timedelta(days=1)
_BEGIN = re.compile(r"^BEGIN:VEVENT\s*$", re.IGNORECASE | re.MULTILINE)
_WORD = re.compile(r"[^\s<>()\[\],;:\"]+")


def read_calendar(data: bytes, home: tzinfo) -> tuple[list[Away], list[tuple[int, str]]]:
    """The absences, and (line, reason) for each event that is none.

    Whole days only: who is away for some hours is not away. What was cancelled is left out.
    """
    text = decoded(data).replace("\r\n", "\n")
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except ValueError as error:
        raise RosterRejected(((1, f"not a calendar: {str(error)[:100]}"),)) from error
    lines = [text.count("\n", 0, begin.start()) + 1 for begin in _BEGIN.finditer(text)]
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    found, problems = list[Away](), list[tuple[int, str]]()
    for number, event in zip(lines, events, strict=False):
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        try:
            first, last = _days(event, home)
            if first <= last:
                found += [Away(number, email, first, last) for email in _emails(event)]
        except (_NoAbsence, OverflowError) as reason:
            problems.append((number, str(reason)))
    return found, problems


class _NoAbsence(Exception):
    """The event cannot be read as one; says why."""


def _days(event: Component, home: tzinfo) -> tuple[date, date]:
    """The first and the last whole day; the last is before the first where there is none."""
    if event.errors:
        raise _NoAbsence("; ".join(f"{name}: {said}" for name, said in event.errors)[:200])
    if any(isinstance(event.get(name), list) for name in ("DTSTART", "DTEND", "DURATION")):
        raise _NoAbsence("begins or ends more than once")
    if event.get("RRULE") or event.get("RDATE"):
        raise _NoAbsence("repeats: each absence needs an event of its own")
    try:
        begin, end = _by_the_clock(event.decoded("DTSTART"), home), _by_the_clock(_end(event), home)
    except (KeyError, ValueError) as error:
        raise _NoAbsence("says no day on which it begins (DTSTART)") from error
    return _from_midnight(begin), _midnight_before(end) - _A_DAY


def _end(event: Component) -> date:
    """The first moment after it; without one a day is whole, and a moment is nothing."""
    begin: date = event.decoded("DTSTART")
    if "DTEND" in event:
        end: date = event.decoded("DTEND")
        return max(end, begin + _A_DAY) if _is_day(end) and _is_day(begin) else end
    if "DURATION" in event:
        lasts: timedelta = event.decoded("DURATION")
        return begin + lasts
    return begin + _A_DAY if _is_day(begin) else begin


def _by_the_clock(at: date, home: tzinfo) -> date:
    """A time as its writer saw it; one in UTC does not say where that was."""
    return at.astimezone(home) if isinstance(at, datetime) and at.tzname() == "UTC" else at


def _is_day(at: date) -> bool:
    return not isinstance(at, datetime)


def _from_midnight(at: date) -> date:
    """The first day that is whole from then on."""
    if not isinstance(at, datetime):
        return at
    return at.date() if at.time() == time() else at.date() + _A_DAY


def _midnight_before(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at


def _emails(event: Component) -> list[str]:
    """Whose absence it is: the guests; else whom title or text name; else who wrote it."""
    for name in ("ATTENDEE", "SUMMARY", "DESCRIPTION", "ORGANIZER"):
        if found := sorted(set(_named_in(event, name))):
            return found
    raise _NoAbsence("names nobody by e-mail address")


def _named_in(event: Component, name: str) -> Iterator[str]:
    values = event.get(name, [])
    for value in values if isinstance(values, list) else [values]:
        for word in _WORD.findall(str(value)):
            if EMAIL.fullmatch(address := word.rstrip(".").lower()):
                yield address
