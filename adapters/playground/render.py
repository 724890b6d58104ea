"""Cards as HTML."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from adapters.playground.markup import Html, join, tag, text
from adapters.playground.settings import Draw, Words
from bot.model.cards import Button, Buttons, Card, Element, Facts, File
from bot.model.charts import BarChart, Chart, TrendChart
from bot.model.texts import Paragraph, Span, Text

_THEMES = ("light", "dark")
_NOTHING = Html("")


@dataclass(frozen=True, slots=True)
class Brush:
    """What drawing needs besides the card: pictures of charts, and the page's own words."""

    draw: Draw
    words: Words


def card(shown: Card, brush: Brush) -> Html:
    title = tag("h2", {"dir": "auto"}, shown.title) if shown.title else _NOTHING
    body = (element(part, brush) for part in shown.elements)
    return tag("div", {"class": "card"}, title, *body)


def element(part: Element, brush: Brush) -> Html:
    match part:
        case Text():
            return prose(part)
        case Facts(rows):
            pairs = (
                tag("div", {}, tag("dt", {}, name), tag("dd", {}, fact)) for name, fact in rows
            )
            return tag("dl", {"class": "facts"}, *pairs)
        case BarChart() | TrendChart():
            return chart(part, brush)
        case Buttons(buttons):
            return tag("div", {"class": "buttons"}, *(button(one) for one in buttons))
        case File():
            return file(part)
        case _:
            assert_never(part)


def prose(shown: Text) -> Html:
    """Paragraphs, with neighbouring bullets in one list."""
    parts = list[Html]()
    for bullet, run in groupby(shown.paragraphs, key=lambda paragraph: paragraph.bullet):
        lines = [_line("li" if bullet else "p", paragraph) for paragraph in run]
        parts.append(tag("ul", {}, *lines) if bullet else join(*lines))
    return tag("div", {"class": "prose subtle" if shown.subtle else "prose"}, *parts)


def chart(shown: Chart, brush: Brush) -> Html:
    """Both themes' pictures under one text form; the style sheet shows the one that fits."""
    pictures = (_picture(brush.draw(shown, theme), theme) for theme in _THEMES)
    described = {"class": "chart", "role": "img", "aria-label": shown.as_text()}
    return tag("div", described, *pictures)


def button(shown: Button) -> Html:
    look = "button primary" if shown.primary else "button"
    does = {"type": "button", "class": look, "data-press": str(shown.action)}
    return tag("button", does, shown.label)


def file(shown: File) -> Html:
    """The content is in the link itself: nothing lies anywhere for somebody else to fetch."""
    held = b64encode(shown.content.encode()).decode()
    kind = "text/csv" if shown.name.endswith(".csv") else "application/json"
    source = f"data:{kind};charset=utf-8;base64,{held}"
    return tag("p", {}, tag("a", {"href": source, "download": shown.name}, shown.label))


def said(words: str) -> Html:
    """What a person typed, with its line breaks."""
    return tag("div", {"class": "said", "dir": "auto"}, *_broken(words))


def _line(name: str, paragraph: Paragraph) -> Html:
    return tag(name, {"dir": "auto"}, *(_span(span) for span in paragraph.spans))


def _span(span: Span) -> Html:
    styled = join(*_broken(span.text))
    if span.bold:
        styled = tag("strong", {}, styled)
    if span.italic:
        styled = tag("em", {}, styled)
    if span.link.startswith("https://"):
        outside = {"href": span.link, "target": "_blank", "rel": "noopener noreferrer"}
        styled = tag("a", outside, styled)
    return styled


def _broken(words: str) -> Sequence[Html]:
    lines = words.split("\n")
    return [text(lines[0]), *(join(tag("br"), line) for line in lines[1:])]


def _picture(svg: str, theme: str) -> Html:
    """As an image of its own: no id, style or script in a drawing can touch the page."""
    source = "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
    return tag("img", {"class": f"on-{theme}", "src": source, "alt": ""})
