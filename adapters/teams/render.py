"""Cards as Adaptive Cards, within what Teams takes."""

from collections.abc import Sequence
from typing import assert_never

from adapters.teams.charts import chart
from adapters.teams.fitting import AMPLE, Room, cut, fitted
from adapters.teams.markup import block, heading, is_unstyled, lines, plain_lines
from adapters.teams.stamps import Stamp, can_return
from adapters.teams.wire import Json
from bot.model.cards import Button, Buttons, Card, Element, Facts, File
from bot.model.charts import BarChart, TrendChart
from bot.model.texts import Text

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
VERSION = "1.5"
_MOST_IN_A_ROW = 5  # clients drop or hide what is beyond five or six
_WIDEST_ROW = 40  # characters of labels that still fit a phone beside each other
_MOST_AT_LAST_RESORT = 6
_MOST_IN_ALL = 20
_LONGEST_LABEL = 80
_LONGEST_FALLBACK = 700
_UNSTAMPED = Stamp()


def adaptive_card(card: Card, stamp: Stamp = _UNSTAMPED) -> Json:
    """The card as Teams draws it; what does not fit is shortened, in the end to plain text."""

    spoken = card.as_text()

    def draw(room: Room) -> Json:
        items = [item for element in _kept(card, room) for item in _items(element, stamp, room)]
        return envelope([heading(card.title, room), *items], spoken)

    return fitted(draw, lambda: _last_resort(card, stamp))


def envelope(body: list[Json], spoken: str) -> Json:
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "fallbackText": cut(spoken, _LONGEST_FALLBACK),
        "body": body,
    }


def attachment(drawn: Json) -> Json:
    return {"contentType": CONTENT_TYPE, "content": drawn}


def action_rows(actions: list[Json]) -> list[Json]:
    """All buttons in sight: rows that fit a phone, rather than an overflow menu nobody opens."""
    rows: list[list[Json]] = []
    width = 0
    for action in actions:
        width += len(action["title"]) + 4
        if not rows or width > _WIDEST_ROW or len(rows[-1]) == _MOST_IN_A_ROW:
            rows.append([])
            width = len(action["title"]) + 4
        rows[-1].append(action)
    return [{"type": "ActionSet", "actions": row} for row in rows]


def button(drawn: Button, stamp: Stamp) -> Json:
    """One that opens a form must say so now; inside a dialog only ``Action.Submit`` works."""
    data = stamp.data(drawn.action)
    title = cut(drawn.label, _LONGEST_LABEL)
    action: Json
    if drawn.opens_form or stamp.dialog:
        opening = {} if stamp.dialog else {"msteams": {"type": "task/fetch"}}
        action = {"type": "Action.Submit", "title": title, "data": {**opening, **data}}
    else:
        verb = str(drawn.action)
        action = {"type": "Action.Execute", "title": title, "verb": verb, "data": data}
    return {**action, "style": "positive"} if drawn.primary else action


def _drawn(buttons: Sequence[Button], stamp: Stamp, most: int) -> list[Json]:
    return [button(each, stamp) for each in buttons if can_return(each.action)][:most]


def _items(element: Element, stamp: Stamp, room: Room) -> list[Json]:
    match element:
        case Text():
            return lines(element, room)
        case Facts():
            return _facts(element, room)
        case Buttons(buttons):
            return action_rows(_drawn(buttons, stamp, _MOST_IN_ALL))
        case BarChart() | TrendChart():
            return [chart(element, room)]
        case File():
            return plain_lines(element.as_text(), room, subtle=True)
        case _:
            assert_never(element)


def _facts(facts: Facts, room: Room) -> list[Json]:
    rows = [
        (cut(name, room.characters), cut(value, room.characters))
        for name, value in facts.rows[: room.rows]
    ]
    if not rows:
        return []
    if all(is_unstyled(text) for row in rows for text in row):
        return [{"type": "FactSet", "facts": [{"title": n, "value": v} for n, v in rows]}]
    return [_fact(name, value) for name, value in rows]


def _fact(name: str, value: str) -> Json:
    """A row that a fact set would read as Markdown."""
    bold = {"type": "TextRun", "text": f"{name}: ", "weight": "Bolder"}
    return block([bold, {"type": "TextRun", "text": value}], "Small")


def _kept(card: Card, room: Room) -> list[Element]:
    """The elements that are drawn: when there are too many, the last ones go, never the buttons."""
    excess = len(card.elements) - room.elements
    kept: list[Element] = []
    for element in reversed(card.elements):
        if excess > 0 and not isinstance(element, Buttons):
            excess -= 1
        else:
            kept.insert(0, element)
    return kept[-room.elements :]


def _last_resort(card: Card, stamp: Stamp) -> Json:
    told = [e.as_text() for e in card.elements if not isinstance(e, Buttons)]
    rows = plain_lines(cut("\n".join(told), 2_000), Room(2_000, 20, 1))
    buttons = [b for e in card.elements if isinstance(e, Buttons) for b in e.buttons]
    actions = action_rows(_drawn(buttons, stamp, _MOST_AT_LAST_RESORT))
    return envelope([heading(card.title, AMPLE), *rows, *actions], card.title)
