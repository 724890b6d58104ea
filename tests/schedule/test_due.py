"""What falls due where people live: each due time once, also after an outage."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.config import Schedule, ScheduleKind, parse_config
from bot.conversation.turn import Turn
from bot.schedule.cadence import Due
from bot.schedule.due import keep_in_step, run_due
from bot.store.database import Database
from bot.store.tables import Occurrence
from tests.delivery.post import Post
from tests.store.rows import NOW, add_person

CONFIG = """
organisation: { name: Northlight, zone: Europe/Amsterdam }
surveys:
  checkin:
    form: surveys/checkin
    tasks: tasks/finance
    invitation: invitations/checkin
    audience: { who: team, team: Finance }
    cadence: "0 10 * * TUE"
nudges:
  hello:
    message: nudges/finish_checkin
    audience: { who: everyone }
    cadence: "0 * * * *"
"""
AMSTERDAM, TOKYO = "Europe/Amsterdam", "Asia/Tokyo"
TUESDAY_10 = datetime(2026, 11, 24, 9, tzinfo=UTC)
IN_TOKYO = datetime(2026, 11, 24, 1, tzinfo=UTC)


class Diary:
    """Writes down which due times were worked off, and where."""

    def __init__(self) -> None:
        self.entries = list[tuple[str, str, str]]()
        self.fails = False

    def __call__(self, schedule: Schedule, due: Due, zone: str, after: str, turn: Turn) -> None:
        self.entries.append((schedule.name, due.key, zone))
        if self.fails:
            raise KeyError


class Timetable:
    """Alice, Bob and Carol in Amsterdam, and what is due for them."""

    def __init__(self, database: Database) -> None:
        self.diary = Diary()
        self.post = Post(database, config=parse_config(CONFIG))
        self.step()

    def step(self) -> None:
        with self.post.turns.begin() as turn:
            keep_in_step(turn)

    def run(self, at: datetime, name: str = "checkin", zone: str = AMSTERDAM) -> None:
        self.post.clock.move_to(at)
        with self.post.turns.begin() as turn:
            run_due(name, zone, turn, jobs=dict.fromkeys(ScheduleKind, self.diary))

    def next(self, name: str = "checkin") -> dict[str, datetime]:
        with self.post.turns.begin() as turn:
            return {d.zone: d.at for d in turn.store.schedules.all() if d.schedule == name}

    def outcomes(self) -> dict[str, str]:
        with self.post.turns.begin() as turn:
            rows = turn.store.schedules.occurrences("hello")
        return {row.wall_time: row.outcome for row in rows}


@pytest.fixture
def timetable(database: Database) -> Iterator[Timetable]:
    return Timetable(database)


def test_a_schedule_is_due_in_every_zone_that_somebody_lives_in(timetable: Timetable) -> None:
    with timetable.post.turns.begin() as turn:
        add_person(turn.store, "Dai").chat_zone = TOKYO

    timetable.step()

    assert timetable.next() == {AMSTERDAM: TUESDAY_10, TOKYO: IN_TOKYO}


def test_a_zone_that_nobody_lives_in_any_more_is_dropped(timetable: Timetable) -> None:
    with timetable.post.turns.begin() as turn:
        for name in ("alice", "bob", "carol"):
            turn.store.people.get(name).chat_zone = TOKYO

    timetable.step()

    assert timetable.next() == {TOKYO: IN_TOKYO}


def test_what_is_due_runs_once_and_is_next_due_a_week_later(timetable: Timetable) -> None:
    timetable.run(TUESDAY_10)
    timetable.run(TUESDAY_10)
    timetable.run(TUESDAY_10 + timedelta(hours=1))

    assert timetable.diary.entries == [("checkin", "2026-11-24T10:00", AMSTERDAM)]
    assert timetable.next() == {AMSTERDAM: TUESDAY_10 + timedelta(weeks=1)}


def test_a_moment_too_early_nothing_runs(timetable: Timetable) -> None:
    timetable.run(TUESDAY_10 - timedelta(microseconds=1))

    assert timetable.diary.entries == []


def test_a_job_that_fails_leaves_its_due_time_to_be_run_again(timetable: Timetable) -> None:
    timetable.diary.fails = True
    with pytest.raises(KeyError):
        timetable.run(TUESDAY_10)

    timetable.diary.fails = False
    timetable.run(TUESDAY_10)

    assert len(timetable.diary.entries) == 2
    assert timetable.next() == {AMSTERDAM: TUESDAY_10 + timedelta(weeks=1)}


def test_after_a_short_outage_it_is_made_up_for(timetable: Timetable) -> None:
    timetable.run(TUESDAY_10 + timedelta(hours=11))

    assert len(timetable.diary.entries) == 1


def test_after_a_long_outage_it_is_recorded_as_skipped(timetable: Timetable) -> None:
    timetable.run(TUESDAY_10 + timedelta(hours=12))

    assert timetable.diary.entries == []
    assert timetable.next() == {AMSTERDAM: TUESDAY_10 + timedelta(weeks=1)}


def test_of_several_missed_nudges_the_last_runs_and_the_others_are_skipped(
    timetable: Timetable,
) -> None:
    timetable.run(NOW + timedelta(hours=3, minutes=30), name="hello")

    assert timetable.diary.entries == [("hello", "2026-11-23T13:00", AMSTERDAM)]
    assert timetable.outcomes() == {"11:00": "skipped", "12:00": "skipped", "13:00": "ran"}


def test_a_schedule_that_is_gone_from_app_yaml_runs_no_more(timetable: Timetable) -> None:
    timetable.run(TUESDAY_10, name="gone")

    assert timetable.diary.entries == []


def test_an_occurrence_claimed_by_another_replica_is_not_run(timetable: Timetable) -> None:
    with timetable.post.turns.begin() as turn:
        turn.store.schedules.claim(
            Occurrence(
                schedule="checkin",
                zone=AMSTERDAM,
                local_date=TUESDAY_10.date(),
                wall_time="10:00",
                due_at=TUESDAY_10,
                claimed_at=NOW,
                outcome="ran",
            )
        )

    timetable.run(TUESDAY_10)

    assert timetable.diary.entries == []
