"""How long something waits, in days on which people work."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model.weekdays import Weekday
from bot.model.workdays import working_days_after

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
SPANS = st.integers(0, 60).map(timedelta)
FRIDAY = date(2026, 11, 27)


def test_what_is_asked_on_a_friday_has_waited_one_day_on_monday() -> None:
    waited = [working_days_after(FRIDAY, FRIDAY + timedelta(days)) for days in range(8)]

    assert waited == [0, 0, 0, 1, 2, 3, 4, 5]


@given(DAYS, SPANS, SPANS)
def test_waiting_adds_up(begin: date, first: timedelta, second: timedelta) -> None:
    middle, end = begin + first, begin + first + second

    parts = working_days_after(begin, middle) + working_days_after(middle, end)
    assert working_days_after(begin, end) == parts


@given(DAYS, st.integers(0, 8), st.sets(st.sampled_from(Weekday)))
def test_a_week_has_as_many_as_are_worked(begin: date, weeks: int, worked: set[Weekday]) -> None:
    end = begin + timedelta(weeks=weeks)

    assert working_days_after(begin, end, worked) == weeks * len(worked)
