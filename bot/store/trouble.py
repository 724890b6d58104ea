"""What goes wrong in a database: what it means for us, and what it tells the admin, once."""

import sqlite3
from time import monotonic

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.errors import StoreAway, StoreBroken, StoreFull, StoreReadOnly, StoreSilent

_UNWRITTEN = {
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}
_SQLITE: dict[int, type[StoreAway]] = {
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    sqlite3.SQLITE_CORRUPT: StoreBroken,
    sqlite3.SQLITE_NOTADB: StoreBroken,
}
_POSTGRESQL: dict[str, type[StoreAway]] = {
    "53100": StoreFull,
    "25006": StoreReadOnly,
    "XX001": StoreBroken,
    "XX002": StoreBroken,
}
_PASSING = {"40001", "40P01", "57P01", "57P02"}  # serialization, deadlock, server going down
_SILENT = {"NoAnswer", "ConnectionTimeout"}
_AGAIN = 60.0  # seconds until the same trouble is told once more
_ADVICE = {
    "store_away": "Look whether the database runs, has connections and memory to spare, and "
    "DATABASE_URL still leads to it.",
    "store_full": "The disk of the store is full or failing. Make room; no restart is needed.",
    "store_read_only": "The store cannot be written. Make it writable; no restart is needed.",
    "store_broken": "The store is damaged. Put a backup in its place; no restart is needed.",
    "store_swapped": "Another file, or none, lies where the store was. Put the store back, or a "
    "backup of it with the same key and version; no restart is needed.",
}
log = structlog.get_logger()


def meaning(error: DBAPIError) -> StoreAway | None:
    """What an error says about the store; None when it is a mistake of ours."""
    name = type(error.orig).__name__
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        kind = StoreFull if code in _UNWRITTEN else _SQLITE.get(code & 0xFF)
    else:
        kind = _POSTGRESQL.get(getattr(error.orig, "sqlstate", None) or "")
    if kind is not None:
        return kind(name)
    # A wrong statement is a mistake of ours: on SQLite it looks operational, too.
    operational = isinstance(error, OperationalError) and code != sqlite3.SQLITE_ERROR
    if not (operational or error.connection_invalidated):
        return None
    if name in _SILENT:
        return StoreSilent(name)
    state = getattr(error.orig, "sqlstate", None)
    return StoreAway(name, passing=error.connection_invalidated or state in _PASSING)


class Told:
    """Tells the log of a trouble when it comes and when it is over, not at each request."""

    def __init__(self) -> None:
        self._now = ""
        self._at = dict[str, float]()

    def trouble(self, away: StoreAway) -> None:
        at = monotonic()
        if at - self._at.get(away.problem, at - _AGAIN) >= _AGAIN:
            self._at[away.problem] = at
            self._now = away.problem
            log.error(away.problem, reason=str(away), advice=_ADVICE[away.problem])

    def well(self) -> None:
        if self._now:
            self._now = ""
            log.info("store_back")
