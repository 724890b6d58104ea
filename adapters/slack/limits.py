"""Slack's sizes (Block Kit reference), and how a text is cut to fit them."""

import unicodedata

BLOCKS = 50  # in a message
VIEW_BLOCKS = 100
MESSAGE = 12_000  # characters of blocks, as JSON; Slack refuses somewhat above
TEXT = 3000
FALLBACK = 4000
HEADER = 150
MODAL_TITLE = 24
BUTTON_LABEL = 75
BUTTONS = 25
VALUE = 2000
ACTION_ID = 255
OPTION_LABEL = 75
OPTION_VALUE = 150
OPTIONS = 100
RADIO_BUTTONS = 10
CHECKBOXES = 10
LABEL = 2000
ALT_TEXT = 2000

_ELLIPSIS = "…"
_JOINERS = {"\u200d", "\ufe0e", "\ufe0f"}


def cut(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` UTF-16 units, the strictest way of counting Slack may use.

    Never empty, because Slack refuses empty texts, and never cut inside what reads as one
    character.
    """
    whole = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if not whole.strip():
        return _ELLIPSIS
    encoded = whole.encode("utf-16-le")
    if len(encoded) <= 2 * limit:
        return whole
    kept = encoded[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    while kept and (_continues(whole[len(kept)]) or kept[-1] == "\u200d"):
        kept = kept[:-1]
    return kept.rstrip() + _ELLIPSIS


def units(text: str) -> int:
    """The length of ``text`` in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _continues(character: str) -> bool:
    """Whether this belongs to the character before it: an accent, a skin tone, a joined emoji."""
    tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    return tone or character in _JOINERS or unicodedata.combining(character) > 0
