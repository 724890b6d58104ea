"""Where files come from, and the newest good version of each.

A bad edit never replaces a good version: the last good one stays until the file is good again.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Generic, TypeVar

from bot.errors import MessageFileError

Content = TypeVar("Content")
Stamp = tuple[int, int, int]
Complain = Callable[[MessageFileError], None]


@dataclass(frozen=True, slots=True)
class _Held(Generic[Content]):
    stamp: Stamp
    content: Content | None
    problem: MessageFileError | None = None


class Shelf(Generic[Content]):
    """The newest good version of files of one kind. Safe for several threads."""

    def __init__(self, complain: Complain) -> None:
        self._complain = complain
        self._held = dict[str, _Held[Content]]()
        self._lock = RLock()

    def get(self, path: str, read: Callable[[str], Content]) -> Content | None:
        """What the file says now, or said when it was last good; None if it never was.

        ``read`` turns its text into the content, or raises ``MessageFileError``.
        """
        try:
            seen = os.stat(path)
        except OSError:
            self._held.pop(path, None)
            return None
        stamp = (seen.st_mtime_ns, seen.st_size, seen.st_ino)
        held = self._held.get(path)
        if held is None or held.stamp != stamp:
            held = self._renewed(path, stamp, read)
        return held.content

    def problems(self) -> Iterator[MessageFileError]:
        """Of files whose present version was refused."""
        return (held.problem for held in list(self._held.values()) if held.problem)

    def _renewed(self, path: str, stamp: Stamp, read: Callable[[str], Content]) -> _Held[Content]:
        with self._lock:
            held = self._held.get(path)
            if held is None or held.stamp != stamp:
                last = held.content if held else None
                held = self._held[path] = _version(path, stamp, last, read)
                if held.problem:
                    self._complain(held.problem)
            return held


def message_files(root: Path) -> list[Path]:
    """Every file below that people edit, in order; not what an editor leaves beside it."""
    found = (path for path in root.rglob("*") if path.suffix in {".md", ".yaml"})
    return sorted(path for path in found if path.is_file())


def text_of(path: Path) -> str:
    """What stands in a file; nothing where it cannot be read: that is found by the catalog."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""


def _version(
    path: str, stamp: Stamp, last: Content | None, read: Callable[[str], Content]
) -> _Held[Content]:
    try:
        return _Held(stamp, read(Path(path).read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError) as error:
        return _Held(stamp, last, MessageFileError(path, 1, f"cannot be read: {error}"))
    except MessageFileError as error:
        return _Held(stamp, last, error)


class Sources:
    """Folders with one folder per language; the first that has a file wins."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)

    def paths(self, language: str, name: str) -> Iterator[str]:
        """Where this file of this language may be, first choice first."""
        return (f"{folder}/{language}/{name}" for folder in self.folders)

    def languages(self) -> frozenset[str]:
        found = (entry for folder in self.folders if folder.is_dir() for entry in folder.iterdir())
        return frozenset(e.name for e in found if e.is_dir() and not e.name.startswith((".", "_")))

    def files(self, language: str) -> list[Path]:
        """Every file of a language, whatever it is for."""
        return sorted(p for folder in self.folders for p in message_files(folder / language))

    def top(self, language: str, suffix: str) -> frozenset[str]:
        """Names without suffix of the files that stand right in the language's folder."""
        return frozenset(
            path.name.removesuffix(suffix)
            for folder in self.folders
            for path in (folder / language).glob(f"*{suffix}")
        )

    def keys(self, language: str, suffix: str, under: str = "") -> frozenset[str]:
        """Paths without language and suffix of all files of one kind."""
        roots = [folder / language for folder in self.folders]
        return frozenset(
            path.relative_to(root).as_posix().removesuffix(suffix)
            for root in roots
            for path in (root / under).rglob(f"*{suffix}")
            if not path.name.startswith(".")
        )
