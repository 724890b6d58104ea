"""Transactions: all or nothing, many at a time, and a clear error when the store is away."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlmodel import select

from bot.errors import StoreAway
from bot.store.database import Database
from bot.store.inserts import insert_all_once, insert_once
from bot.store.store import Store
from bot.store.tables import EventKey, Team
from tests.clusters import Cluster
from tests.store.rows import NOW, add_person, add_team, add_wave, nudge, opened, response


def names(database: Database) -> set[str]:
    with database.transaction() as session:
        return {team.name for team in session.exec(select(Team))}


def test_what_was_done_is_there_after_the_transaction(database: Database) -> None:
    with opened(database) as store:
        add_team(store, "Finance")

    assert names(database) == {"Finance"}


def add_two_of_one_name(store: Store) -> None:
    add_team(store, "Finance")
    store.people.session.add(Team(id="other", name="Finance", zone="UTC"))
    store.people.session.flush()


def test_an_exception_takes_everything_back(database: Database) -> None:
    with pytest.raises(IntegrityError), opened(database) as store:
        add_two_of_one_name(store)

    assert names(database) == set()


def test_eight_threads_that_read_and_then_write_lose_no_update(database: Database) -> None:
    """SQLite refuses such transactions with "database is locked" unless they begin as writers."""
    with opened(database) as store:
        add_team(store, "0")

    def add_one(_: int) -> None:
        with database.transaction() as session:
            row = session.exec(select(Team).with_for_update()).one()
            row.name = str(int(row.name) + 1)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(80)))

    assert names(database) == {"80"}


def test_two_processes_on_one_sqlite_file_wait_for_each_other(sqlite_url: str) -> None:
    databases = [Database(sqlite_url) for _ in range(4)]
    with opened(databases[0]) as store:
        add_team(store, "0")

    def add_one(database: Database) -> None:
        with database.transaction() as session:
            row = session.exec(select(Team)).one()
            row.name = str(int(row.name) + 1)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add_one, databases * 10))

    assert names(databases[0]) == {"40"}
    for database in databases:
        database.close()


def test_of_eight_inserts_with_one_key_exactly_one_happens(database: Database) -> None:
    def insert(_: int) -> bool:
        with database.transaction() as session:
            return insert_once(session, EventKey(key="Ev1", handled_at=NOW))

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(insert, range(8))) == 1


def test_of_many_rows_those_with_free_keys_are_inserted_and_counted(database: Database) -> None:
    rows = [{"key": str(n), "handled_at": NOW, "outcome": ""} for n in range(1200)]
    with database.transaction() as session:
        assert insert_all_once(session, EventKey, rows[:5]) == 5

    with database.transaction() as session:
        assert insert_all_once(session, EventKey, rows) == 1195
        assert insert_all_once(session, EventKey, []) == 0


def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    in_amsterdam = NOW.astimezone(timezone(timedelta(hours=1)))
    with opened(database) as store:
        store.events.begin("Ev1", in_amsterdam)

    with database.transaction() as session:
        found = session.exec(select(EventKey)).one().handled_at
    assert (found, found.tzname()) == (NOW, "UTC")


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="needs a zone"), opened(database) as store:
        store.events.begin("Ev1", datetime(2026, 11, 23, 9))  # noqa: DTZ001


def too_many_hours(database: Database) -> None:
    with opened(database) as store:
        wave = add_wave(store)
        store.surveys.record(response(wave), {"task.invoices": 169}, {})


def no_contracted_hours(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store).contracted_hours = 0


def an_unknown_state(database: Database) -> None:
    with opened(database) as store:
        row = nudge("n1")
        row.state = "lost"
        store.outbox.add(row)


def a_person_of_no_team(database: Database) -> None:
    with opened(database) as store:
        add_person(store, team="nowhere")


@pytest.mark.parametrize(
    "mistake",
    [too_many_hours, no_contracted_hours, an_unknown_state, a_person_of_no_team],
)
def test_the_database_itself_refuses(
    mistake: Callable[[Database], None], database: Database
) -> None:
    with pytest.raises(IntegrityError):
        mistake(database)


def test_a_mistake_in_a_statement_is_not_taken_for_an_absent_store(database: Database) -> None:
    with pytest.raises(DBAPIError), database.transaction() as session:
        session.connection().execute(text("SELECT * FROM nothing"))


def test_a_postgresql_that_is_away_is_told_within_two_seconds(tmp_path: Path) -> None:
    database = Database(f"postgresql://nobody@/nothing?host={tmp_path}")
    began = monotonic()

    with pytest.raises(StoreAway), opened(database) as store:
        store.people.everyone()

    assert monotonic() - began < 2


def test_a_lost_connection_is_told_and_the_next_transaction_works(
    cluster: Cluster, postgresql_url: str
) -> None:
    database = Database(postgresql_url)

    def disconnected_in_the_middle() -> None:
        with opened(database) as store:
            own = store.people.session.connection().execute(text("SELECT pg_backend_pid()"))
            cluster.execute(f"SELECT pg_terminate_backend({own.scalar_one()})")
            store.people.everyone()

    with pytest.raises(StoreAway):
        disconnected_in_the_middle()

    with opened(database) as store:
        assert store.people.everyone() == []
    database.close()


def test_a_row_that_stays_locked_is_told_as_an_absent_store(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with opened(database) as store:
        add_team(store)
    with opened(database) as holder:
        holder.teams.get("finance").name = "Held"
        holder.people.session.flush()
        began = monotonic()
        with pytest.raises(StoreAway), opened(database) as store:
            store.teams.get("finance").name = "Wanted"

    assert monotonic() - began < 4
    assert names(database) == {"Held"}
    database.close()


def test_a_sqlite_store_whose_folder_is_gone_is_told_as_an_absent_store(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'gone' / 'dividend.sqlite'}")

    with pytest.raises(StoreAway), opened(database) as store:
        store.people.everyone()
