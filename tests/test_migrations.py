"""The schema: made by migrations only, by one process at a time, and never taken back."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from time import sleep

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text

from bot.errors import SchemaError
from bot.store.database import Database
from bot.store.schema import is_current, is_ours, migrate, schema_version, tables
from tests.promises import Measured


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})

        assert compare_metadata(context, tables()) == []


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


@pytest.mark.parametrize("kills", [1, pytest.param(12, marks=pytest.mark.soak)])
def test_a_migration_that_is_killed_anywhere_is_finished_by_the_next(
    empty_database: Database, kills: int, measured: Measured
) -> None:
    url = empty_database.engine.url.render_as_string(hide_password=False)
    for n in range(kills):
        command = [sys.executable, "-c", _MIGRATES, url]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as killed:
            assert killed.stdout is not None
            killed.stdout.readline()
            sleep(0.4 * (n + 0.5) / kills)
            killed.kill()

    migrate(empty_database)

    assert is_current(empty_database)
    with empty_database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        assert compare_metadata(context, tables()) == []
    measured("R-D4", f"{kills} kills of a migration", "same schema", "same schema")
