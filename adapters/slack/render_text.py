"""Styled spans as ``rich_text``: what they say is never read as markup."""

from itertools import groupby

from adapters.slack.bounds import Json
from adapters.slack.limits import units
from bot.model.texts import Paragraph, Span, Text, shortened

Run = tuple[str, Json]
"""Characters and their style."""


def rich_text(elements: list[Json]) -> list[Json]:
    return [{"type": "rich_text", "elements": elements}] if elements else []


def shorter(text: Text, limit: int) -> Text:
    """The text in at most ``limit`` UTF-16 units as ``lines`` draws it."""
    shown, longest = shortened(text, limit), limit
    while (drawn := _drawn(shown)) > limit:
        longest = min(longest * limit // drawn, longest - 1)
        shown = shortened(text, longest)
    return shown


def _drawn(text: Text) -> int:
    between = 2 * len(text.paragraphs)  # an empty line after each
    return between + sum(units(_sound(s.text)) for p in text.paragraphs for s in p.spans)


def lines(text: Text) -> list[Json]:
    """Sections and lists; an empty line parts paragraphs, as Slack puts none between sections."""
    drawn = list[Json]()
    spoken = (p for p in text.paragraphs if any(span.text for span in p.spans))
    for bullet, group in groupby(spoken, key=lambda paragraph: paragraph.bullet):
        paragraphs = list(group)
        if bullet:
            items = [_section(paragraph.spans) for paragraph in paragraphs]
            drawn.append({"type": "rich_text_list", "style": "bullet", "elements": items})
        else:
            drawn.append(_section(_joined(paragraphs)))
    return drawn


def section(runs: list[Run]) -> Json:
    elements = [_text(text, style) for text, style in runs if text]
    return {"type": "rich_text_section", "elements": elements}


def bold(text: str) -> Run:
    return text, {"bold": True}


def _joined(paragraphs: list[Paragraph]) -> tuple[Span, ...]:
    first, *rest = paragraphs
    return (*first.spans, *(s for p in rest for s in (Span("\n\n"), *p.spans)))


def _section(spans: tuple[Span, ...]) -> Json:
    return {"type": "rich_text_section", "elements": [_span(s) for s in spans if s.text]}


def _span(span: Span) -> Json:
    styles = {"bold": span.bold, "italic": span.italic}
    style: Json = {name: True for name, on in styles.items() if on}
    if span.link.startswith("https://"):
        shown = _sound(span.text)
        shown = shown if shown.strip() else span.link  # Slack refuses a blank link
        link: Json = {"type": "link", "url": span.link, "text": shown}
        return link | ({"style": style} if style else {})
    return _text(span.text, style)


def _text(text: str, style: Json) -> Json:
    drawn: Json = {"type": "text", "text": _sound(text)}
    return drawn | ({"style": style} if style else {})


def _sound(text: str) -> str:
    """Without NUL and halves of characters, which no JSON reader agrees on."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8") or " "
