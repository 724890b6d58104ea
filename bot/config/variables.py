"""Reads single variables, from the environment or from ``..._FILE`` files, and notes what is wrong.

Complaints never hold a value: they end up in logs.
"""

import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import ConfigError

SHORTEST_SECRET = 20  # promises.md R-X5
_YES, _NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")
_LARGEST_FILE = 10_000


class Variables:
    """``given`` as texts, flags and numbers; an empty variable counts as absent."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._wrong = dict[str, str]()
        self._read = dict[str, str]()

    def wrong(self, name: str, reason: str) -> None:
        """Note a complaint; the first one about each variable is kept."""
        self._wrong.setdefault(name, reason)

    def refuse_if_wrong(self) -> None:
        if self._wrong:
            raise ConfigError("\n".join(f"{name} {why}" for name, why in self._wrong.items()))

    def text(self, name: str) -> str:
        if name not in self._read:
            self._read[name] = self._text(name)
        return self._read[name]

    def is_set_to_empty(self, name: str) -> bool:
        return name in self._given and not self.text(name)

    def secret(self, name: str, test_mode: bool) -> str:
        secret = self.text(name)
        if secret and len(secret) < SHORTEST_SECRET and not test_mode:
            self.wrong(name, f"is under {SHORTEST_SECRET} characters: copy the whole of it")
        return secret

    def flag(self, name: str) -> bool:
        text = self.text(name).lower()
        if text not in (*_YES, *_NO):
            self.wrong(name, "is neither 1 nor 0")
        return text in _YES

    def one_of(self, name: str, words: tuple[str, ...]) -> str:
        """One of these words, in capitals; empty when nothing was chosen."""
        text = self.text(name).upper()
        if text not in ("", *words):
            self.wrong(name, f"is none of {', '.join(words)}")
            return ""
        return text

    def number(self, name: str, default: int, largest: int) -> int:
        text = self.text(name) or str(default)
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= largest):
            self.wrong(name, f"is not a number from 0 to {largest}")
            return default
        return int(text)

    def url(self, name: str) -> str:
        text = self.text(name)
        if text and not _is_web_address(text):
            self.wrong(name, "is not an address that begins with http:// or https://")
        return text

    def listed(self, name: str) -> tuple[str, ...]:
        return tuple(item.strip() for item in self.text(name).split(",") if item.strip())

    def _text(self, name: str) -> str:
        file = self._given.get(f"{name}_FILE", "").strip()
        text = self._given.get(name, "").strip()
        if not file:
            return text
        if text:
            self.wrong(name, f"is set twice: here and by {name}_FILE")
        return self._kept_in(Path(file), f"{name}_FILE")

    def _kept_in(self, path: Path, name: str) -> str:
        try:
            if path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
                self.wrong(name, "names a file that everybody can read: chmod 600 it")
            if path.stat().st_size > _LARGEST_FILE:
                self.wrong(name, "names a file that is too long for a secret")
                return ""
            return path.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            self.wrong(name, "names a file that cannot be read")
            return ""


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
