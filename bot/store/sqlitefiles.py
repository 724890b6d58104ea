"""SQLite stores as files: copied while in use, looked over, and put in another's place."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.errors import CopyRefused

_MAGIC = b"SQLite format 3\0"
_BUSY = 5.0  # seconds
_BESIDE = ("-wal", "-shm")


@contextmanager
def writing_anew(target: Path) -> Iterator[Path]:
    """A file to write beside ``target``, readable by its owner only; it takes that place whole.

    When writing fails nothing is left behind, and what was in that place stays.
    """
    beside = target.with_name(f"{target.name}.partial")
    beside.unlink(missing_ok=True)
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield beside
        synchronised(beside)
        beside.replace(target)
        synchronised(target.parent)
    finally:
        beside.unlink(missing_ok=True)


def synchronised(path: Path) -> None:
    """Wait until a file or the names in a folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copied(source: Path, target: Path) -> None:
    """Copy a store into a file, as it is at one moment; whoever writes is not held up.

    Raises ``CopyRefused`` when it cannot be read, or the disk is full.
    """
    address = f"{source.absolute().as_uri()}?mode=rw"  # never makes a file
    try:
        with (
            closing(sqlite3.connect(address, uri=True, timeout=_BUSY)) as store,
            closing(sqlite3.connect(target)) as copy,
        ):
            store.backup(copy)
        in_one_file(target)
    except sqlite3.DatabaseError as error:
        raise CopyRefused(f"{source} cannot be copied: {error}") from error


def in_one_file(file: Path) -> None:
    """Bring what lies in the write-ahead log into the file, and do without that log.

    Raises ``CopyRefused`` while another process uses it.
    """
    with closing(sqlite3.connect(file, timeout=_BUSY, isolation_level=None)) as store:
        try:
            [mode] = store.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            mode = ""
        if mode != "delete":
            raise CopyRefused(f"{file} is in use by another command: wait until that has ended")


def without_old_pages(file: Path) -> None:
    """Empty the write-ahead log: it holds what pages were before they were changed."""
    with closing(sqlite3.connect(file, timeout=_BUSY, isolation_level=None)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def rows_in(file: Path) -> dict[str, int]:
    """How many rows each table has. Raises ``CopyRefused`` for what is no whole SQLite file."""
    try:
        with closing(sqlite3.connect(file)) as store:
            [found] = store.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise CopyRefused(f"{file} is broken: {found}")
            if store.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise CopyRefused(f"{file} is broken: a row refers to one that is missing")
            named = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            tables = [name for [name] in store.execute(named)]
            count = 'SELECT count(*) FROM "{}"'  # names come from the file's own list
            return {name: store.execute(count.format(name)).fetchone()[0] for name in tables}
    except sqlite3.DatabaseError as error:
        raise CopyRefused(f"{file} is no SQLite store, or is broken: {error}") from error


def refuse_unfinished(file: Path) -> None:
    """Raise ``CopyRefused`` for what is plainly not a backup of SQLite."""
    with file.open("rb") as given:
        if given.read(len(_MAGIC)) != _MAGIC:
            raise CopyRefused(f"{file} is no backup of a SQLite store")
    log = file.with_name(f"{file.name}-wal")
    if log.exists() and log.stat().st_size:
        raise CopyRefused(f"{file} is a store in use, not a backup: {log.name} lies beside it")


def put_in_place(ready: Path, store: Path, kept_as: Path) -> None:
    """Make ``ready`` the store, and keep the one that was there under another name.

    At any moment a whole store has the store's name: the old one until the new one has it.
    """
    if store.exists():
        try:
            in_one_file(store)
        except sqlite3.DatabaseError:  # broken, which may be why it is replaced
            _keep_logs(store, kept_as)
        os.link(store, kept_as)  # refuses to lose another one that is kept under that name
        synchronised(store.parent)
    for ending in _BESIDE:  # the log of one store must never be played into another
        store.with_name(f"{store.name}{ending}").unlink(missing_ok=True)
    ready.replace(store)
    synchronised(store.parent)


def _keep_logs(store: Path, kept_as: Path) -> None:
    for ending in _BESIDE:
        log = store.with_name(f"{store.name}{ending}")
        if log.exists():
            os.link(log, kept_as.with_name(f"{kept_as.name}{ending}"))
