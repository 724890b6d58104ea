"""Activities as Teams sends them, with ids replaced."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.teams.parse import Incoming, parse

Json = dict[str, Any]

FOLDER = Path(__file__).parent
RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)


def payload(name: str) -> Json:
    loaded: Json = json.loads((FOLDER / f"{name}.json").read_text())
    return loaded


def parsed(name: str, **changed: object) -> Incoming:
    incoming = parse({**payload(name), **changed}, RECEIVED)
    assert incoming is not None
    return incoming
