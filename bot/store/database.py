"""The connection to SQLite or PostgreSQL, and the one place that commits."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

from sqlalchemy import URL, Engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool
from sqlmodel import Session, create_engine

from bot.errors import ConfigError, StoreAway, StoreBroken, StoreFull
from bot.store.files import StoreFile
from bot.store.patience import ImpatientConnection, Trial
from bot.store.trouble import Told, meaning

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "secure_delete=ON",
)

ERASES = "erases"  # in a session's ``info``: leave no old pages behind
_LONGEST_QUEUE = 1.5  # seconds; platforms repeat what is not answered in three


class Database:
    """A store address turned into transactions; safe to use from several threads.

    SQLite lets one writer in at a time and makes the others sleep and poll; a lock of our own lets
    the threads of this process queue instead, which is fairer and faster.
    """

    def __init__(self, url: str) -> None:
        self._file: StoreFile | None = None
        if url.startswith("sqlite"):
            name = _sqlite_file(_address(url).database)
            self._file = StoreFile(name) if name else None
            self.engine = _sqlite(url, self._file)
        else:
            self.engine = _postgresql(url)
        self._reader = self.engine.execution_options(reading=True)
        self._turnstile = threading.Lock()
        self._trial, self._told = Trial(), Told()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> str | None:
        """Where SQLite keeps the store; None in memory and for PostgreSQL."""
        return _sqlite_file(self.engine.url.database) if self.is_sqlite else None

    def expect(self, found: Callable[[], tuple[str, str | None]]) -> None:
        """``found`` says which root key and schema another file must have to take our file's place.

        A restored backup is then gone on with; any other file is refused.
        """
        if self._file is not None:
            self._file.expects = found

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end, and rolls back on any exception.

        Raises ``StoreAway`` when the store cannot be reached or the transaction must be tried
        again. Nothing was saved then, or, where the answer to the commit was lost, nobody knows.
        """
        with self._turn_taken(), self._watched():
            self._find_file()
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
            if self._file is not None:
                self._file.check()  # or it was written into a file that nobody will open again
                if session.info.get(ERASES):
                    self._empty_log()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for a store that cannot be written; raises ``NotWritable`` at any change."""
        with self._turn_taken(), _translated():
            self._find_file()
            with Session(self._reader, expire_on_commit=False) as session:
                if not self.is_sqlite:
                    session.connection().exec_driver_sql("SET TRANSACTION READ ONLY")
                yield session
                session.flush()  # what was changed and not written yet is refused, too
                session.rollback()

    @contextmanager
    def _turn_taken(self) -> Iterator[None]:
        """Wait for the other threads' transactions, but not past what a platform waits."""
        if not self.is_sqlite:
            with self._trial.turn():
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
        with _translated(), self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    def check_room(self) -> None:
        """Raises ``StoreFull`` when SQLite's disk is about to be full."""
        if not self._has_room:
            full = StoreFull("less than a megabyte is left")
            self._told.trouble(full)
            raise full

    @property
    def _has_room(self) -> bool:
        return self._file is None or self._file.has_room()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            with _translated():
                yield
        except StoreAway as away:
            self._told.trouble(away)
            if isinstance(away, StoreBroken):
                self.engine.dispose()  # whoever mends the file must be read anew
            raise
        if self._has_room:  # small changes may still go through while others do not
            self._told.well()

    def _find_file(self) -> None:
        """Raises ``StoreSwapped`` when a strange file, or none, lies where ours was."""
        if self._file is None or self._file.is_same():
            return
        self._empty_log()  # the old file's would otherwise be played into the new one
        self.engine.dispose()
        self._file.take_up()

    def _empty_log(self) -> None:
        """SQLite's write-ahead log holds what pages were before they were changed."""
        with suppress(StoreAway, sqlite3.Error), closing(self.engine.raw_connection()) as held:
            held.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def wait_for_ever(connection: Connection) -> None:
    """For changes to PostgreSQL's schema; what is set on it does not come back with the pool."""
    held = connection.connection.driver_connection
    connection.detach()
    assert isinstance(held, ImpatientConnection)  # noqa: S101 - every connection is one
    held.patience = None


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if (away := meaning(error)) is None:
            raise
        raise away from error


def _address(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        pass  # its words quote the address, and the password in it
    raise ConfigError("DATABASE_URL is not an address, such as postgresql://name:password@host/db")


def _sqlite_file(name: str | None) -> str | None:
    return None if name in (None, "", ":memory:") else name


def _sqlite(url: str, file: StoreFile | None) -> Engine:
    kept = {} if file else {"poolclass": StaticPool}
    engine = create_engine(
        url,
        hide_parameters=True,  # an error's text goes to the log, answers do not
        connect_args={"check_same_thread": False},
        **kept,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        if file is not None:
            file.opened()
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = bool(connection.get_execution_options().get("reading"))
        if reading != connection.info.get("reading", False):
            connection.info["reading"] = reading
            connection.exec_driver_sql(f"PRAGMA query_only={int(reading)}")
        # A transaction that reads first and writes later is refused when another wrote between.
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: str) -> Engine:
    address = _address(url).set(drivername="postgresql+psycopg")
    # A replica that is stopped in a transaction must not keep its locks for longer than this.
    idle = "-c idle_in_transaction_session_timeout=15000"
    options = f"-c statement_timeout=5000 -c lock_timeout=2000 {idle}"
    engine = create_engine(
        address,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": options, "connect_timeout": 2},
    )

    @event.listens_for(engine, "do_connect")
    def connect(
        _: Dialect, __: ConnectionPoolEntry, words: list[Any], names: dict[str, Any]
    ) -> ImpatientConnection:
        return ImpatientConnection.connect(*words, **names)

    return engine
