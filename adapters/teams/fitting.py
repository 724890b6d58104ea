"""Keeping cards within what Teams takes: cut on characters, then row by row, then to plain text."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from adapters.teams.wire import Json

LARGEST_CARD = 28_000
"""Bytes of a card as UTF-16 JSON as it is sent: the smallest of the published figures."""

_UNSHOWABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_JOINED = frozenset("\u200d\ufe0e\ufe0f")
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a card is drawn: characters of a text, rows of a list or chart, elements."""

    characters: int
    rows: int
    elements: int


AMPLE = Room(characters=4_000, rows=50, elements=60)
ROOMS = (AMPLE, Room(1_500, 30, 40), Room(500, 15, 25), Room(150, 8, 12))


def size_of(drawn: Json) -> int:
    return len(json.dumps(drawn, ensure_ascii=False).encode("utf-16-le"))


def fitted(draw: Callable[[Room], Json], last_resort: Callable[[], Json]) -> Json:
    """The first drawing that is small enough, from ample to tight, else the last resort."""
    for room in ROOMS:
        drawn = draw(room)
        if size_of(drawn) <= LARGEST_CARD:
            return drawn
    return last_resort()


def cut(text: str, longest: int) -> str:
    """Text of at most ``longest`` characters that every client can show, never half a character."""
    shown = _UNSHOWABLE.sub("", text)
    if len(shown) <= longest:
        return shown
    end = longest - 1
    while end > 0 and _continues(shown, end):
        end -= 1
    return shown[:end] + "…"


def _continues(text: str, at: int) -> bool:
    """Whether the character at ``at`` belongs to the one before it."""
    character = text[at]
    is_mark = unicodedata.combining(character) != 0 or ord(character) in _SKIN_TONES
    return is_mark or character in _JOINED or text[at - 1] == "\u200d"
