"""Bounds for what Slack may send: read JSON and forms without letting their size hurt us.

Everything here happens before any library looks at the body: Slack's own readers fail on deep
nesting, on numbers of thousands of digits and on bytes that are not UTF-8.
"""

import json
from urllib.parse import parse_qsl

Json = dict[str, object]

DEEPEST = 64
LONGEST_NUMBER = 30
LONGEST_STRING = 100_000
MOST_VALUES = 50_000  # a megabyte of empty lists keeps everybody waiting for half a second
MOST_FIELDS = 100
MOST_ESCAPES = 100_000  # in a form; a megabyte of them takes 67 MB to read


class OutOfBounds(ValueError):
    """The body is not what Slack sends."""


def read_json(raw: str) -> Json:
    """The JSON object in ``raw``. Raises ``OutOfBounds`` for anything else."""
    if sum(map(raw.count, ",[{")) > MOST_VALUES:  # at least as many as there are values
        raise OutOfBounds("too many values")
    try:
        found = json.loads(raw, parse_int=_integer, parse_float=_number, parse_constant=_refused)
    except OutOfBounds:
        raise
    except (ValueError, RecursionError) as error:
        raise OutOfBounds("not JSON") from error
    if not isinstance(found, dict):
        raise OutOfBounds("not an object")
    _check(found)
    return found


def read_form(raw: str) -> dict[str, str]:
    """The fields of a form; one that comes twice could mean two things and is refused.

    ``payload`` may be long: it is JSON, and its own strings are looked at when that is read.
    """
    if raw.count("%") > MOST_ESCAPES:
        raise OutOfBounds("too many escapes")
    try:
        pairs = parse_qsl(
            raw, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS, separator="&"
        )
    except ValueError as error:
        raise OutOfBounds("not a form") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise OutOfBounds("a field comes twice")
    if any(len(fields[name]) > LONGEST_STRING for name in fields.keys() - {"payload"}):
        raise OutOfBounds("a string is too long")
    return fields


def _check(found: Json) -> None:
    """Depth and string lengths, level by level, so that checking cannot recurse either."""
    level: list[object] = [found]
    for _ in range(DEEPEST):
        level = [child for item in level for child in _children(item)]
        if not level:
            return
    raise OutOfBounds("nested too deeply")


def _children(item: object) -> list[object]:
    match item:
        case dict():
            return [*item.keys(), *item.values()]
        case list():
            return item
        case str() if len(item) > LONGEST_STRING:
            raise OutOfBounds("a string is too long")
        case _:
            return []


def _integer(digits: str) -> int:
    return int(_short(digits))


def _number(digits: str) -> float:
    return float(_short(digits))


def _short(digits: str) -> str:
    if len(digits) > LONGEST_NUMBER:
        raise OutOfBounds("a number is too long")
    return digits


def _refused(name: str) -> object:
    raise OutOfBounds(f"{name} is not JSON")
