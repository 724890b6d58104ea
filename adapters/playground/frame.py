"""The frame around each message: who, when, and to whom."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC

from adapters.playground.markup import Attributes, Html, join, tag
from adapters.playground.rooms import Message
from adapters.playground.settings import Words

_HUES = 8
_NOTHING = Html("")


def message(shown: Message, names: Mapping[str, str], words: Words) -> Html:
    name = names.get(shown.author, shown.author) or words("playground.bot")
    stamp = shown.at.astimezone(UTC).isoformat(timespec="seconds")
    private = _NOTHING
    if shown.only_for:
        private = tag("span", {"class": "private"}, words("playground.only_you"))
    who = tag("span", {"class": "who", "dir": "auto"}, name)
    when = tag("time", {"datetime": stamp})
    frame: Attributes = {
        "class": "message theirs" if shown.author else "message ours",
        "data-id": shown.id,
        "tabindex": "-1",
    }
    face = avatar(shown.author, name) if shown.author else mark()
    head = tag("header", {}, who, when, private)
    return tag("article", frame, face, head, shown.body)


def avatar(account: str, name: str) -> Html:
    """Initials on one of a few colours, always the same for the same person."""
    letters = [word[0] for word in name.split() if word]
    initials = "".join(letters[:1] + letters[1:][-1:]).upper()
    hue = zlib.crc32(account.encode("utf-8", "replace")) % _HUES
    return tag("span", {"class": f"face hue-{hue}", "aria-hidden": "true"}, initials)


def mark() -> Html:
    """The bot's own face; the style sheet draws it."""
    return tag("span", {"class": "face mark", "aria-hidden": "true"})


def frames(shown: Sequence[Message], names: Mapping[str, str], words: Words) -> Html:
    return join(*(message(one, names, words) for one in shown))
