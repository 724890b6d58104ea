"""Outages, restarts and clocks that somebody sets: each due time once, or recorded as skipped."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.clockwork import RUN_DUE, Clockwork
from bot.config import parse_config
from bot.engine.inline import InlineEngine
from bot.schedule.cadence import Cadence, due_between
from bot.store.tables import Occurrence
from tests.conftest import in_memory
from tests.delivery.post import Post
from tests.promises import Measured
from tests.schedule.asking import asking_everybody
from tests.store.rows import NOW

CONFIG = """
organisation: { name: Northlight, zone: Europe/Amsterdam }
contact:
  messages_per_week: 7
  quiet_from: "00:00"
  quiet_to: "00:00"
  working_days: [MON, TUE, WED, THU, FRI, SAT, SUN]
nudges:
  often:
    message: nudges/finish_checkin
    audience: { who: yet_to_answer, survey: daily }
    cadence: "0 */6 * * *"
  as_often:
    message: nudges/finish_checkin
    audience: { who: yet_to_answer, survey: daily }
    cadence: "0 */6 * * *"
""" + asking_everybody("0 10 * * *")
LIVED_IN = {"alice": "Europe/Amsterdam", "bob": "Asia/Tokyo", "carol": "Pacific/Honolulu"}
JUMPS = (
    [timedelta(days=1)],
    [timedelta(hours=-1)],
    [timedelta(days=-365), timedelta(days=365)],
    [timedelta(seconds=5)],
    [timedelta(seconds=-5)],
)


class Jumpy(InlineEngine):
    """The clock may be set back between the tick that finds work and the work itself."""

    def __init__(self, post: Post, random: Random) -> None:
        super().__init__()
        self.post, self.random = post, random
        self.jumps = False

    def start(self, name: str, key: str, *ids: str) -> None:
        if self.jumps and self.random.random() < 0.2:
            self.post.clock.start_over(self.post.clock() - timedelta(hours=1))
        super().start(name, key, *ids)


class World:
    """Three people in three zones, a bot that is often down, and a clock that may jump."""

    def __init__(self, template: Path, seed: int, *, jumps: bool) -> None:
        self.random, self.database = Random(seed), in_memory(template)
        self.post = Post(self.database, config=parse_config(CONFIG))
        self.engine = Jumpy(self.post, self.random)
        self.engine.jumps = jumps
        self.latest = NOW
        with self.post.turns.begin() as turn:
            for name, zone in LIVED_IN.items():
                turn.store.people.get(name).chat_zone = zone
        self._start()

    def live(self, steps: int) -> None:
        owed = list[timedelta]()
        for _ in range(steps):
            self._pass(timedelta(minutes=self.random.choice((1, 10, 60, 300, 1_500))))
            if self.engine.jumps and self.random.random() < 0.3:
                owed = owed or list(self.random.choice(JUMPS))
                self._pass(owed.pop(0))
            if self.random.random() < 0.2:
                self._start()
            self.clockwork.beat()
        self.post.clock.start_over(self.latest)
        self.engine.jumps = False
        for _ in range(3):  # what is due is started by one beat, and sent by the next
            self.clockwork.beat()

    def missing_or_double(self) -> list[str]:
        """Due times of which there is not exactly one record, and records of none."""
        found = Counter[str]()
        schedules = self.post.turns.config.schedules()
        for row in (row for name in schedules for row in self._occurrences(name)):
            found[f"{row.schedule} {row.zone} {row.local_date}T{row.wall_time}"] += 1
        for name, schedule in schedules.items():
            for zone in LIVED_IN.values():
                cadence = Cadence.parse(schedule.cadence)
                for due in due_between(cadence, ZoneInfo(zone), NOW, self.latest):
                    found[f"{name} {zone} {due.key}"] -= 1
        return [key for key, count in found.items() if count != 0]

    def doubled(self) -> list[str]:
        """What went to somebody within the time in which one of a kind is enough."""
        sent = defaultdict[tuple[str | None, str], list[datetime]](list)
        for row in self.post.rows():
            if row.state == "sent" and row.settled_at is not None:
                sent[row.person_id, row.kind].append(row.settled_at)
        least = {"nudge": timedelta(hours=4), "invitation": timedelta(hours=12)}
        return [
            f"{who} {kind} {one} {next_one}"
            for (who, kind), instants in sent.items()
            for one, next_one in pairwise(sorted(instants))
            if next_one - one < least[kind]
        ]

    def repeated(self) -> list[str]:
        """Deliveries that arrived more than once."""
        return [key for key, count in self._arrived().items() if count > 1]

    def outcomes(self) -> Counter[str]:
        names = ("daily", "often", "as_often")
        return Counter(row.outcome for name in names for row in self._occurrences(name))

    def _arrived(self) -> Counter[str]:
        return Counter(parcel.delivery for parcel in self.post.slack.arrived)

    def _occurrences(self, name: str) -> list[Occurrence]:
        with self.post.turns.begin() as turn:
            return turn.store.schedules.occurrences(name)

    def _pass(self, step: timedelta) -> None:
        self.post.clock.start_over(self.post.clock() + step)
        self.latest = max(self.latest, self.post.clock())

    def _start(self) -> None:
        """A process that remembers nothing."""
        self.engine.forget()
        self.clockwork = Clockwork(
            self.post.turns, self.engine, self.post.courier, {}, self.post.leadership
        )
        self.clockwork.beat()


MANY = [
    4,
    pytest.param(60, marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
    pytest.param(300, marks=[pytest.mark.long, pytest.mark.timeout(7200)]),
]


@pytest.mark.parametrize("many", MANY)
def test_after_outages_everything_ran_once_or_is_recorded_as_skipped(
    sqlite_template: Path, measured: Measured, many: int
) -> None:
    totals = Counter[str]()
    for seed in range(many):
        world = World(sqlite_template, seed, jumps=False)
        world.live(steps=25)
        assert world.missing_or_double() == [], seed
        assert world.doubled() == world.repeated() == [], seed
        totals += world.outcomes()
        world.database.close()
    assert totals["skipped"] > 0 < totals["ran"]
    told = f"{totals['ran']:,} ran, {totals['skipped']:,} skipped, 0 dropped"
    measured("R-C2", f"histories of outages, {many:,}", "0 silent drops, one of a kind", told)


@pytest.mark.parametrize("many", MANY)
def test_a_clock_that_jumps_doubles_nothing_and_loses_nothing(
    sqlite_template: Path, measured: Measured, many: int
) -> None:
    totals = Counter[str]()
    for seed in range(many):
        world = World(sqlite_template, seed, jumps=True)
        world.live(steps=25)
        assert world.missing_or_double() == [], seed
        assert world.repeated() == [], seed
        totals += world.outcomes()
        world.database.close()
    told = f"0 double, 0 missing of {totals.total():,}"
    measured("R-C3", f"histories of clock jumps, {many:,}", "0 double, 0 missing", told)


def test_work_that_was_found_due_is_done_although_the_clock_is_set_back_before(
    sqlite_template: Path,
) -> None:
    """Its key is used up by then: what is not done now would never be done."""
    world, at = World(sqlite_template, 0, jumps=False), datetime(2026, 11, 24, 9, tzinfo=UTC)
    world.post.clock.start_over(at - timedelta(hours=1))

    world.engine.start(RUN_DUE, "once", "daily", LIVED_IN["alice"], at.isoformat())

    assert world.outcomes() == {"ran": 1}
    world.database.close()
