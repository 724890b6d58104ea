"""A message file: YAML head, Markdown body; and the card it makes of values."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from bot.catalog.figures import as_chart, as_facts
from bot.catalog.markdown import Markdown, lost_values
from bot.catalog.templates import Compiled, Part, Templates, found, unmarked
from bot.catalog.wording import Wording
from bot.catalog.yamlfiles import Strict, YamlText
from bot.errors import MessageFileError
from bot.model.actions import Action
from bot.model.cards import Button, Buttons, Card, Element, Facts
from bot.model.texts import Text

_HEAD = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_LONGEST_BODY = 12_000
_PER_BUTTON = 4

Block = Literal["body", "facts", "charts", "footnote", "buttons"]
_ORDER: tuple[Block, ...] = ("body", "facts", "charts", "footnote", "buttons")
_EMPTY = (Text(()), Text((), subtle=True), Buttons(()))
Values = Mapping[str, object]


class ButtonHead(Strict):
    """``when`` is a condition as in ``if``; without it the button is always there."""

    label: str
    action: str
    subject: str = ""
    primary: bool = False
    when: str = ""


class Head(Strict):
    """``facts`` and ``charts`` name values; ``footnote`` is drawn subtle, below them.

    ``aliases`` are what people of that language may say for a command, besides its name.
    """

    title: str = ""
    subtle: bool = False
    facts: str = ""
    charts: tuple[str, ...] = ()
    footnote: str = ""
    buttons: tuple[ButtonHead, ...] = ()
    elements: tuple[Block, ...] = _ORDER
    aliases: tuple[str, ...] = ()
    example: dict[str, object] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Language:
    """What it takes to say something in one language."""

    wording: Wording
    templates: Templates
    markdown: Markdown


@dataclass(frozen=True, slots=True)
class Message:
    """One good version of a message file."""

    file: str
    head: Head
    body: str
    body_line: int
    lines: Callable[[tuple[int | str, ...]], int]
    compiled: Compiled
    language: Language

    def text(self, values: Values) -> Text:
        """The body alone."""
        _, body, *_ = self.compiled.render(values)
        return self.language.markdown.text(body, subtle=self.head.subtle)

    def card(self, values: Values, opens_form: Callable[[Action], bool]) -> Card:
        title, body, footnote, *buttons = self.compiled.render(values)
        head, said, wording = self.head, self.language.markdown.text, self.language.wording
        blocks: dict[Block, tuple[Element | None, ...]] = {
            "body": (said(body, subtle=head.subtle),),
            "facts": (self._facts(values),),
            "charts": tuple(as_chart(self._value(name, values), wording) for name in head.charts),
            "footnote": (said(footnote, subtle=True),),
            "buttons": (Buttons(tuple(_buttons(head, buttons, opens_form))),),
        }
        elements = (element for block in head.elements for element in blocks[block])
        drawn = tuple(element for element in elements if element and element not in _EMPTY)
        return Card(" ".join(unmarked(title).split()), drawn)

    def _facts(self, values: Values) -> Facts | None:
        name = self.head.facts
        return as_facts(self._value(name, values), self.language.wording) if name else None

    def _value(self, name: str, values: Values) -> object:
        try:
            return found(name, values)
        except KeyError:
            reason = f"{name} is not among the values of this message"
            raise MessageFileError(self.file, 1, reason) from None

    def buttons(self, values: Values) -> Iterator[Button]:
        """All buttons, also those whose ``when`` does not hold."""
        _, _, _, *parts = self.compiled.render(values)
        always = ["1" if n % _PER_BUTTON == 0 else part for n, part in enumerate(parts)]
        return _buttons(self.head, always, lambda _: False)


def _buttons(
    head: Head, rendered: list[str], opens_form: Callable[[Action], bool]
) -> Iterator[Button]:
    for at, button in enumerate(head.buttons):
        when, label, name, subject = rendered[at * _PER_BUTTON : (at + 1) * _PER_BUTTON]
        if when:
            action = Action(unmarked(name), unmarked(subject))
            yield Button(unmarked(label), action, opens_form(action), button.primary)


def read_message(file: str, text: str, language: Language, base: Values | None) -> Message:
    """Raises ``MessageFileError`` unless the file can be shown with its example.

    ``base`` is the example that a translation or an edit has to make do with; None: its own.
    """
    head_text, body = split(file, text)
    yaml = YamlText(file, head_text)
    head = yaml.shaped(Head)
    body_line = head_text.count("\n") + (2 if head_text else 1)
    if not body.strip() and not head.title:
        raise MessageFileError(file, 1, "has neither a title nor a text")
    if len(body) > _LONGEST_BODY:
        raise MessageFileError(file, body_line, f"is longer than {_LONGEST_BODY} characters")
    example = head.example if base is None else base
    parts = [*_parts(head, yaml, body, body_line)]
    compiled = language.templates.compiled(file, parts, example)
    message = Message(file, head, body, body_line, yaml.line, compiled, language)
    _try_out(message, example)
    return message


def split(file: str, text: str) -> tuple[str, str]:
    """Head and body; the head keeps its leading line, so that lines count from the file's first."""
    if not text.startswith("---"):
        return "", text
    if (match := _HEAD.match(text)) is None:
        raise MessageFileError(file, 1, "the head has no closing ---")
    return "\n" + match[1], text[match.end() :]


def _parts(head: Head, yaml: YamlText, body: str, body_line: int) -> Iterator[Part]:
    yield Part(head.title, yaml.line(("title",)))
    yield Part(body.strip("\n"), body_line + len(body) - len(body.lstrip("\n")))
    yield Part(head.footnote, yaml.line(("footnote",)))
    for at, button in enumerate(head.buttons):
        line = yaml.line(("buttons", at))
        yield Part(f"{{% if {button.when} %}}1{{% endif %}}" if button.when else "1", line)
        yield from (Part(text, line) for text in (button.label, button.action, button.subject))


def _try_out(message: Message, example: Values) -> None:
    """Draw the example once: what fails here would have failed in front of a person."""
    for name in (message.head.facts, *message.head.charts):
        try:
            found(name, example) if name else None
        except KeyError:
            line = message.lines(("facts",) if name == message.head.facts else ("charts",))
            raise MessageFileError(
                message.file, line, f"{name} is not among the values of this message"
            ) from None
    try:
        message.card(example, lambda _: False)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        line = message.lines(("example",))
        raise MessageFileError(message.file, line, f"the example fails: {error}") from error
    _, body, *_ = message.compiled.render(example)
    if lost_values(body, message.text(example)):
        reason = "a value cannot stand in the address of a link"
        raise MessageFileError(message.file, message.body_line, reason)
