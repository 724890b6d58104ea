"""One HTTP request at a time, with exactly the headers that are given."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

Json = dict[str, Any]


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
