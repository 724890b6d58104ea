"""A due time is claimed once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot.store.database import Database
from bot.store.tables import NextDue, Occurrence
from tests.store.rows import NOW, opened

ZONE = "Europe/Amsterdam"


def occurrence(schedule: str = "digest") -> Occurrence:
    return Occurrence(
        schedule=schedule,
        zone=ZONE,
        local_date=NOW.date(),
        wall_time="10:00",
        due_at=NOW,
        claimed_at=NOW,
        outcome="ran",
    )


def test_of_eight_claims_of_one_due_time_exactly_one_succeeds(database: Database) -> None:
    def claim(_: int) -> bool:
        with opened(database) as store:
            return store.schedules.claim(occurrence())

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(claim, range(8))) == 1


def test_what_is_due_comes_in_order_of_time(database: Database) -> None:
    with opened(database) as store:
        for hours, name in ((2, "later"), (-1, "second"), (-2, "first")):
            at = NOW + timedelta(hours=hours)
            store.schedules.put(NextDue(schedule=name, zone=ZONE, cadence="0 10 * * *", at=at))

    with opened(database) as store:
        assert [due.schedule for due in store.schedules.due(NOW, 10)] == ["first", "second"]
        assert store.schedules.earliest() == NOW - timedelta(hours=2)
