"""The gate of writing first: may this person be written to now, later, or never?"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.model.ports import Kind
from bot.model.weekdays import Weekday
from bot.model.zones import known_zone

WEEK = timedelta(days=7)
BETWEEN_SURVEYS = timedelta(hours=12)  # promises.md R-C5
_UNCOUNTED = frozenset({Kind.REPLY, Kind.SUMMARY})
_DAY = timedelta(days=1)
_MIDNIGHT = time()


class Reason(StrEnum):
    """Why not now; the delivery report shows it."""

    OPTED_OUT = "opted_out"
    SNOOZED = "snoozed"
    QUIET_HOURS = "quiet_hours"
    DAY_OFF = "day_off"
    HOLIDAY = "holiday"
    ON_LEAVE = "on_leave"
    BUDGET = "budget"
    ASKED_TODAY = "asked_today"
    BACKED_OFF = "backed_off"


@dataclass(frozen=True, slots=True)
class ContactState:
    """What one person asked for, and when they were written to.

    ``sent_first`` are the instants of messages that counted towards the budget; older ones than a
    week do no harm. ``last_asked`` is when they were last invited to a survey. An unknown ``zone``
    falls back to the organisation's. Quiet hours with equal ends are none. ``unanswered`` messages
    went to them since they were last heard of; after ``patience`` of these (None: never) one says
    goodbye, and then there is silence until they are heard of again. ``holidays`` and ``leave`` are
    local dates on which they do not work.
    """

    zone: str
    quiet_from: time
    quiet_to: time
    working_days: frozenset[Weekday]
    budget: int
    opted_out: bool = False
    opted_out_kinds: frozenset[Kind] = frozenset()
    snoozed_until: datetime | None = None
    sent_first: tuple[datetime, ...] = ()
    last_asked: datetime | None = None
    unanswered: int = 0
    patience: int | None = None
    holidays: Container[date] = frozenset()
    leave: Container[date] = frozenset()

    @property
    def is_tired(self) -> bool:
        """Whether they were written to often enough without a word from them."""
        return self.patience is not None and self.unanswered >= self.patience


@dataclass(frozen=True, slots=True)
class Allowed:
    """``goodbye``: only to say that there will be silence now."""

    goodbye: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """``until`` is the first instant (aware UTC) at which nothing speaks against it any more."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Never:
    reason: Reason


Permission = Allowed | Later | Never


def counts(kind: Kind) -> bool:
    """Whether a message of this kind uses up the budget and has to wait for it."""
    return kind not in _UNCOUNTED


def permission(contact: ContactState, kind: Kind, now: datetime, home_zone: str) -> Permission:
    """Ask at the last moment before sending; ``home_zone`` is the organisation's.

    A snooze and a full budget end once and for all, hours come and go: so the hours are looked at
    last, from the instant on which nothing else is in the way.
    """
    if kind is Kind.REPLY:
        return Allowed()
    if contact.opted_out or kind in contact.opted_out_kinds:
        return Never(Reason.OPTED_OUT)
    if not contact.working_days:
        return Never(Reason.DAY_OFF)
    budget = contact.budget if counts(kind) else None
    if budget is not None and budget <= 0:
        return Never(Reason.BUDGET)
    goodbye = counts(kind) and contact.is_tired
    if goodbye and contact.unanswered > (contact.patience or 0):
        return Never(Reason.BACKED_OFF)
    zone = known_zone(contact.zone) or known_zone(home_zone) or UTC
    free_at = max(now, contact.snoozed_until or now, _within_budget_at(contact, budget) or now)
    if kind is Kind.INVITATION:
        free_at = max(free_at, _asked_again_at(contact, zone) or now)
    until = _first_opening(contact, zone, free_at)
    if until == now:
        return Allowed(goodbye)
    return Later(until, _reason(contact, kind, budget, now, zone))


def _reason(
    contact: ContactState, kind: Kind, budget: int | None, now: datetime, zone: tzinfo
) -> Reason:
    """What the person would name first."""
    if contact.snoozed_until and contact.snoozed_until > now:
        return Reason.SNOOZED
    if (free := _within_budget_at(contact, budget)) and free > now:
        return Reason.BUDGET
    if kind is Kind.INVITATION and (free := _asked_again_at(contact, zone)) and free > now:
        return Reason.ASKED_TODAY
    today = now.astimezone(zone).date()
    if today in contact.leave:
        return Reason.ON_LEAVE
    if Weekday.of(today) not in contact.working_days:
        return Reason.DAY_OFF
    return Reason.HOLIDAY if today in contact.holidays else Reason.QUIET_HOURS


def _asked_again_at(contact: ContactState, zone: tzinfo) -> datetime | None:
    """No two surveys on one local date or within twelve hours, wherever the person is by then."""
    if contact.last_asked is None:
        return None
    next_date = contact.last_asked.astimezone(zone).date() + _DAY
    midnight = datetime.combine(next_date, _MIDNIGHT, zone).astimezone(UTC)
    return max(contact.last_asked + BETWEEN_SURVEYS, midnight)


def _within_budget_at(contact: ContactState, budget: int | None) -> datetime | None:
    """When so many messages are a week old that one more fits."""
    if budget is None or len(contact.sent_first) < budget:
        return None
    return sorted(contact.sent_first)[-budget] + WEEK


def _first_opening(contact: ContactState, zone: tzinfo, start: datetime) -> datetime:
    """The first instant from ``start`` on that lies in a working day and outside quiet hours."""
    for begin, end in _steady_stretches(zone, start):
        local_begin = begin.astimezone(zone).replace(tzinfo=None)
        for local in _turning_points(contact, local_begin, local_begin + (end - begin)):
            if _is_open(contact, local):
                return begin + (local - local_begin)
    raise AssertionError("stretches never end")


def _steady_stretches(zone: tzinfo, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Time from ``start`` on in pieces of a day at most, none of which the clock jumps in."""
    begin = start.astimezone(UTC)
    while True:
        end = begin + _DAY
        jump = _jump(zone, begin, end)
        if jump < end:
            yield begin, jump
        yield jump if jump < end else begin, end
        begin = end


def _jump(zone: tzinfo, begin: datetime, end: datetime) -> datetime:
    """The first instant of the new offset, to the second; ``end`` when there is none before."""
    before, begin = begin.astimezone(zone).utcoffset(), begin.replace(microsecond=0)
    if end.astimezone(zone).utcoffset() == before:
        return end
    earlier, later = 0, int((end - begin).total_seconds())
    while later - earlier > 1:
        middle = (earlier + later) // 2
        at = begin + timedelta(seconds=middle)
        if at.astimezone(zone).utcoffset() == before:
            earlier = middle
        else:
            later = middle
    return begin + timedelta(seconds=later)


def _turning_points(contact: ContactState, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The wall times, in order, at which "closed" can turn into "open"."""
    yield begin
    day = begin.date()
    while day <= end.date():
        for at in (_MIDNIGHT, contact.quiet_to):
            if begin < (point := datetime.combine(day, at)) < end:
                yield point
        day += _DAY


def _is_open(contact: ContactState, local: datetime) -> bool:
    return _works_on(contact, local.date()) and not _is_quiet(contact, local.time())


def _works_on(contact: ContactState, day: date) -> bool:
    is_working_day = Weekday.of(day) in contact.working_days
    return is_working_day and day not in contact.holidays and day not in contact.leave


def _is_quiet(contact: ContactState, at: time) -> bool:
    if contact.quiet_from <= contact.quiet_to:
        return contact.quiet_from <= at < contact.quiet_to
    return at >= contact.quiet_from or at < contact.quiet_to
