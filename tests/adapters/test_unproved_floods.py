"""Strangers in great numbers, over real HTTP against the whole bot: none gets in or breaks it."""

from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection
from random import Random

import pytest

from tests.adapters.teams.test_gate_at_length import changed
from tests.e2e.conftest import loop, slack, store_url, teams
from tests.e2e.slack_side import SlackSide
from tests.e2e.teams_side import TeamsSide
from tests.promises import Measured

__all__ = ["loop", "slack", "store_url", "teams"]
AMOUNTS = [
    100,
    pytest.param(5_000, marks=pytest.mark.soak),
    pytest.param(50_000, marks=pytest.mark.long),
]
SHOWN = [*range(32, 127), *range(161, 256)]  # aiohttp itself answers 400 to control characters
JSON = "application/json"


@pytest.fixture
def kept() -> Iterator[list[HTTPConnection]]:
    connections = list[HTTPConnection]()
    yield connections
    for connection in connections:
        connection.close()


def answered(
    place: tuple[str, int],
    path: str,
    body: bytes,
    headers: dict[str, str],
    kept: list[HTTPConnection],
) -> int:
    """The status; the connection is kept for the next, as long as the bot keeps it."""
    connection = kept.pop() if kept else HTTPConnection(*place, timeout=10)
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.will_close:
        connection.close()
    else:
        kept.append(connection)
    return answer.status


@pytest.mark.parametrize("many", AMOUNTS)
def test_no_changed_token_gets_in(
    many: int, teams: TeamsSide, kept: list[HTTPConnection], measured: Measured
) -> None:
    token, chance, statuses = teams.token(), Random(many), Counter[int]()
    body = b'{"type":"message","text":"help"}'
    assert teams.person("Alice").type("help").status == 200
    before = teams.stage.traces()
    while statuses.total() < many:
        tried = changed(token, chance).encode("latin-1", "replace").decode("latin-1")
        if tried != token and not set(tried) & set("\n\0"):
            headers = {"Authorization": f"Bearer {tried}", "Content-Type": JSON}
            statuses[answered(teams.stage.place, "/api/messages", body, headers, kept)] += 1

    measured("R-T1", f"{many:,} changed tokens over HTTP", "0 let in, 0 of 5xx", dict(statuses))
    assert set(statuses) == {401}, f"seed {many}"
    assert teams.stage.traces() == before


@pytest.mark.parametrize("many", AMOUNTS)
def test_no_unsigned_request_gets_in(
    many: int, slack: SlackSide, kept: list[HTTPConnection], measured: Measured
) -> None:
    before, chance, statuses = slack.stage.traces(), Random(many), Counter[int]()
    second = int(slack.stage.clock().timestamp())
    while statuses.total() < many:
        raw = chance.randbytes(chance.randrange(200))
        odd = "".join(chr(chance.choice(SHOWN)) for _ in range(chance.randrange(80)))
        stamps = [str(second), str(second + chance.randrange(-400, 400)), odd, "", "1e9"]
        headers = {
            "Content-Type": chance.choice([JSON, "application/x-www-form-urlencoded", odd]),
            "X-Slack-Request-Timestamp": chance.choice(stamps),
            "X-Slack-Signature": chance.choice([odd, "v0=" + chance.randbytes(32).hex(), ""]),
        }
        statuses[answered(slack.stage.place, "/slack/events", raw, headers, kept)] += 1

    measured("R-S1", f"{many:,} unsigned requests over HTTP", "0 let in, 0 of 5xx", dict(statuses))
    assert set(statuses) == {401}, f"seed {many}"
    assert slack.stage.traces() == before
