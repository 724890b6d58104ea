"""Reads ``app.yaml``; every complaint names file, line and the path of keys."""

from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.config.choices import Config, Place
from bot.errors import ConfigError

LARGEST = 1_000_000
_WORDING = {"extra_forbidden": "there is no such key", "missing": "this key is missing"}


def read_config(path: Path) -> Config:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    return parse_config(text, path.name)


def parse_config(text: str, file: str = "app.yaml") -> Config:
    """The choices in ``text``; raises ``ConfigError`` with one line per problem."""
    root, choices = _loaded(text, file)
    complaints = [
        f"{file}:{node.start_mark.line + 1}: the key {node.value} is there twice"
        for node in _repeated_keys(root)
    ]
    if complaints:
        raise ConfigError("\n".join(complaints))
    try:
        config = Config.model_validate(choices)
    except ValidationError as invalid:
        wrong = [(_place(error["loc"]), _wording(error)) for error in invalid.errors()]
        raise ConfigError(_listed(file, root, wrong)) from None
    if problems := list(config.problems()):
        raise ConfigError(_listed(file, root, problems))
    return config


class _Loader(yaml.SafeLoader):
    """Without aliases: a few lines of them can stand for more than fits in memory."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # gap in the stubs
            raise yaml.MarkedYAMLError(problem="aliases cannot be used", problem_mark=mark)
        return super().compose_node(parent, index)


def _loaded(text: str, file: str) -> tuple[yaml.Node | None, object]:
    """The nodes, which know their lines, and what they stand for."""
    if len(text) > LARGEST:
        raise ConfigError(f"{file}: longer than {LARGEST} characters")
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        return root, loader.construct_document(root) if root else {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{file}:{line}: not YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ConfigError(f"{file}:1: not YAML: {error}") from error


def _repeated_keys(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)
    if isinstance(node, yaml.MappingNode):
        seen = set[str]()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key
                seen.add(key.value)
            yield from _repeated_keys(value)


def _place(location: Place) -> Place:
    return tuple(step for step in location if step != "[key]")


def _wording(error: ErrorDetails) -> str:
    return _WORDING.get(error["type"], error["msg"].removeprefix("Value error, "))


def _listed(file: str, root: yaml.Node | None, problems: list[tuple[Place, str]]) -> str:
    lines = [(_line(root, place), place, reason) for place, reason in problems]
    return "\n".join(
        f"{file}:{line}: {'.'.join(map(str, place)) or 'the file'}: {reason}"
        for line, place, reason in sorted(lines, key=lambda entry: entry[0])
    )


def _line(root: yaml.Node | None, place: Place) -> int:
    """The line of the deepest key on the way to ``place`` that is in the file."""
    line, node = 1, root
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if found is None:
                return line
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line
