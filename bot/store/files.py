"""Sees to it that the SQLite file in use is the one that lies where the store should be."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic

import structlog

from bot.errors import StoreSwapped

_LOOK_AGAIN = 2.0  # seconds
_ROOM = 2**20  # bytes; a small change still fits where a form does not any more
Identity = tuple[int, int]
log = structlog.get_logger()


class StoreFile:
    """Which file was opened. SQLite goes on writing into one that was moved or deleted.

    ``expects`` says the root key and schema of the only other file that may take its place.
    """

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self.expects: Callable[[], tuple[str, str | None]] | None = None
        self._known: Identity | None = None
        self._looked: tuple[Identity | None, float] = (None, 0.0)

    def opened(self) -> None:
        """A connection was opened. Raises ``StoreSwapped`` when it leads to another file."""
        if self._known is None:
            self._known = self._found()
        self.check()

    def check(self) -> None:
        """Raises ``StoreSwapped`` when what was opened does not lie there any more."""
        if not self.is_same():
            raise StoreSwapped("another file" if self._found() else "no file")

    def has_room(self) -> bool:
        try:
            disk = os.statvfs(self.path.absolute().parent)
        except OSError:
            return True  # another trouble, which will tell of itself
        return disk.f_bavail * disk.f_frsize >= _ROOM

    def is_same(self) -> bool:
        return self._known is None or self._found() == self._known

    def take_up(self) -> None:
        """Go on with the file that lies there now. Raises ``StoreSwapped`` unless it is our own."""
        found, at = self._found(), monotonic()
        if found is None:
            raise StoreSwapped("no file")
        if (found == self._looked[0] and at - self._looked[1] < _LOOK_AGAIN) or not self._is_ours():
            self._looked = (found, max(self._looked[1], at - _LOOK_AGAIN))
            raise StoreSwapped("another file")
        self._known = found
        log.warning("store_taken_up", meaning="the file was replaced by a store of the same key")

    def _is_ours(self) -> bool:
        if self.expects is None:
            return False
        self._looked = (self._found(), monotonic())
        try:
            with closing(
                sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
            ) as it:
                root_key = it.execute("SELECT root_key FROM installation").fetchone()
                version = it.execute("SELECT version_num FROM alembic_version").fetchone()
                whole = it.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error:
            return False
        return ((root_key or [None])[0], (version or [None])[0]) == self.expects() and (
            whole[0] == "ok"
        )

    def _found(self) -> Identity | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
