"""One HTTP request at a time, with exactly the headers that are given."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any, TypeVar

Json = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Json:
        return dict(json.loads(self.body))


def ask(
    place: tuple[str, int], method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> Answer:
    connection = HTTPConnection(*place, timeout=10)
    connection.request(method, path, body, dict(headers))
    answer = connection.getresponse()
    found = Answer(answer.status, dict(answer.getheaders()), answer.read())
    connection.close()
    return found


def is_ready(port: int) -> bool:
    """Whether a bot on this machine says so; False, too, while nobody listens there."""
    try:
        return ask(("127.0.0.1", port), "GET", "/ready", b"", {}).status == 200
    except (ConnectionError, TimeoutError):
        return False


def eventually(found: Callable[[], T], seconds: float = 10) -> T:
    """What was promised for right after the answer, as soon as it is there."""
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline, f"it did not happen within {seconds} seconds"
        time.sleep(0.005)
    return value
