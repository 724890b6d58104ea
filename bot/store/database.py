"""The connection to SQLite or PostgreSQL, and the one place that commits."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool
from sqlmodel import Session, create_engine

from bot.errors import StoreAway

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "secure_delete=ON",
)

_LONGEST_QUEUE = 1.5  # seconds; platforms repeat what is not answered in three


class Database:
    """A store address turned into transactions; safe to use from several threads.

    SQLite lets one writer in at a time and makes the others sleep and poll; a lock of our own lets
    the threads of this process queue instead, which is fairer and faster.
    """

    def __init__(self, url: str) -> None:
        self.engine = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)
        self._turnstile = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> str | None:
        """Where SQLite keeps the store; None in memory and for PostgreSQL."""
        return _sqlite_file(self.engine.url.database) if self.is_sqlite else None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end, and rolls back on any exception.

        Raises ``StoreAway`` when the store cannot be reached or the transaction must be tried
        again; nothing was saved then.
        """
        with (
            self._turn_taken(),
            _missing_when_away(),
            Session(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _turn_taken(self) -> Iterator[None]:
        """Wait for the other threads' transactions, but not past what a platform waits."""
        if not self.is_sqlite:
            yield
            return
        if not self._turnstile.acquire(timeout=_LONGEST_QUEUE):
            raise StoreAway("busy")
        try:
            yield
        finally:
            self._turnstile.release()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection without a transaction, for changes to the schema."""
        with _missing_when_away(), self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _missing_when_away() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if not _is_away(error):
            raise
        raise StoreAway(type(error.orig).__name__) from error


def _is_away(error: DBAPIError) -> bool:
    """A wrong statement is a mistake of ours: on SQLite it looks operational, too."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    operational = isinstance(error, OperationalError) and code != sqlite3.SQLITE_ERROR
    return operational or error.connection_invalidated


def _sqlite_file(name: str | None) -> str | None:
    return None if name in (None, "", ":memory:") else name


def _sqlite(url: str) -> Engine:
    kept = {} if _sqlite_file(make_url(url).database) else {"poolclass": StaticPool}
    engine = create_engine(
        url,
        hide_parameters=True,  # an error's text goes to the log, answers do not
        connect_args={"check_same_thread": False},
        **kept,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later is refused when another wrote between.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgresql(url: str) -> Engine:
    address = make_url(url).set(drivername="postgresql+psycopg")
    # A replica that is stopped in a transaction must not keep its locks for longer than this.
    idle = "-c idle_in_transaction_session_timeout=5000"
    options = f"-c statement_timeout=5000 -c lock_timeout=2000 {idle}"
    return create_engine(
        address,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": options, "connect_timeout": 2},
    )
