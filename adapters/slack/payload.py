"""Reads single values out of a payload; whatever is missing or of another type is empty."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from adapters.slack.bounds import Json
from bot.model.fields import LONGEST_TEXT

_LONGEST_NAME = 200

_ID = re.compile(r"[A-Za-z0-9._|-]{1,255}", re.ASCII)
_MICROSECONDS = re.compile(r"[0-9]{16}", re.ASCII)
_MENTION = re.compile(r"^\s*<@[A-Z0-9]+(\|[^>]*)?>\s*")


def part(payload: object, *path: str) -> Json:
    """The object at ``path``, or an empty one."""
    found = _at(payload, path)
    return found if isinstance(found, dict) else {}


def parts(payload: object, *path: str) -> list[Json]:
    """The objects in the list at ``path``."""
    found = _at(payload, path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def said(payload: object, *path: str) -> str:
    """The text at ``path`` without what no store can keep: NUL and halves of characters."""
    found = _at(payload, path)
    if not isinstance(found, str):
        return ""
    return found.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def identity(payload: object, *path: str) -> str:
    """The id at ``path``; anything that cannot be an id of Slack's is empty."""
    found = said(payload, *path)
    return found if _ID.fullmatch(found) else ""


def instant(ts: str, otherwise: datetime) -> datetime:
    """Slack's ``1700000000.000100`` as a time; some events leave out the point."""
    try:
        seconds = float(ts) / (1_000_000 if _MICROSECONDS.fullmatch(ts) else 1)
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return otherwise


def words(text: str) -> tuple[str, str]:
    """Command name and argument: a mention and the program's own name in front do not count."""
    text = html.unescape(_MENTION.sub("", text)).strip()
    name, argument = _first(text)
    if name.lower() == "dividend":
        name, argument = _first(argument)
    return name.lower()[:_LONGEST_NAME], argument[:LONGEST_TEXT]


def _first(text: str) -> tuple[str, str]:
    found = text.split(maxsplit=1)
    return found[0] if found else "", found[1] if len(found) > 1 else ""


def _at(payload: object, path: tuple[str, ...]) -> object:
    for step in path:
        if not isinstance(payload, Mapping):
            return None
        payload = payload.get(step)
    return payload
