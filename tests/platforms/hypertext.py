"""Reads HTML as a person at a browser does: what it says, what can be pressed and filled in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_BLOCKS = {
    "p",
    "li",
    "h2",
    "div",
    "dl",
    "legend",
    "label",
    "button",
    "header",
    "option",
    "fieldset",
}
_VOID = {"br", "img", "input", "link", "meta"}

Attributes = dict[str, str]


@dataclass
class Pressable:
    label: str
    attributes: Attributes


@dataclass
class Fillable:
    """A form as drawn; ``values`` are those its fields start with."""

    attributes: Attributes
    values: dict[str, str] = field(default_factory=dict)


class Hypertext(HTMLParser):
    """``mismatched`` names tags that were closed out of order or never."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.buttons = list[Pressable]()
        self.forms = list[Fillable]()
        self.elements = list[tuple[str, Attributes]]()
        self.mismatched = list[str]()
        self._open = list[str]()
        self._said = list[str]()
        self._area = ""
        self._select = ""
        self.feed(html)
        self.close()
        self.mismatched += self._open

    @property
    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._said).split("\n"))
        return "\n".join(line for line in lines if line)

    @property
    def verbatim(self) -> str:
        return "".join(self._said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag not in _VOID:
            self._open.append(tag)
        if tag in _BLOCKS or tag == "br":
            self._said.append("\n")
        if attributes.get("role") == "img":
            self._said.append(attributes["aria-label"])
        self._note(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.mismatched.append(tag)
        if tag == "dt":
            self._said.append(": ")
        elif tag in _BLOCKS:
            self._said.append("\n")

    def handle_data(self, data: str) -> None:
        self._said.append(data)
        if self._open and self._open[-1] == "button":
            self.buttons[-1].label += data
        if self._open and self._open[-1] == "textarea":
            self.forms[-1].values[self._area] += data.removeprefix("\n")

    def _note(self, tag: str, attributes: Attributes) -> None:
        match tag:
            case "button":
                self.buttons.append(Pressable("", attributes))
            case "form":
                self.forms.append(Fillable(attributes))
            case "input" if attributes["type"] in ("radio", "checkbox"):
                self._tick(attributes)
            case "input" if self.forms and "value" in attributes:
                self.forms[-1].values[attributes["name"]] = attributes["value"]
                self._said.append(f" {attributes['value']} ")
            case "textarea":
                self._area = attributes["name"]
                self.forms[-1].values[self._area] = ""
            case "select":
                self._select = attributes["name"]
                self.forms[-1].values[self._select] = ""
            case "option" if "selected" in attributes:
                self.forms[-1].values[self._select] = attributes["value"]

    def _tick(self, attributes: Attributes) -> None:
        """A box or a button to choose with; several that are ticked have commas between them."""
        values, name = self.forms[-1].values, attributes["name"]
        chosen = [values.get(name, "")]
        if "checked" in attributes:
            chosen.append(attributes["value"])
        values[name] = ",".join(filter(None, chosen))
