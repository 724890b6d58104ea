"""The same trouble again and again: a few lines of it, then how many were left out."""

import logging
from collections.abc import Callable, Iterator
from threading import Lock
from time import monotonic

MOST = 10  # lines of one kind in a minute, promises.md R-L2
MINUTE = 60.0
_MOST_KINDS = 1_000

Kind = tuple[str, int, str]


class Storms:
    """Counts lines from WARNING on by logger, level and what they are about."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._lock, self._clock = Lock(), clock
        self._since = clock()
        self._seen = dict[Kind, int]()

    def lets_through(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        with self._lock:
            kind = _kind(record)
            if kind not in self._seen and len(self._seen) >= _MOST_KINDS:
                kind = (record.name, record.levelno, "")
            self._seen[kind] = self._seen.get(kind, 0) + 1
            return self._seen[kind] <= MOST

    def over(self) -> Iterator[logging.LogRecord]:
        """Once a minute is over: a line for each kind of which some were left out in it.

        It comes with the next line of any kind: nobody is woken for it.
        """
        with self._lock:
            if self._clock() - self._since < MINUTE:
                return
            seen, self._seen = self._seen, {}
            self._since = self._clock()
        for (name, level, about), count in seen.items():
            if count > MOST:
                said, left_out = "left out within a minute: %d more of %s", (count - MOST, about)
                yield logging.LogRecord(name, level, __file__, 0, said, left_out, None)


def _kind(record: logging.LogRecord) -> Kind:
    """A library's place in the source, our own event's name; never what was put into it."""
    if isinstance(record.msg, dict):
        return record.name, record.levelno, str(record.msg.get("event"))
    return record.name, record.levelno, f"{record.filename}:{record.lineno}"
