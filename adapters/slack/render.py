"""Cards as Block Kit.

What people typed is drawn as ``plain_text`` or ``rich_text``: Slack's mrkdwn cannot be escaped, and
in these two nothing pings, links or turns bold. Slack's limits live here and in ``limits.py``.
"""

import html
import json
from collections.abc import Mapping
from itertools import chain
from typing import assert_never

from adapters.slack import limits
from adapters.slack.bounds import Json
from adapters.slack.limits import cut
from adapters.slack.render_text import Run, bold, lines, rich_text, section, shorter
from bot.model.cards import Button, Buttons, Card, Element, Facts, File
from bot.model.charts import BarChart, Chart, TrendChart
from bot.model.texts import Text

Pictures = Mapping[Chart, str]
"""Slack's file ids of the charts that have been uploaded and are ready to be shown."""

_LENGTHS = (limits.TEXT, 1500, 700, 300, 100)


def blocks(card: Card, pictures: Pictures) -> list[Json]:
    """The card in as many characters as fit: first its texts get shorter, then its end is left out.

    Buttons stay: without them a card is a dead end.
    """
    header: Json = {"type": "header", "text": plain(card.title, limits.HEADER)}
    for length in _LENGTHS:
        parts = [_blocks(element, pictures, length) for element in card.elements]
        if _fits(header, parts):
            break
    while not _fits(header, parts):
        rest = [index for index, part in enumerate(parts) if not _is_buttons(part)]
        parts.pop(rest[-1] if rest else -1)
    return [header, *chain.from_iterable(parts)]


def content(card: Card, pictures: Pictures, *, plain_only: bool = False) -> Json:
    """What a message says: blocks with their text, or text alone, in which nothing is markup."""
    if plain_only:
        return {"text": fallback(card), "blocks": [], "mrkdwn": False}
    return {"text": fallback(card), "blocks": blocks(card, pictures)}


def home_view(card: Card, pictures: Pictures) -> Json:
    return {"type": "home", "blocks": blocks(card, pictures)}


def fallback(card: Card) -> str:
    """The card's text for notifications, screen readers, and where blocks were refused."""
    text, length = card.as_text(), limits.FALLBACK
    escaped = html.escape(cut(text, length), quote=False)
    while limits.units(escaped) > limits.FALLBACK:
        length = length * limits.FALLBACK // limits.units(escaped)
        escaped = html.escape(cut(text, length), quote=False)
    return escaped


def size(drawn: list[Json]) -> int:
    return limits.units(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")))


def plain(text: str, limit: int) -> Json:
    return {"type": "plain_text", "text": cut(text, limit), "emoji": False}


def _fits(header: Json, parts: list[list[Json]]) -> bool:
    drawn = [header, *chain.from_iterable(parts)]
    return len(drawn) <= limits.BLOCKS and size(drawn) <= limits.MESSAGE


def _is_buttons(part: list[Json]) -> bool:
    return any(block["type"] == "actions" for block in part)


def _blocks(element: Element, pictures: Pictures, length: int) -> list[Json]:
    match element:
        case Text(subtle=True):
            text = shorter(element, length).as_text()
            quiet: Json = {"type": "context", "elements": [plain(text, length)]}
            return [quiet] if text.strip() else []
        case Text():
            return rich_text(lines(shorter(element, length)))
        case Facts(rows):
            return rich_text(_facts(rows, length))
        case Buttons(buttons):
            return _rows(buttons)
        case BarChart() | TrendChart():
            return _chart(element, pictures, length)
        case File():
            named = plain(element.as_text(), length)
            return [{"type": "context", "elements": [named]}]  # the file itself follows
        case _:
            assert_never(element)


def _facts(rows: tuple[tuple[str, str], ...], length: int) -> list[Json]:
    """A line for each, in one section: not every client parts sections by a line."""
    each = max(length // max(len(rows), 1), 20)  # characters
    runs = list[Run]()
    for name, value in rows:
        line_break = "\n" if runs else ""
        short = cut(name, each // 2)
        shown = cut(value, each - limits.units(short) - len("\n: "))
        runs += [(line_break, {}), bold(short), (f": {shown}", {})]
    return [section(runs)] if runs else []


def _chart(chart: Chart, pictures: Pictures, length: int) -> list[Json]:
    """The picture where Slack has it, else the same figures as text; the text is also the alt."""
    if chart in pictures:
        picture: Json = {
            "type": "image",
            "slack_file": {"id": pictures[chart]},
            "title": plain(chart.title, limits.HEADER),
            "alt_text": cut(chart.as_text(), limits.ALT_TEXT),
        }
        return [picture]
    text = {"type": "text", "text": cut(chart.as_text(), length)}
    return rich_text([{"type": "rich_text_preformatted", "elements": [text]}])


def _rows(buttons: tuple[Button, ...]) -> list[Json]:
    """Rows of buttons; no two in a row may share an ``action_id``, so repeats get a number."""
    drawn = list[Json]()
    for start in range(0, len(buttons), limits.BUTTONS):
        row, taken = list[Json](), set[str]()
        for button in buttons[start : start + limits.BUTTONS]:
            action_id = _action_id(button, taken)
            taken.add(action_id)
            row.append(_button(button, action_id))
        drawn.append({"type": "actions", "elements": row})
    return drawn


def _action_id(button: Button, taken: set[str]) -> str:
    whole = cut(str(button.action), limits.ACTION_ID)
    if whole not in taken:
        return whole
    return f"{cut(whole, limits.ACTION_ID - 4)}~{len(taken)}"


def _button(button: Button, action_id: str) -> Json:
    drawn: Json = {
        "type": "button",
        "text": plain(button.label, limits.BUTTON_LABEL),
        "action_id": action_id,
        "value": cut(str(button.action), limits.VALUE),
    }
    return drawn | {"style": "primary"} if button.primary else drawn
