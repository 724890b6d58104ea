"""When something is due, also on the days on which the clock jumps."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.schedule.cadence import Cadence, Due, due_between, latest_due, next_after
from tests.promises import Measured

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
TUESDAYS = Cadence.parse("0 10 * * TUE")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def daily(at: time) -> Cadence:
    return Cadence.parse(f"{at.minute} {at.hour} * * *")


def test_a_weekly_cadence_is_due_at_its_wall_time_in_winter_and_in_summer() -> None:
    winter = next_after(TUESDAYS, AMSTERDAM, utc(2026, 11, 23, 12))
    summer = next_after(TUESDAYS, AMSTERDAM, utc(2026, 6, 30, 8))

    assert winter == Due(utc(2026, 11, 24, 9), date(2026, 11, 24), time(10))
    assert summer == Due(utc(2026, 7, 7, 8), date(2026, 7, 7), time(10))
    assert winter.key == "2026-11-24T10:00"


def test_a_missing_wall_time_is_read_with_the_offset_before_the_gap() -> None:
    due = next_after(daily(time(2, 30)), AMSTERDAM, utc(2026, 3, 28, 12))

    assert due == Due(utc(2026, 3, 29, 1, 30), date(2026, 3, 29), time(2, 30))


def test_of_a_wall_time_that_comes_twice_the_first_is_meant() -> None:
    dues = list(
        due_between(daily(time(2, 30)), AMSTERDAM, utc(2026, 10, 24, 12), utc(2026, 10, 26, 12))
    )

    assert [due.at for due in dues] == [utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)]


def test_a_day_that_a_zone_left_out_keeps_its_occurrence() -> None:
    """Samoa went from 29 to 31 December 2011."""
    apia, noon = ZoneInfo("Pacific/Apia"), daily(time(12))

    dues = list(due_between(noon, apia, utc(2011, 12, 29), utc(2012, 1, 1)))

    assert [due.local_date.day for due in dues] == [29, 30, 31, 1]
    assert dues[1].at == dues[2].at == utc(2011, 12, 30, 22)


def test_several_times_a_day_come_in_order_of_time_and_none_is_lost_in_the_gap() -> None:
    half_hours = Cadence.parse("*/30 1-4 * * *")

    dues = list(due_between(half_hours, AMSTERDAM, utc(2026, 3, 28, 22), utc(2026, 3, 29, 22)))

    assert [due.at for due in dues] == sorted(due.at for due in dues)
    assert len({due.key for due in dues}) == len(dues) == 8
    assert dues[2].wall_time == time(2)  # 02:00 became 03:00, and 03:00 is due then as well
    assert dues[2].at == dues[3].at == utc(2026, 3, 29, 1)


def test_the_end_of_one_stretch_is_the_start_of_the_next() -> None:
    at = utc(2026, 11, 24, 9)

    assert [due.at for due in due_between(TUESDAYS, AMSTERDAM, at - HOUR, at)] == [at]
    assert list(due_between(TUESDAYS, AMSTERDAM, at, at + HOUR)) == []
    assert next_after(TUESDAYS, AMSTERDAM, at).at == at + 7 * DAY
    assert next_after(TUESDAYS, AMSTERDAM, at - timedelta(microseconds=1)).at == at


def test_what_fell_due_last_is_caught_up_until_its_grace_is_over() -> None:
    at = utc(2026, 11, 24, 9)

    on_time = latest_due(TUESDAYS, AMSTERDAM, at, grace=4 * HOUR)
    late = latest_due(TUESDAYS, AMSTERDAM, at + 4 * HOUR - MINUTE, grace=4 * HOUR)

    assert on_time == late == Due(at, date(2026, 11, 24), time(10))
    assert latest_due(TUESDAYS, AMSTERDAM, at + 4 * HOUR, grace=4 * HOUR) is None
    assert latest_due(TUESDAYS, AMSTERDAM, at - MINUTE, grace=4 * HOUR) is None


def test_a_leap_day_is_worth_waiting_for() -> None:
    leap_days = Cadence.parse("0 9 29 2 *")

    assert next_after(leap_days, AMSTERDAM, utc(2026, 1, 1)).local_date == date(2028, 2, 29)


def test_the_first_monday_of_a_month_can_be_said() -> None:
    assert next_after(Cadence.parse("0 9 * * MON#1"), AMSTERDAM, utc(2026, 11, 23)).local_date == (
        date(2026, 12, 7)
    )


@pytest.mark.parametrize(
    "text", ["", "every day", "0 25 * * *", "0 0 30 2 *", "R 4 * * *", "@daily"]
)
def test_what_is_no_cadence_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f'"{text}" is not a cadence')):
        Cadence.parse(text)


def clock_changes() -> list[tuple[str, datetime]]:
    """Every zone with every UTC day of 2026 and 2027 on which its clock jumps."""
    first, found = utc(2026, 1, 1), list[tuple[str, datetime]]()
    for name in sorted(available_timezones() - {"localtime", "posixrules"}):
        zone = ZoneInfo(name)
        offsets = [(first + n * DAY).astimezone(zone).utcoffset() for n in range(731)]
        found += [(name, first + n * DAY) for n in range(730) if offsets[n] != offsets[n + 1]]
    return found


def minute_of_jump(zone: ZoneInfo, day: datetime) -> datetime:
    minutes = (day + n * MINUTE for n in range(1, 1441))
    before = day.astimezone(zone).utcoffset()
    return next(minute for minute in minutes if minute.astimezone(zone).utcoffset() != before)


def expected(zone: ZoneInfo, day: date, at: time, jump: datetime) -> datetime:
    """By looking at the clock of the zone minute by minute, with no arithmetic on offsets."""
    begin = datetime.combine(day, time(), UTC) - 15 * HOUR
    for n in range(55 * 60):
        minute = begin + n * MINUTE
        if minute.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, at):
            return minute
    last = jump - MINUTE
    missed = datetime.combine(day, at) - last.astimezone(zone).replace(tzinfo=None)
    return last + missed


def around(zone: ZoneInfo, jump: datetime) -> Iterator[time]:
    """Wall times before, in, at the edges of, and after the gap or the repeated hour."""
    on_both_sides = (jump - MINUTE, jump, jump + 10 * HOUR)
    for local in (instant.astimezone(zone).replace(tzinfo=None) for instant in on_both_sides):
        for minutes in (-30, 0, 1, 30):
            yield (local + minutes * MINUTE).time()


def check_every_date_is_due_once(name: str, day: datetime) -> int:
    """How many wall times were looked at, each on the day before, of and after the jump."""
    zone = ZoneInfo(name)
    jump = minute_of_jump(zone, day)
    dates = [jump.astimezone(zone).date() + n * DAY for n in (-1, 0, 1)]
    times = set(around(zone, jump))
    for at in times:
        dues = list(due_between(daily(at), zone, jump - 4 * DAY, jump + 4 * DAY))
        by_date = {due.local_date: due.at for due in dues}

        assert len(by_date) == len({due.key for due in dues}) == len(dues), (name, at)
        assert [by_date[d] for d in dates] == [expected(zone, d, at, jump) for d in dates], (
            name,
            at,
        )
    return len(times)


@pytest.mark.parametrize(
    "many",
    [8, pytest.param(None, marks=[pytest.mark.soak, pytest.mark.long, pytest.mark.timeout(1800)])],
    ids=["a few", "all"],
)
def test_every_local_date_is_due_once_in_every_zone_at_every_jump(
    many: int | None, measured: Measured
) -> None:
    changes = clock_changes()
    looked_at = changes if many is None else Random(4).sample(changes, many)

    cases = sum(check_every_date_is_due_once(name, day) for name, day in looked_at)

    assert many is not None or cases >= 1_196
    what = f"wall times at {len(looked_at)} of {len(changes)} clock changes"
    measured("R-C1", what, "1,196 or more, all right", f"{cases:,}, all right")


zones = st.sampled_from(
    (
        "UTC",
        "Europe/Amsterdam",
        "America/Santiago",
        "Asia/Beirut",
        "Australia/Lord_Howe",
        "Asia/Tokyo",
    )
)
texts = st.sampled_from(
    (
        "*/30 * * * *",
        "15 0,1,2,3 * * *",
        "0 */2 * * MON-FRI",
        "30 2 * * *",
        "0 0 1 * *",
        "59 23 * * SUN",
    )
)
starts = st.integers(0, 730 * 24 * 60).map(lambda n: utc(2026, 1, 1) + n * MINUTE)


@settings(deadline=None, max_examples=60)
@given(zones, texts, starts, st.lists(st.integers(1, 3000), min_size=1, max_size=6))
def test_however_the_clock_ticks_nothing_is_missed_and_nothing_comes_twice(
    name: str, text: str, start: datetime, steps: list[int]
) -> None:
    zone, cadence = ZoneInfo(name), Cadence.parse(text)
    ticks, now = list[Due](), start
    for step in steps:
        ticks += due_between(cadence, zone, now, now + step * MINUTE)
        now += step * MINUTE

    assert ticks == list(due_between(cadence, zone, start, now))
    assert ticks == sorted(ticks)
    assert len({due.key for due in ticks}) == len(ticks)


@settings(deadline=None, max_examples=60)
@given(zones, texts, starts)
def test_what_comes_next_is_the_first_of_what_is_due_later(
    name: str, text: str, start: datetime
) -> None:
    zone, cadence = ZoneInfo(name), Cadence.parse(text)

    due = next_after(cadence, zone, start)

    assert due.at > start
    assert next(iter(due_between(cadence, zone, start, due.at))) == due
    assert not list(due_between(cadence, zone, start, due.at - MINUTE))
