"""The schema: made by migrations only, by one process at a time, and never taken back."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    inspect,
    text,
)

from bot.errors import SchemaError
from bot.store.database import Database
from bot.store.schema import alembic, is_current, is_ours, migrate, schema_version, tables
from tests.promises import Measured
from tests.store.contents import content

FIRST = "2026_11_23_governance"  # the schema of the first release
ROWS = 300
ALLOWED = {"kind": "pulse", "outcome": "ran", "state": "waiting"}  # what CHECKs ask for


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    assert differences(database) == []


def test_the_migrations_make_the_same_checks_as_the_tables(database: Database) -> None:
    """Alembic does not compare CHECK constraints."""
    with database.connection() as connection:
        inspector = inspect(connection)
        made = {
            (table, check["name"])
            for table in tables().tables
            for check in inspector.get_check_constraints(table)
        }

    declared = {
        (table.name, str(constraint.name))
        for table in tables().sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert made == declared


def test_an_empty_store_is_migrated_once_and_a_repeat_does_nothing(
    empty_database: Database,
) -> None:
    assert schema_version(empty_database) is None
    assert not is_current(empty_database)

    migrate(empty_database)
    migrate(empty_database)

    assert is_current(empty_database)


def test_four_that_migrate_at_once_wait_for_each_other(empty_database: Database) -> None:
    url = empty_database.engine.url.render_as_string(hide_password=False)
    databases = [Database(url) for _ in range(4)]

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate, databases))

    assert is_current(empty_database)
    for database in databases:
        database.close()


def test_a_migration_that_dies_in_the_middle_leaves_nothing_behind(
    empty_database: Database,
) -> None:
    """The table of a later migration is in the way: that migration fails, those before it stay."""
    with empty_database.connection() as connection:
        connection.execute(text("CREATE TABLE occurrence (id INTEGER)"))
        connection.commit()
    with pytest.raises(Exception, match="occurrence"):
        migrate(empty_database)
    with empty_database.connection() as connection:
        assert not inspect(connection).has_table("nextdue")
        connection.rollback()
        connection.execute(text("DROP TABLE occurrence"))
        connection.commit()

    migrate(empty_database)

    assert is_current(empty_database)


def test_a_store_of_a_newer_version_is_refused_and_says_what_to_do(database: Database) -> None:
    with database.connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '2999_01_01_later'"))
        connection.commit()

    with pytest.raises(SchemaError, match=r"2999_01_01_later.*[Ii]nstall that version"):
        migrate(database)

    assert not is_current(database)


def test_the_engines_tables_are_none_of_our_business() -> None:
    assert not is_ours("workflow_status", "table", {})
    assert is_ours("delivery", "table", {})


def test_sqlite_enforces_foreign_keys_again_after_a_migration(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as session:
        assert session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_the_migrations_travel_with_the_package() -> None:
    migrations = files("bot.store") / "migrations"

    assert (migrations / "env.py").is_file()
    assert (migrations / "script.py.mako").is_file()
    assert len(list((migrations / "versions").iterdir())) >= 4


_MIGRATES = """
import sys
from bot.store.database import Database
from bot.store.schema import migrate
database = Database(sys.argv[1])
print("begins", flush=True)
migrate(database)
"""


@pytest.mark.soak
@pytest.mark.parametrize("kills", [12])
def test_a_migration_that_is_killed_anywhere_is_finished_by_the_next(
    empty_database: Database, kills: int, measured: Measured
) -> None:
    kill_migrations(empty_database, kills)

    migrate(empty_database)

    assert is_current(empty_database)
    assert differences(empty_database) == []
    measured("R-D4", f"{kills} kills of a migration", "same schema", "same schema")


@pytest.mark.parametrize("kills", [1, pytest.param(12, marks=pytest.mark.soak)])
def test_what_a_first_version_wrote_is_the_same_after_kills_as_without_them(
    twins: tuple[Database, Database], kills: int, measured: Measured
) -> None:
    for twin in twins:
        fill_first_version(twin)
    killed, spared = twins

    kill_migrations(killed, kills)
    for twin in twins:
        migrate(twin)

    found, expected = content(url_of(killed)), content(url_of(spared))
    store = killed.engine.dialect.name
    kept = sum(found[table] == expected[table] for table in expected)
    what = f"{store}: tables with equal rows and hashes after {kills} kills of a migration"
    measured("R-D4", what, f"{len(expected)}", kept)
    assert is_current(killed)
    assert differences(killed) == []
    assert found == expected
    assert found["delivery"][0] == ROWS


@pytest.fixture(params=["sqlite", "postgresql"])
def twins(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    """Two empty stores."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            urls = [f"sqlite:///{tmp_path / name}" for name in ("one", "other")]
        else:
            cluster = request.getfixturevalue("cluster")
            urls = [stack.enter_context(cluster.copied("template0")) for _ in range(2)]
        one, other = (stack.enter_context(closing(Database(url))) for url in urls)
        yield one, other


def fill_first_version(database: Database) -> None:
    """Every table of the first release gets rows; what refers to a row refers to one of them."""
    with database.connection() as connection:
        command.upgrade(alembic(connection), FIRST)
        written = MetaData()
        written.reflect(connection)
        for table in written.sorted_tables:
            if table.name != "alembic_version":
                rows = [{c.name: _value(c, n) for c in table.columns} for n in range(1, ROWS + 1)]
                connection.execute(table.insert(), rows)
        connection.commit()


def _value(column: Column[Any], n: int) -> object:
    if column.foreign_keys:
        [key] = column.foreign_keys
        return _value(key.column, n)
    if column.name in ALLOWED:
        return ALLOWED[column.name]
    match column.type:
        case DateTime():
            return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=n, days=len(column.name))
        case Date():
            return date(2026, 1, 1) + timedelta(days=n)
        case Boolean():
            return n % 2 == 0
        case Integer():
            return n
        case Float():
            return n % 40 + 0.5
    return f"{column.name} {n}"


def differences(database: Database) -> list[Any]:
    """Where the schema is not that of the tables."""
    with database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        return list(compare_metadata(context, tables()))


def kill_migrations(database: Database, kills: int) -> None:
    """Each is killed a little later than the one before."""
    for n in range(kills):
        words = [sys.executable, "-c", _MIGRATES, url_of(database)]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as killed:
            assert killed.stdout is not None
            killed.stdout.readline()
            sleep(0.4 * (n + 0.5) / kills)
            killed.kill()


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)
