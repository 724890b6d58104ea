"""When a person may be written to: wishes, working days, leave, quiet hours, the budget."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.contact import (
    Allowed,
    ContactState,
    Later,
    Never,
    Permission,
    Reason,
    counts,
    permission,
)
from bot.holidays import public_holidays
from bot.model.ports import Kind
from bot.model.weekdays import Weekday

HOME = "Europe/Amsterdam"
OFFICE_DAYS = frozenset(Weekday) - {Weekday.SAT, Weekday.SUN}
MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)
ZONES = (
    "Europe/Amsterdam",
    "America/New_York",
    "America/Santiago",  # midnight itself is missing when summer begins
    "Asia/Beirut",
    "Australia/Lord_Howe",  # jumps by half an hour
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Nowhere/Special",
)


def someone(
    zone: str = HOME,
    *,
    quiet: tuple[str, str] = ("18:00", "08:00"),
    working_days: frozenset[Weekday] = OFFICE_DAYS,
    budget: int = 2,
    opted_out: bool = False,
    opted_out_kinds: frozenset[Kind] = frozenset(),
    snoozed_until: datetime | None = None,
    sent_first: tuple[datetime, ...] = (),
) -> ContactState:
    quiet_from, quiet_to = (time.fromisoformat(end) for end in quiet)
    return ContactState(
        zone=zone,
        quiet_from=quiet_from,
        quiet_to=quiet_to,
        working_days=working_days,
        budget=budget,
        opted_out=opted_out,
        opted_out_kinds=opted_out_kinds,
        snoozed_until=snoozed_until,
        sent_first=sent_first,
    )


def at(text: str, zone: str = HOME) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def asked(contact: ContactState, now: datetime, kind: Kind = Kind.NUDGE) -> Permission:
    return permission(contact, kind, now, HOME)


TUESDAY_10 = at("2026-11-24 10:00")


def test_somebody_at_work_may_be_written_to() -> None:
    assert asked(someone(), TUESDAY_10) == Allowed()


@pytest.mark.parametrize(
    ("now", "until", "reason"),
    [
        ("2026-11-24 18:00", "2026-11-25 08:00", Reason.QUIET_HOURS),
        ("2026-11-24 07:59", "2026-11-24 08:00", Reason.QUIET_HOURS),
        ("2026-11-27 18:30", "2026-11-30 08:00", Reason.QUIET_HOURS),  # Friday evening
        ("2026-11-28 12:00", "2026-11-30 08:00", Reason.DAY_OFF),
        ("2026-11-29 23:59", "2026-11-30 08:00", Reason.DAY_OFF),
    ],
)
def test_outside_working_hours_a_message_waits_for_the_next_morning_at_work(
    now: str, until: str, reason: Reason
) -> None:
    assert asked(someone(), at(now)) == Later(at(until), reason)


def test_the_last_minute_before_quiet_hours_and_the_first_after_them_are_free() -> None:
    assert asked(someone(), at("2026-11-24 17:59")) == Allowed()
    assert asked(someone(), at("2026-11-24 08:00")) == Allowed()


def test_hours_are_those_of_the_persons_own_zone() -> None:
    tokyo = someone("Asia/Tokyo")

    assert asked(tokyo, TUESDAY_10) == Later(
        at("2026-11-25 08:00", "Asia/Tokyo"), Reason.QUIET_HOURS
    )


def test_a_zone_that_nobody_knows_counts_as_the_organisations() -> None:
    assert asked(someone("Mars/Olympus"), TUESDAY_10) == Allowed()
    assert asked(someone(""), at("2026-11-24 19:00")) == Later(
        at("2026-11-25 08:00"), Reason.QUIET_HOURS
    )


def test_quiet_hours_may_lie_inside_a_day_or_be_none_at_all() -> None:
    siesta = someone(quiet=("13:00", "15:00"))
    always = someone(quiet=("09:00", "09:00"))

    assert asked(siesta, at("2026-11-24 13:00")) == Later(
        at("2026-11-24 15:00"), Reason.QUIET_HOURS
    )
    assert asked(siesta, at("2026-11-24 23:59")) == Allowed()
    assert asked(always, at("2026-11-24 03:00")) == Allowed()


def test_leave_lasts_to_its_last_day_and_then_to_the_next_morning_at_work() -> None:
    until_friday = frozenset(date(2026, 11, day) for day in range(24, 28))
    away = replace(someone(), leave=until_friday)

    assert asked(away, TUESDAY_10) == Later(at("2026-11-30 08:00"), Reason.ON_LEAVE)
    assert asked(away, at("2026-11-23 17:00")) == Allowed()
    assert asked(away, at("2026-11-23 19:00")) == Later(at("2026-11-30 08:00"), Reason.QUIET_HOURS)
    assert asked(away, TUESDAY_10, Kind.REPLY) == Allowed()


def test_leave_is_by_the_persons_own_date() -> None:
    away = replace(someone("Pacific/Auckland"), leave=frozenset({date(2026, 11, 25)}))

    assert asked(away, at("2026-11-25 09:00", "Pacific/Auckland")) == Later(
        at("2026-11-26 08:00", "Pacific/Auckland"), Reason.ON_LEAVE
    )


def test_a_public_holiday_is_a_day_off_where_it_is_one() -> None:
    epiphany = at("2027-01-06 10:00")  # in Bavaria; in the rest of Germany hardly anywhere
    bavarian, german = (
        replace(someone("Europe/Berlin"), holidays=public_holidays(place))
        for place in ("DE-BY", "DE")
    )

    assert asked(bavarian, epiphany) == Later(at("2027-01-07 08:00"), Reason.HOLIDAY)
    assert asked(german, epiphany) == Allowed()
    assert asked(german, at("2026-12-25 10:00")) == Later(at("2026-12-28 08:00"), Reason.HOLIDAY)


def test_a_morning_that_the_clock_skips_begins_when_the_clock_goes_on() -> None:
    early = someone(quiet=("18:00", "02:30"), working_days=frozenset(Weekday))

    waits = asked(early, at("2026-03-29 01:00"))  # 02:00 to 03:00 do not exist that night

    assert waits == Later(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), Reason.QUIET_HOURS)


def test_an_hour_that_happens_twice_is_quiet_twice() -> None:
    nightly = someone(quiet=("02:00", "02:30"), working_days=frozenset(Weekday))
    second_time = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)

    assert asked(nightly, second_time - timedelta(minutes=20)) == Allowed()
    assert asked(nightly, second_time) == Later(
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC), Reason.QUIET_HOURS
    )


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.REPLY])
def test_who_opted_out_is_never_written_to_first(kind: Kind) -> None:
    assert asked(someone(opted_out=True), TUESDAY_10, kind) == Never(Reason.OPTED_OUT)


def test_an_opt_out_of_one_kind_leaves_the_others() -> None:
    contact = someone(opted_out_kinds=frozenset({Kind.NUDGE}))

    assert asked(contact, TUESDAY_10, Kind.NUDGE) == Never(Reason.OPTED_OUT)
    assert asked(contact, TUESDAY_10, Kind.INVITATION) == Allowed()


def test_a_reply_is_always_allowed() -> None:
    contact = someone(
        opted_out=True,
        budget=0,
        snoozed_until=TUESDAY_10 + WEEK,
        working_days=frozenset(),
    )

    assert asked(contact, at("2026-11-29 03:00"), Kind.REPLY) == Allowed()


def test_a_snooze_lasts_to_its_end_and_then_to_the_next_working_hour() -> None:
    until_wednesday = someone(snoozed_until=at("2026-11-25 12:00"))
    until_saturday = someone(snoozed_until=at("2026-11-28 12:00"))
    over = someone(snoozed_until=TUESDAY_10)

    assert asked(until_wednesday, TUESDAY_10) == Later(at("2026-11-25 12:00"), Reason.SNOOZED)
    assert asked(until_saturday, TUESDAY_10) == Later(at("2026-11-30 08:00"), Reason.SNOOZED)
    assert asked(over, TUESDAY_10) == Allowed()


def test_a_full_budget_waits_until_its_oldest_message_is_a_week_old() -> None:
    sent = (at("2026-11-19 15:00"), at("2026-11-18 11:00"))

    assert asked(someone(sent_first=sent), TUESDAY_10) == Later(
        at("2026-11-25 11:00"), Reason.BUDGET
    )
    assert asked(someone(sent_first=sent, budget=3), TUESDAY_10) == Allowed()
    assert asked(someone(sent_first=sent, budget=1), TUESDAY_10) == Later(
        at("2026-11-26 15:00"), Reason.BUDGET
    )


def test_a_message_of_exactly_a_week_ago_no_longer_counts() -> None:
    sent = (TUESDAY_10 - WEEK, TUESDAY_10 - MINUTE)

    assert asked(someone(sent_first=sent), TUESDAY_10) == Allowed()


def test_a_budget_that_frees_up_at_night_waits_for_the_morning() -> None:
    sent = (at("2026-11-19 20:00"), at("2026-11-20 10:00"))

    assert asked(someone(sent_first=sent), TUESDAY_10) == Later(
        at("2026-11-27 08:00"), Reason.BUDGET
    )


def test_the_managers_summary_neither_counts_nor_waits_for_the_budget() -> None:
    full = someone(sent_first=(TUESDAY_10 - MINUTE,) * 2)

    assert asked(full, TUESDAY_10, Kind.SUMMARY) == Allowed()
    assert [kind for kind in Kind if counts(kind)] == [Kind.INVITATION, Kind.NUDGE, Kind.DIGEST]


@pytest.mark.parametrize(
    ("unanswered", "expected"),
    [
        (0, Allowed()),
        (2, Allowed()),
        (3, Allowed(goodbye=True)),
        (4, Never(Reason.BACKED_OFF)),
        (40, Never(Reason.BACKED_OFF)),
    ],
)
def test_after_three_messages_without_a_word_one_says_goodbye_and_then_there_is_silence(
    unanswered: int, expected: Permission
) -> None:
    tired = replace(someone(), unanswered=unanswered, patience=3)
    patient = replace(tired, patience=None)

    for kind in (Kind.INVITATION, Kind.NUDGE):
        assert permission(tired, kind, TUESDAY_10, HOME) == expected
        assert permission(patient, kind, TUESDAY_10, HOME) == Allowed()
    for kind in (Kind.SUMMARY, Kind.REPLY):
        assert permission(tired, kind, TUESDAY_10, HOME) == Allowed()


def test_no_budget_and_no_working_day_mean_never() -> None:
    assert asked(someone(budget=0), TUESDAY_10) == Never(Reason.BUDGET)
    assert asked(someone(budget=0), TUESDAY_10, Kind.SUMMARY) == Allowed()
    assert asked(someone(working_days=frozenset()), TUESDAY_10) == Never(Reason.DAY_OFF)


minutes = st.integers(0, 24 * 60 - 1).map(lambda m: f"{m // 60:02}:{m % 60:02}")
instants = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + minute * MINUTE
)
clock_changes = st.sampled_from(
    [
        datetime(2026, 3, 8, 6, tzinfo=UTC),
        datetime(2026, 3, 28, 21, tzinfo=UTC),
        datetime(2026, 3, 29, 0, tzinfo=UTC),
        datetime(2026, 4, 4, 14, tzinfo=UTC),
        datetime(2026, 9, 6, 3, tzinfo=UTC),
        datetime(2026, 10, 3, 15, tzinfo=UTC),
        datetime(2026, 10, 25, 0, tzinfo=UTC),
        datetime(2026, 11, 1, 5, tzinfo=UTC),
    ]
)
nows = instants | st.builds(
    lambda change, minute: change + minute * MINUTE, clock_changes, st.integers(-90, 90)
)


@st.composite
def contacts(draw: st.DrawFn, now: datetime) -> ContactState:
    hours_ago = st.integers(0, 200).map(lambda hours: now - timedelta(hours=hours))
    days = st.integers(-2, 9).map(lambda day: now.date() + timedelta(days=day))
    contact = someone(
        draw(st.sampled_from(ZONES)),
        quiet=(draw(minutes), draw(minutes)),
        working_days=draw(st.frozensets(st.sampled_from(Weekday), min_size=1)),
        budget=draw(st.integers(1, 3)),
        snoozed_until=draw(st.none() | st.integers(-9, 90).map(lambda h: now + h * 60 * MINUTE)),
        sent_first=tuple(draw(st.lists(hours_ago, max_size=4))),
    )
    return replace(
        contact,
        holidays=public_holidays(draw(st.sampled_from(("", "DE-BY", "CN", "NZ")))),
        leave=draw(st.frozensets(days, max_size=6)),
    )


people_and_nows = nows.flatmap(lambda now: st.tuples(contacts(now), st.just(now)))


def may(contact: ContactState, now: datetime) -> bool:
    """The promise, said as simply as it can be said of one instant."""
    zone = ZoneInfo(contact.zone if contact.zone in ZONES[:-1] else HOME)
    local = now.astimezone(zone)
    clock, start, end = local.time(), contact.quiet_from, contact.quiet_to
    quiet = start <= clock < end if start <= end else not end <= clock < start
    recent = [sent for sent in contact.sent_first if sent > now - WEEK]
    return (
        tuple(Weekday)[local.weekday()] in contact.working_days
        and local.date() not in contact.leave
        and local.date() not in contact.holidays
        and not quiet
        and len(recent) < contact.budget
        and (contact.snoozed_until is None or contact.snoozed_until <= now)
    )


@settings(deadline=None, max_examples=200)
@given(people_and_nows)
def test_now_is_allowed_exactly_when_nothing_speaks_against_it(
    person_and_now: tuple[ContactState, datetime],
) -> None:
    contact, now = person_and_now

    answer = asked(contact, now)

    assert (answer == Allowed()) is may(contact, now)
    if isinstance(answer, Later):
        assert answer.until > now
        assert answer.until.tzinfo is UTC
        assert asked(contact, answer.until) == Allowed()


# 02:00 comes twice that night: it was free an hour before it is free again, but that is over.
in_an_hour_that_comes_again = (
    someone(quiet=("02:01", "00:00"), working_days=frozenset(Weekday), budget=1),
    datetime(2026, 10, 25, 0, 1, tzinfo=UTC),
)


@settings(deadline=None, max_examples=60)
@given(people_and_nows)
@example(in_an_hour_that_comes_again)
def test_later_names_the_very_first_minute_that_is_free(
    person_and_now: tuple[ContactState, datetime],
) -> None:
    contact, now = person_and_now

    answer = asked(contact, now)

    if isinstance(answer, Later):
        waited = int((answer.until - now) / MINUTE)
        last = (waited - minute for minute in (1, 2, 60) if minute <= waited)
        closed = (*range(min(waited, 3000)), *last)
        assert not any(may(contact, now + minute * MINUTE) for minute in closed)
        assert may(contact, answer.until)


@pytest.mark.parametrize("zone", ZONES[:-1])
def test_a_moment_that_is_no_whole_minute_is_treated_alike(zone: str) -> None:
    contact = someone(zone, working_days=frozenset(Weekday))
    odd = datetime(2026, 10, 24, 18, 0, 0, 1, tzinfo=UTC)

    for hour in range(24 * 14):
        now = odd + timedelta(hours=hour)
        assert (asked(contact, now) == Allowed()) is may(contact, now)
