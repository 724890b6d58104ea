"""Reads Block Kit as a person at a client does: every word, and what a field holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass
class Shown:
    """Something with blocks on a screen: a message, one that only one person sees, or the home."""

    id: str
    payload: Json
    where: str
    delivery: str = ""

    @property
    def text(self) -> str:
        return text_of(self.payload)


def drawn_value(element: Json) -> str:
    if ticked := element.get("initial_options"):
        return ",".join(option["value"] for option in ticked)
    option = element.get("initial_option") or {"value": ""}
    return element.get("initial_value") or element.get("initial_date") or option["value"]


def state(element: Json, value: str) -> Json:
    """What Slack sends for a field; an option is named by its value or by its label."""
    if element["type"] == "plain_text_input":
        return {element["action_id"]: {"type": element["type"], "value": value or None}}
    if element["type"] == "datepicker":
        return {element["action_id"]: {"type": element["type"], "selected_date": value or None}}
    if element["type"] in ("checkboxes", "multi_static_select"):
        ticked = [o for o in options_of(element) if o["value"] in value.split(",")]
        return {element["action_id"]: {"type": element["type"], "selected_options": ticked}}
    chosen = next(
        (o for o in options_of(element) if value in (o["value"], o["text"]["text"])), None
    )
    found = chosen or ({"value": value} if value else None)
    return {element["action_id"]: {"type": element["type"], "selected_option": found}}


def options_of(element: Json) -> list[Json]:
    grouped = [o for group in element.get("option_groups", []) for o in group["options"]]
    return element.get("options", []) + grouped


def text_of(payload: Json) -> str:
    """Every word of a message or page, line by line; of its text where it has no blocks."""
    lines = [line for block in payload.get("blocks", []) for line in lines_of(block)]
    return "\n".join(lines or [payload.get("text", "")])


def form_text(view: Json, entered: dict[str, str], errors: Json) -> str:
    lines = [view["title"]["text"]]
    for block in view["blocks"]:
        lines += lines_of(block)
        if block["type"] == "input":
            field = block["block_id"]
            lines += [entered.get(field) or drawn_value(block["element"]), errors.get(field, "")]
    return "\n".join(line for line in [*lines, f"[{view['submit']['text']}]"] if line)


def lines_of(block: Json) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield block["text"]["text"]
        case "context":
            yield from (element["text"] for element in block["elements"])
        case "rich_text":
            yield from (line for element in block["elements"] for line in rich_lines(element))
        case "actions":
            yield " ".join(f"[{element['text']['text']}]" for element in block["elements"])
        case "image":
            yield block["alt_text"]
        case "input":
            yield block["label"]["text"]
            yield block.get("hint", {}).get("text", "")
            yield from (option["text"]["text"] for option in options_of(block["element"]))
        case kind:
            raise AssertionError(f"no client was taught to show {kind}")


def rich_lines(element: Json) -> Iterator[str]:
    match element["type"]:
        case "rich_text_section" | "rich_text_preformatted":
            yield "".join(run["text"] for run in element["elements"])
        case "rich_text_list":
            for item in element["elements"]:
                yield from (f"• {line}" for line in rich_lines(item))
        case kind:
            raise AssertionError(f"no client was taught to show {kind}")
