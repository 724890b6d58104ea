"""What a Teams client makes of a card: its words, buttons and fields, from the JSON alone."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def cards_in(activity: Json) -> list[Json]:
    return [attached["content"] for attached in activity.get("attachments", [])]


def elements_in(drawn: object) -> Iterator[Json]:
    if isinstance(drawn, list):
        for item in drawn:
            yield from elements_in(item)
    elif isinstance(drawn, dict):
        if "type" in drawn:
            yield drawn
        for name, inner in drawn.items():
            if name not in ("data", "fallback"):
                yield from elements_in(inner)


def actions_in(card: Json) -> list[Json]:
    return [e for e in elements_in(card) if e["type"] in ("Action.Execute", "Action.Submit")]


def inputs_in(card: Json) -> Iterator[Json]:
    return (e for e in elements_in(card) if e["type"].startswith("Input."))


def text_of(drawn: Json) -> str:
    """Every word of an activity or card, line by line, as a reader meets them."""
    parts = [drawn["text"]] if drawn.get("type") == "message" and "text" in drawn else []
    shown = [card["body"] for card in cards_in(drawn)] or [drawn.get("body", [])]
    parts += [line for body in shown for element in body for line in _lines(element)]
    return "\n".join(parts)


def _lines(element: Json) -> Iterator[str]:
    match element["type"]:
        case "TextBlock":
            yield element["text"]
        case "RichTextBlock":
            yield "".join(run["text"] for run in element["inlines"])
        case "FactSet":
            yield from (f"{fact['title']}: {fact['value']}" for fact in element["facts"])
        case "ActionSet":
            yield " ".join(f"[{action['title']}]" for action in element["actions"])
        case "Chart.HorizontalBar" | "Chart.Line":  # a client that cannot draw charts
            yield from _lines(element["fallback"])
        case "Container":
            for item in element["items"]:
                yield from _lines(item)
        case kind if kind.startswith("Input."):
            yield element["label"]
            yield element.get("value", "")
            yield from (choice["title"] for choice in element.get("choices", []))
        case kind:
            raise AssertionError(f"no client was taught to show {kind}")
