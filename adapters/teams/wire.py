"""JSON as it came over the wire: read within limits, then picked by path."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

Json = dict[str, Any]

LARGEST_BODY = 1_000_000  # this and the limits below: promises.md R-S2, held for Teams too
DEEPEST = 64
LONGEST_NUMBER = 30
LONGEST_STRING = 100_000
MOST_VALUES = 50_000  # a megabyte of empty lists keeps everybody waiting for half a second


class Garbled(Exception):
    """Not a JSON object within the limits."""


def read(raw: bytes) -> Json:
    """The JSON object in ``raw``; raises ``Garbled`` for anything else."""
    if len(raw) > LARGEST_BODY:
        raise Garbled("too large")
    if sum(map(raw.count, (b",", b"[", b"{"))) > MOST_VALUES:  # at least as many as there are
        raise Garbled("too many values")
    try:
        value = json.loads(
            raw.decode("utf-8"), parse_int=_whole, parse_float=_broken, parse_constant=_constant
        )
    except (ValueError, RecursionError) as error:
        raise Garbled("not JSON") from error
    if not isinstance(value, dict):
        raise Garbled("not an object")
    _within_limits(value)
    return value


def text(wire: object, *path: str) -> str:
    """The string at ``path``, or an empty one where there is no such string."""
    value = at(wire, *path)
    return value if isinstance(value, str) else ""


def record(wire: object, *path: str) -> Json:
    value = at(wire, *path)
    return value if isinstance(value, dict) else {}


def records(wire: object, *path: str) -> list[Json]:
    value = at(wire, *path)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def at(wire: object, *path: str) -> object:
    for step in path:
        if not isinstance(wire, dict):
            return None
        wire = wire.get(step)
    return wire


def _whole(digits: str) -> int:
    _short(digits)
    return int(digits)


def _broken(digits: str) -> float:
    _short(digits)
    return float(digits)


def _short(digits: str) -> None:
    if len(digits) > LONGEST_NUMBER:
        raise Garbled("a number of too many digits")


def _constant(name: str) -> NoReturn:
    raise Garbled(name)


def _within_limits(value: Json) -> None:
    level: list[object] = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if any(isinstance(item, str) and len(item) > LONGEST_STRING for item in level):
            raise Garbled("a string too long")
        if not level:
            return
    raise Garbled("too deep")


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, list):
        yield from value
