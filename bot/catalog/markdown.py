"""Rendered words as styled spans. Values never reach the Markdown parser.

What is parsed is the text around the values, each value being one private-use character. That
text depends only on which branches of a template were taken, so its parse is kept, and nobody can
bold their name, make a link or ping a channel.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from threading import Lock

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.catalog.templates import CLOSED, OPENED
from bot.model.texts import Paragraph, Span, Text

_VALUE = re.compile(f"{OPENED}([^{CLOSED}]*){CLOSED}")
_FIRST_PLACE, _MOST_VALUES = 0xE100, 0x1700
_PLACE = re.compile(f"[{chr(_FIRST_PLACE)}-{chr(_FIRST_PLACE + _MOST_VALUES - 1)}]")
_RULES = ["list", "newline", "escape", "emphasis", "link"]
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}
_MOST_KNOWN = 4096


class Markdown:
    """Bold, italic, https links, bullets and line breaks; everything else stays as typed."""

    def __init__(self) -> None:
        self._parser = MarkdownIt("zero").enable(_RULES)
        self._known = dict[str, tuple[Paragraph, ...]]()
        self._lock = Lock()

    def text(self, rendered: str, *, subtle: bool = False) -> Text:
        if not rendered:
            return Text((), subtle)
        pieces = _VALUE.split(rendered)
        values = pieces[1::2]
        paragraphs = self._parsed(_around(pieces[::2]))
        if values:
            filled = [_filled(paragraph, values) for paragraph in paragraphs]
            paragraphs = tuple(paragraph for paragraph in filled if paragraph.spans)
        return Text(paragraphs, subtle)

    def _parsed(self, words: str) -> tuple[Paragraph, ...]:
        known = self._known.get(words)
        if known is None:
            with self._lock:
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                known = self._known[words] = tuple(_paragraphs(self._parser.parse(words)))
        return known


def lost_values(rendered: str, text: Text) -> bool:
    """Whether a value stands where no value can be drawn: in the address of a link."""
    values = [value for value in _VALUE.findall(rendered) if value]
    drawn = text.as_text()
    return not all(value in drawn for value in values)


def _around(pieces: Sequence[str]) -> str:
    if len(pieces) == 1:
        return pieces[0]
    places = (chr(_FIRST_PLACE + number % _MOST_VALUES) for number in range(len(pieces)))
    return "".join(piece + place for piece, place in zip(pieces, places, strict=True))[:-1]


def _filled(paragraph: Paragraph, values: Sequence[str]) -> Paragraph:
    def value(place: re.Match[str]) -> str:
        return values[ord(place[0]) - _FIRST_PLACE]

    spans = list[Span]()
    for span in paragraph.spans:
        if text := _PLACE.sub(value, span.text):
            spans.append(Span(text, span.bold, span.italic, span.link))
    return Paragraph(tuple(spans), paragraph.bullet)


def _paragraphs(tokens: Sequence[Token]) -> Iterator[Paragraph]:
    """Flat paragraphs; a bullet within a bullet is a bullet, a numbered item keeps its number."""
    before, bullet = "", False
    for token in tokens:
        match token.type:
            case "list_item_open":
                bullet = not token.info
                before = f"{token.info}{token.markup} " if token.info else ""
            case "list_item_close":
                before, bullet = "", False
            case "inline":
                spans = [Span(before), *_spans(token.children or ())]
                if joined := tuple(_joined(spans)):
                    yield Paragraph(joined, bullet)
                before, bullet = "", False


def _spans(tokens: Sequence[Token]) -> Iterator[Span]:
    style = Span("")
    for token in tokens:
        match token.type:
            case "text" | "softbreak" | "hardbreak":
                yield replace(style, text=_BREAKS.get(token.type, token.content))
            case "link_open":
                address = str(token.attrGet("href"))
                style = replace(style, link=address if _is_drawn(address) else "")
            case "link_close":
                style = replace(style, link="")
            case kind:
                style = _styled(style, kind)


def _styled(style: Span, kind: str) -> Span:
    on = kind.endswith("_open")
    return replace(style, bold=on) if kind.startswith("strong") else replace(style, italic=on)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours of one style as one span."""
    for style, run in groupby(spans, key=lambda span: replace(span, text="")):
        if text := "".join(span.text for span in run):
            yield replace(style, text=text)


def _is_drawn(address: str) -> bool:
    """Only https, and no place of a value (percent-encoded by the parser) in it."""
    return address.startswith("https://") and not re.search("%E[EF]", address)
