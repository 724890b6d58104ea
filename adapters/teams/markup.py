"""Styled spans as rich text runs, which Teams never reads as Markdown."""

import re
from collections.abc import Iterator
from itertools import islice

from adapters.teams.fitting import Room, cut
from adapters.teams.wire import Json
from bot.model.texts import Paragraph, Span, Text, plain, shortened

_MARKDOWN = re.compile(
    r"[*_`~\[\]\\#<>&|]|^\s*(?:[-+]|\d+[.)])\s|^\s*[-=]+\s*$|^(?: {4}|\t)", re.MULTILINE
)


def is_unstyled(text: str) -> bool:
    """Whether elements that read Markdown would show this text as it is."""
    return _MARKDOWN.search(text) is None


def heading(text: str, room: Room) -> Json:
    """A title; as a heading for screen readers unless Markdown would change what it says."""
    shown = cut(text.replace("\n", " "), min(room.characters, 250))
    if is_unstyled(shown):
        style = {"size": "Large", "weight": "Bolder", "wrap": True, "style": "heading"}
        return {"type": "TextBlock", "text": shown, **style}
    return block([{"type": "TextRun", "text": shown, "size": "Large", "weight": "Bolder"}])


def lines(text: Text, room: Room) -> list[Json]:
    """One block per line: clients run lines of one block together."""
    return list(islice(_lines(text, room), room.rows))


def _lines(text: Text, room: Room) -> Iterator[Json]:
    is_first = True
    for paragraph in shortened(text, room.characters).paragraphs:
        for number, spans in enumerate(_by_line(paragraph)):
            runs = [_run(span, text.subtle, room) for span in spans if span.text]
            if paragraph.bullet and number == 0:
                runs.insert(0, _run(Span("• "), text.subtle, room))
            if runs:
                tight = not is_first and (paragraph.bullet or number > 0)
                yield block(runs, "None" if tight else "")
                is_first = False


def plain_lines(text: str, room: Room, *, subtle: bool = False, color: str = "") -> list[Json]:
    """What a person typed, or a value that stands alone, without any style."""
    drawn = lines(plain(text, subtle=subtle), room)
    if color:
        for run in (run for line in drawn for run in line["inlines"]):
            run["color"] = color
    return drawn


def block(runs: list[Json], spacing: str = "") -> Json:
    drawn: Json = {"type": "RichTextBlock", "inlines": runs}
    return {**drawn, "spacing": spacing} if spacing else drawn


def _by_line(paragraph: Paragraph) -> list[list[Span]]:
    found: list[list[Span]] = [[]]
    for span in paragraph.spans:
        first, *more = span.text.split("\n")
        found[-1].append(Span(first, span.bold, span.italic, span.link))
        found.extend([Span(line, span.bold, span.italic, span.link)] for line in more)
    return found


def _run(span: Span, subtle: bool, room: Room) -> Json:
    run: Json = {"type": "TextRun", "text": cut(span.text, room.characters)}
    if span.bold:
        run["weight"] = "Bolder"
    if span.italic:
        run["italic"] = True
    if subtle:
        run["isSubtle"] = True
    if span.link.startswith("https://") and len(span.link) <= room.characters:
        run["selectAction"] = {"type": "Action.OpenUrl", "url": span.link}
        run["color"] = "Accent"
    return run
