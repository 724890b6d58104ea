"""Brings the store's schema up to date, one process at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData
from sqlmodel import AutoString

from bot.errors import SchemaError
from bot.store.database import Database, wait_for_ever
from bot.store.tables import Delivery, Instant

_LOCK = 7_245_190_336  # any number that nothing else in this database locks
_NEWER = (
    "The store's schema is {found}, which this version does not know: a newer version wrote it. "
    "Install that version again, or restore the backup made before it."
)


def tables() -> MetaData:
    return Delivery.metadata


def is_ours(name: str | None, kind: str, _: object) -> bool:
    """Whether a migration may touch this; the engine may keep its tables in the same database."""
    return kind != "table" or name in tables().tables


def in_plain_sql(kind: str, column_type: object, _: object) -> str | Literal[False]:
    """How a migration writes a type: it must not change when our own types do."""
    if kind != "type":
        return False
    if isinstance(column_type, Instant):
        return "sa.DateTime(timezone=True)"
    return "sa.String()" if isinstance(column_type, AutoString) else False


def migrate(database: Database) -> None:
    """Bring the schema up to date. Safe to repeat, also after a kill, and beside other processes.

    Raises ``SchemaError`` when a newer version wrote the store.
    """
    with _alone(database), database.connection() as connection:
        refuse_newer(database)
        with _ready_for_changes(connection):
            command.upgrade(alembic(connection), "head")


def schema_version(database: Database) -> str | None:
    """The name of the last migration that ran, or None for an empty store."""
    with database.connection() as connection:
        version = MigrationContext.configure(connection).get_current_revision()
        connection.rollback()
    return version


def is_current(database: Database) -> bool:
    return schema_version(database) == head()


def refuse_newer(database: Database) -> None:
    """Raise ``SchemaError`` when a newer version wrote the store."""
    found = schema_version(database)
    known = {script.revision for script in _scripts().walk_revisions()}
    if found is not None and found not in known:
        raise SchemaError(_NEWER.format(found=found))


def alembic(connection: Connection | None = None) -> Config:
    """Alembic's configuration; ``env.py`` finds the connection in it."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "bot.store:migrations")
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s")
    return config


@cache
def head() -> str | None:
    """The schema that this program works with; its migrations do not change while it runs."""
    return _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic())


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Wait until no other process migrates this store. A killed process holds no lock."""
    if not database.is_sqlite:
        with database.connection() as connection:
            wait_for_ever(connection)
            connection.exec_driver_sql("SET lock_timeout = 0; SET statement_timeout = 0")
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({_LOCK})")
            yield
    elif file := database.file:
        with Path(f"{file}-migrating").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    else:
        yield


@contextmanager
def _ready_for_changes(connection: Connection) -> Iterator[None]:
    """A change may take its time, and SQLite builds tables anew to change them."""
    if connection.dialect.name != "sqlite":
        wait_for_ever(connection)
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.commit()
        yield
        return
    cursor = connection.connection.cursor()  # the pragma does nothing within a transaction
    cursor.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()
