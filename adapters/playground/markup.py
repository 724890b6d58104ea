"""The one place where text becomes HTML."""

import re
from collections.abc import Mapping
from html import escape

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_VOID = frozenset({"br", "img", "input", "link", "meta"})

Attributes = Mapping[str, str | bool]


class Html(str):
    """Markup built here; any other string is text."""

    __slots__ = ()


def text(value: str) -> Html:
    """The value as it reads, whatever is in it; characters HTML cannot hold are shown as such."""
    return value if isinstance(value, Html) else Html(escape(_UNPRINTABLE.sub("\ufffd", value)))


def join(*parts: str) -> Html:
    return Html("".join(text(part) for part in parts))


def tag(name: str, attributes: Attributes | None = None, *children: str) -> Html:
    """An element; an attribute that is False is left out, one that is True has no value."""
    opening = f"<{name}{''.join(_attribute(*pair) for pair in (attributes or {}).items())}>"
    return Html(opening) if name in _VOID else Html(f"{opening}{join(*children)}</{name}>")


def _attribute(name: str, value: str | bool) -> str:
    if isinstance(value, bool):
        return f" {name}" if value else ""
    return f' {name}="{text(str(value))}"'
