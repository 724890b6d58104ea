"""The connection to SQLite or PostgreSQL, and the one place that commits."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

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


class Database:
    """A store address turned into transactions; safe to use from several threads.

    SQLite lets one writer in at a time and makes the others sleep and poll; a lock of our own lets
    the threads of this process queue instead, which is fairer and faster.
    """

    def __init__(self, url: str) -> None:
        self.engine = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)
        self._turnstile = threading.Lock() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end, and rolls back on any exception.

        Raises ``StoreAway`` when the store cannot be reached or the transaction must be tried
        again; nothing was saved then.
        """
        with self._turnstile:
            try:
                with Session(self.engine, expire_on_commit=False) as session, session.begin():
                    yield session
            except OperationalError as error:
                raise StoreAway(type(error.orig).__name__) from error
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise StoreAway(type(error.orig).__name__) from error
                raise

    def close(self) -> None:
        self.engine.dispose()


def _sqlite(url: str) -> Engine:
    database = make_url(url).database
    kept = {} if database and database != ":memory:" else {"poolclass": StaticPool}
    engine = create_engine(url, connect_args={"check_same_thread": False}, **kept)

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
    options = "-c statement_timeout=5000 -c lock_timeout=2000"
    return create_engine(
        address,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": 2},
    )
