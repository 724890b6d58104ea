"""What Slack, Teams and a browser would refuse or bring to life, written from their documents.

Nothing here asks our renderers for their limits: these are the platforms' own figures.
"""

import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt

Json = dict[str, Any]

_MARKUP = re.compile(r"<[^>\s][^>]*>")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SPOILT = re.compile(r"[\x00\ud800-\udfff]")
_SHOWN_BY_MARKDOWN = {"TextBlock": ("text",), "Fact": ("title", "value")}
_TEAMS_KINDS = frozenset(
    {
        "AdaptiveCard", "TextBlock", "RichTextBlock", "TextRun", "FactSet", "ActionSet",
        "Action.Execute", "Action.Submit", "Action.OpenUrl", "Container", "Chart.HorizontalBar",
        "Chart.Line", "Input.Text", "Input.ChoiceSet", "Input.Date",
    }
)  # fmt: skip
_HTML_TAGS = frozenset(
    {
        "div", "h2", "p", "ul", "li", "dl", "dt", "dd", "br", "strong", "em", "a", "button", "img",
        "form", "label", "span", "input", "textarea", "select", "option", "fieldset", "legend",
    }
)  # fmt: skip


def parts(drawn: object) -> Iterator[Json]:
    """Every object anywhere in what was drawn."""
    if isinstance(drawn, dict):
        yield drawn
        drawn = list(drawn.values())
    if isinstance(drawn, list | tuple):
        for part in drawn:
            yield from parts(part)


def texts(drawn: object) -> Iterator[str]:
    for part in parts(drawn):
        yield from (value for value in part.values() if isinstance(value, str))


def units(text: str) -> int:
    """The length in UTF-16, the strictest way of counting."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def slack_faults(blocks: list[Json], links: set[str], *, most: int = 50) -> Iterator[str]:
    """Why Slack would refuse these blocks, or what in them would be live."""
    if len(blocks) > most:
        yield f"{len(blocks)} blocks"
    if units(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > 13_000:
        yield "over 13,000 characters of blocks"
    for part in parts(blocks):
        yield from _slack_part(part, links)
    yield from (f"spoilt text {text[:30]!r}" for text in texts(blocks) if _SPOILT.search(text))


def _slack_part(part: Json, links: set[str]) -> Iterator[str]:  # noqa: C901, PLR0912 - a table
    match part:
        case {"type": "mrkdwn"}:
            yield "mrkdwn"
        case {"type": "user" | "usergroup" | "channel" | "broadcast" | "emoji" | "date" as live}:
            yield f"a live {live}"
        case {"type": "link", "url": url, "text": text}:
            if url not in links:
                yield f"a link to {url}"
            yield from _longest("link", text, 3000)
        case {"type": "header", "text": text}:
            yield from _longest("header", text["text"], 150)
        case {"type": "button", "text": text, "value": value, "action_id": action}:
            yield from _longest("button", text["text"], 75)
            yield from _longest("value", value, 2000, least=0)
            yield from _longest("action_id", action, 255)
        case {"type": "actions", "elements": elements}:
            ids = [element["action_id"] for element in elements]
            if not 1 <= len(ids) <= 25 or len(set(ids)) < len(ids):
                yield f"a row of {len(ids)} buttons, {len(set(ids))} names"
        case {"type": "context", "elements": elements} if not 1 <= len(elements) <= 10:
            yield f"{len(elements)} elements in a context"
        case {"type": "image", "alt_text": alt, "title": title}:
            yield from _longest("alt text", alt, 2000)
            yield from _longest("image title", title["text"], 2000)
        case {"type": "input", "label": label, "block_id": block}:
            yield from _longest("label", label["text"], 2000)
            yield from _longest("hint", part.get("hint", label)["text"], 2000)
            yield from _longest("block_id", block, 255)
        case {"type": "plain_text_input", "max_length": longest}:
            if not 1 <= longest <= 3000 or units(part.get("initial_value", "")) > longest:
                yield "an initial value that does not fit"
        case {"type": "radio_buttons" | "checkboxes", "options": options} if (
            not 1 <= len(options) <= 10
        ):
            yield f"{len(options)} buttons or boxes to choose with"
        case {"type": "static_select" | "multi_static_select", "options": options} if (
            not 1 <= len(options) <= 100
        ):
            yield f"{len(options)} options"
        case {"type": "datepicker", "initial_date": day} if not _DAY.fullmatch(day):
            yield f"a day that is none: {day}"
        case {"type": "static_select", "option_groups": groups} if not 1 <= len(groups) <= 100:
            yield f"{len(groups)} groups of options"
        case {"text": {"type": "plain_text", "text": text}, "value": value} if len(part) == 2:
            yield from _longest("option", text, 75)
            yield from _longest("option's value", value, 150)
        case {"type": "rich_text_section" | "rich_text_list", "elements": elements}:
            words = "".join(str(each.get("text", "")) for each in elements)
            if not elements or units(words) > 3000:
                yield f"a section of {units(words)} characters"
        case {"type": "text" | "plain_text", "text": text}:
            yield from _longest("text", text, 3000)


def modal_faults(view: Json, links: set[str]) -> Iterator[str]:
    for name in ("title", "submit", "close"):
        yield from _longest(name, view[name]["text"], 24)
    yield from _longest("private_metadata", view["private_metadata"], 3000, least=0)
    blocks = view["blocks"]
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(names)) < len(names):
        yield "two blocks of one name"
    yield from (fault for fault in slack_faults(blocks, links, most=100) if "13,000" not in fault)


def slack_text_faults(text: str) -> Iterator[str]:
    """The fallback text, which Slack reads as mrkdwn unless told otherwise."""
    yield from _longest("fallback", text, 4000)
    if found := _MARKUP.search(text) or _ENTITY.search(text):
        yield f"live in the fallback: {found[0][:40]!r}"
    if _SPOILT.search(text):
        yield "spoilt fallback"


def teams_faults(message: Json, links: set[str]) -> Iterator[str]:
    """Why the connector would refuse a card or a message, or what in it would be live."""
    cards = [part for part in parts(message) if part.get("type") == "AdaptiveCard"]
    if any(_kilobytes(card) > 28 for card in cards) or _kilobytes(message) > 80:
        yield "over 28 KB of a card or 80 KB of a message"
    if "entities" in message or any("entities" in part for part in parts(message)):
        yield "entities, and with them mentions"
    for part in parts(message):
        kind = part.get("type", "")
        if str(kind)[:1].isupper() and kind not in _TEAMS_KINDS:
            yield f"an element {kind}"
        if kind == "Action.OpenUrl" and part["url"] not in links:
            yield f"a link to {part['url']}"
        if kind == "FactSet":
            part = {"facts": [{"type": "Fact", **fact} for fact in part["facts"]]}
            yield from (fault for fact in part["facts"] for fault in _styled(fact))
        yield from _styled(part)
    yield from (f"spoilt text {text[:30]!r}" for text in texts(message) if _SPOILT.search(text))


def _kilobytes(drawn: Json) -> float:
    """As it is sent, in UTF-16."""
    return units(json.dumps(drawn, ensure_ascii=False)) * 2 / 1024


def _styled(part: Json) -> Iterator[str]:
    """Elements that read Markdown: what a reader of Markdown makes of them must be words alone."""
    for name in _SHOWN_BY_MARKDOWN.get(str(part.get("type")), ()):
        shown = MarkdownIt("commonmark").render(part[name]).strip()
        words = shown.removeprefix("<p>").removesuffix("</p>")
        if "<" in words or html.unescape(words).split() != part[name].split():
            yield f"Markdown in {part['type']}: {part[name][:40]!r}"


def html_faults(page: str, links: set[str]) -> Iterator[str]:
    reader = _Reader(links)
    reader.feed(page)
    reader.close()
    yield from reader.faults
    if reader.open:
        yield f"left open: {reader.open}"
    if _SPOILT.search(page):
        yield "spoilt page"


class _Reader(HTMLParser):
    def __init__(self, links: set[str]) -> None:
        super().__init__()
        self.links, self.faults, self.open = links, list[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _HTML_TAGS:
            self.faults.append(f"a tag {tag}")
        for name, value in attrs:
            is_script = name.startswith("on") or name in ("style", "srcdoc", "formaction")
            is_link = name == "href" and value not in self.links
            is_foreign = name == "src" and not str(value).startswith("data:image/svg+xml;base64,")
            if is_script or is_link or is_foreign:
                self.faults.append(f"{name}={str(value)[:40]!r}")
        if tag not in ("br", "img", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closes {tag}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declares {decl[:20]}")

    def handle_comment(self, data: str) -> None:
        self.faults.append("a comment")


def _longest(what: str, text: str, longest: int, *, least: int = 1) -> Iterator[str]:
    if not least <= units(text) <= longest:
        yield f"{what} of {units(text)} characters"
