"""What the store says when its disk, its file or its server is not what it should be."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from statistics import quantiles
from time import monotonic, sleep

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot.errors import (
    NotWritable,
    StoreAway,
    StoreBroken,
    StoreFull,
    StoreReadOnly,
    StoreSilent,
    StoreSwapped,
)
from bot.store.database import Database
from bot.store.schema import head
from bot.store.tables import Team
from tests.clusters import Cluster
from tests.disks import fill_up, small_disk
from tests.promises import Measured
from tests.store.rows import KEYS, NOW, add_team, opened
from tests.store.test_database import names


@contextmanager
def no_room(database: Database) -> Iterator[None]:
    """SQLite refuses to grow, as on a full disk."""
    with database.engine.connect() as connection:
        cursor = connection.connection.cursor()
        before = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")
    yield
    with database.engine.connect() as connection:
        connection.connection.cursor().execute(f"PRAGMA max_page_count={before}")


def fill(database: Database, amount: int = 4000) -> None:
    with opened(database) as store:
        for n in range(amount):
            store.events.begin(f"{n}", NOW)


def test_without_room_nothing_is_half_saved_reading_works_and_room_is_all_it_needs(
    sqlite_url: str,
) -> None:
    database = Database(sqlite_url)
    with opened(database) as store:
        add_team(store)

    with no_room(database):
        with pytest.raises(StoreFull):
            fill(database)
        with database.reading() as session:
            assert [team.name for team in session.exec(select(Team))] == ["Finance"]

    fill(database)
    database.close()


@pytest.fixture
def on_small_disk(
    database_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[str, Path]]:
    """A store whose disk has room for little, and the file to fill it up with."""
    if database_url.startswith("sqlite"):
        with small_disk(tmp_path / "disk", megabytes=3) as disk:
            copyfile(request.getfixturevalue("sqlite_template"), disk / "dividend.sqlite")
            yield f"sqlite:///{disk / 'dividend.sqlite'}", disk / "ballast"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        template = request.getfixturevalue("postgresql_template")
        folder = cluster.data.parent / "small"  # the server runs as somebody who cannot see ours
        with (
            small_disk(folder, megabytes=24) as disk,
            cluster.copied_to(disk, template) as url,
        ):
            yield url, disk / "ballast"


def test_a_disk_that_is_really_full_is_told_and_gone_on_with_when_there_is_room(
    on_small_disk: tuple[str, Path],
) -> None:
    url, ballast = on_small_disk
    database = Database(url)
    with opened(database) as store:
        add_team(store)
    fill_up(ballast)

    with pytest.raises(StoreFull):
        fill(database)
    with database.reading() as session:
        assert len(session.exec(select(Team)).all()) == 1
    ballast.unlink()

    fill(database)
    with database.transaction() as session:
        assert session.connection().execute(text("SELECT count(*) FROM eventkey")).scalar() == 4000
    database.close()


def test_whoever_only_reads_is_refused_any_change_and_the_next_writes_again(
    database: Database,
) -> None:
    with opened(database) as store:
        add_team(store)

    def change(*, at_once: bool) -> None:
        with database.reading() as session:
            session.exec(select(Team)).one().name = "Changed"
            if at_once:
                session.flush()

    for at_once in (True, False):
        with pytest.raises(NotWritable):
            change(at_once=at_once)

    with opened(database) as store:
        add_team(store, "Legal")
    assert names(database) == {"Finance", "Legal"}


def test_a_postgresql_that_is_read_only_says_so(cluster: Cluster, postgresql_url: str) -> None:
    name = postgresql_url.rpartition("/")[2].partition("?")[0]
    cluster.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    database = Database(postgresql_url)

    with pytest.raises(StoreReadOnly), opened(database) as store:
        add_team(store)
    database.close()


def test_a_broken_file_is_told_and_a_mended_one_needs_no_restart(
    sqlite_url: str, sqlite_template: Path, tmp_path: Path
) -> None:
    database, file = Database(sqlite_url), tmp_path / "dividend.sqlite"
    names(database)
    database.close()
    file.write_bytes(b"not a database at all" * 1000)

    with pytest.raises(StoreBroken):
        names(database)

    copyfile(sqlite_template, file)
    assert names(database) == set()
    database.close()


def recognised(url: str) -> Database:
    database = Database(url)
    database.expect(lambda: (KEYS.fingerprint, head()))
    with opened(database) as store:
        store.installation.recognise()
    return database


def test_a_file_that_was_moved_away_is_never_written_into(sqlite_url: str, tmp_path: Path) -> None:
    database, file = recognised(sqlite_url), tmp_path / "dividend.sqlite"
    file.rename(tmp_path / "moved")

    with pytest.raises(StoreSwapped), opened(database) as store:
        add_team(store)
    assert not file.exists()

    (tmp_path / "moved").rename(file)
    assert names(database) == set()
    database.close()


def test_what_is_written_while_the_file_is_swapped_is_not_called_saved(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = recognised(sqlite_url)

    def swapped_in_the_middle() -> None:
        with opened(database) as store:
            add_team(store)
            (tmp_path / "dividend.sqlite").rename(tmp_path / "moved")

    with pytest.raises(StoreSwapped):
        swapped_in_the_middle()
    database.close()


def test_a_restored_store_is_gone_on_with_and_a_strange_one_is_left_alone(
    sqlite_url: str, sqlite_template: Path, tmp_path: Path
) -> None:
    database, file = recognised(sqlite_url), tmp_path / "dividend.sqlite"
    with opened(database) as store:
        add_team(store, "Restored")
    database.close()
    copyfile(file, tmp_path / "backup")
    with opened(database) as store:
        add_team(store, "Later")

    copyfile(sqlite_template, tmp_path / "strange")  # of no installation
    (tmp_path / "strange").replace(file)
    before = file.read_bytes()
    for _ in range(2):
        with pytest.raises(StoreSwapped):
            names(database)
    assert file.read_bytes() == before

    (tmp_path / "backup").replace(file)
    assert names(database) == {"Restored"}
    database.close()


def test_a_deadlock_and_a_lost_link_are_worth_trying_again(
    cluster: Cluster, postgresql_url: str
) -> None:
    database, both = Database(postgresql_url), threading.Barrier(2)
    with opened(database) as store:
        add_team(store, "A")
        add_team(store, "B")

    def rename(order: str) -> StoreAway | None:
        try:
            with database.transaction() as session:
                for at, name in enumerate(order):
                    row = session.exec(select(Team).where(Team.id == name).with_for_update()).one()
                    row.zone = f"zone {order}"
                    if at == 0:
                        both.wait()
        except StoreAway as away:
            return away
        return None

    with ThreadPoolExecutor(2) as threads:
        ends = [end for end in threads.map(rename, ["ab", "ba"]) if end]
    assert [end.passing for end in ends] == [True]

    cluster.restart("immediate")
    assert names(database) == {"A", "B"}
    database.close()


@pytest.mark.soak
@pytest.mark.alone
def test_a_frozen_postgresql_holds_a_thread_for_seconds_and_then_refuses_at_once(
    cluster: Cluster, postgresql_url: str, measured: Measured
) -> None:
    database = Database(postgresql_url)
    names(database)
    cluster.freeze()
    try:
        began = monotonic()
        with pytest.raises(StoreSilent):
            names(database)
        first = monotonic() - began
        with ThreadPoolExecutor(8) as threads:
            trial = threads.submit(names, database)
            sleep(0.2)
            began = monotonic()
            refused = [threads.submit(names, database) for _ in range(200)]
            assert all(isinstance(one.exception(), StoreSilent) for one in refused)
            others = monotonic() - began
            cluster.thaw()
            trial.exception()
    finally:
        cluster.thaw()
    began = monotonic()
    while True:
        try:
            names(database)
            break
        except StoreAway:
            assert monotonic() - began < 5
    database.close()
    measured("R-D2", "a frozen PostgreSQL lets go of its thread", "under 10 s", f"{first:.1f} s")
    measured("R-S6", "200 more transactions meanwhile are refused", "2 s", f"{others:.2f} s")
    assert first < 10
    assert others < 2


_WRITER = """
import sqlite3, sys, time
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    with sqlite3.connect(sys.argv[1], timeout=5) as other:
        other.execute("UPDATE team SET zone = zone")
    time.sleep(0.02)
"""


@pytest.mark.soak
@pytest.mark.alone
@pytest.mark.timeout(120)
def test_two_hundred_writes_a_second_beside_another_process(
    sqlite_url: str, measured: Measured
) -> None:
    seconds, database = 30, Database(sqlite_url)
    took, failed = list[float](), list[str]()

    def write(n: int, due: float) -> None:
        sleep(max(0.0, due - monotonic()))
        try:
            with opened(database) as store:
                store.events.begin(f"{n}", NOW)
        except StoreAway as away:
            failed.append(str(away))
        took.append(monotonic() - due)

    file = sqlite_url.removeprefix("sqlite:///")
    command = [sys.executable, "-c", _WRITER, file, str(seconds)]
    with subprocess.Popen(command) as other, ThreadPoolExecutor(16) as threads:
        start = monotonic() + 0.5
        for n in range(seconds * 200):
            threads.submit(write, n, start + n / 200)
    database.close()
    assert other.returncode == 0
    p99 = quantiles(took, n=100)[98] * 1000
    measured("R-D1", "200 writes/s beside another process, p99", "100 ms", f"{p99:.0f} ms")
    measured("R-D1", "of them refused, 6,000", "0", len(failed))
    assert failed == []
