"""YAML that people edit: read once, safely, every mistake with its line."""

from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import MessageFileError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST = 64 * 1024

Step = int | str
Shape = TypeVar("Shape", bound=BaseModel)


class Strict(BaseModel):
    """A part of a file: a key that is not known is a mistake, and numbers are not texts."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class YamlText:
    """One YAML document and the line of each of its entries."""

    def __init__(self, file: str, text: str, first_line: int = 1) -> None:
        self._file, self._first_line = file, first_line
        if len(text) > _LARGEST:
            raise MessageFileError(file, first_line, f"is larger than {_LARGEST} characters")
        try:
            self._root, self.value = _read(text)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            reason = error.problem or error.context or "not YAML"
            raise self.mistake(reason, mark.line if mark else 0) from error
        except (yaml.YAMLError, ValueError) as error:
            raise self.mistake(str(error).splitlines()[0], 0) from error
        for line, key in _repeated(self._root):
            raise self.mistake(f"{key} stands twice", line)

    def shaped(self, shape: type[Shape]) -> Shape:
        """The document as ``shape``; raises ``MessageFileError`` at the first that differs."""
        value = {} if self.value is None else self.value
        try:
            return shape.model_validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(step) for step in first["loc"])
            said = first["msg"].removeprefix("Value error, ")
            reason = f"{place}: {said}" if place else said
            raise self.mistake(reason, self.line(first["loc"]) - self._first_line) from error

    def line(self, place: Sequence[Step]) -> int:
        """The line where this entry stands, or its nearest parent."""
        return self._first_line + _line(self._root, place)

    def texts(self, skipped: Collection[str]) -> Iterator[tuple[int, str]]:
        """Each line of each text with where its entry stands; what is under ``skipped`` is not."""
        for line, text in _texts(self._root, skipped):
            yield from ((self._first_line + line, part) for part in text.splitlines())

    def mistake(self, reason: str, offset: int) -> MessageFileError:
        return MessageFileError(self._file, self._first_line + offset, reason)


def _read(text: str) -> tuple[yaml.Node | None, object]:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        return root, None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()


def _line(node: yaml.Node | None, place: Sequence[Step]) -> int:
    if node is None:
        return 0
    line = int(node.start_mark.line)
    if not place:
        return line
    if isinstance(node, yaml.SequenceNode) and isinstance(place[0], int):
        return _line(node.value[place[0]], place[1:]) if place[0] < len(node.value) else line
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(place[0]):
                return max(int(key.start_mark.line), _line(value, place[1:]) if place[1:] else 0)
    return line


def _texts(node: yaml.Node | None, skipped: Collection[str]) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value not in skipped:
                yield from _texts(value, skipped)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _texts(item, skipped)
    elif isinstance(node, yaml.ScalarNode):
        yield node.start_mark.line, str(node.value)


def _repeated(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Keys that stand twice in one mapping: YAML would keep the last without a word."""
    if isinstance(node, yaml.MappingNode):
        seen = set[str]()
        for key, value in node.value:
            if str(key.value) in seen:
                yield key.start_mark.line, str(key.value)
            seen.add(str(key.value))
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated(item)
