"""Strangers in great numbers, over real HTTP against the whole bot: none gets in, none breaks it."""

from collections import Counter
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
JSON = "application/json"


def answered(
    place: tuple[str, int],
    path: str,
    body: bytes,
    headers: dict[str, str],
    open_: list[HTTPConnection],
) -> int:
    """The status; the connection is kept for the next, as long as the bot keeps it."""
    connection = open_.pop() if open_ else HTTPConnection(*place, timeout=10)
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.will_close:
        connection.close()
    else:
        open_.append(connection)
    return answer.status


@pytest.mark.parametrize("many", AMOUNTS)
def test_no_changed_token_gets_in(many: int, teams: TeamsSide, measured: Measured) -> None:
    person, before, open_ = teams.person("Alice"), teams.stage.traces(), list[HTTPConnection]()
    token, chance, statuses = teams.token(), Random(many), Counter[int]()
    body = b'{"type":"message","text":"help"}'
    assert person.type("help").status == 200
    before = teams.stage.traces()
    while statuses.total() < many:
        tried = changed(token, chance).encode("latin-1", "replace").decode("latin-1")
        if tried != token and not set(tried) & set("\n\0"):
            headers = {"Authorization": f"Bearer {tried}", "Content-Type": JSON}
            statuses[answered(teams.stage.place, "/api/messages", body, headers, open_)] += 1

    measured("R-T1", f"{many:,} changed tokens over HTTP", "0 let in, 0 of 5xx", dict(statuses))
    assert set(statuses) == {401}, f"seed {many}"
    assert teams.stage.traces() == before


@pytest.mark.parametrize("many", AMOUNTS)
def test_no_unsigned_request_gets_in(many: int, slack: SlackSide, measured: Measured) -> None:
    before, chance, statuses = slack.stage.traces(), Random(many), Counter[int]()
    open_, second = list[HTTPConnection](), int(slack.stage.clock().timestamp())
    while statuses.total() < many:
        raw = chance.randbytes(chance.randrange(200))
        odd = "".join(chr(chance.randrange(32, 256)) for _ in range(chance.randrange(80)))
        stamps = [str(second), str(second + chance.randrange(-400, 400)), odd, "", "1e9"]
        headers = {
            "Content-Type": chance.choice([JSON, "application/x-www-form-urlencoded", odd]),
            "X-Slack-Request-Timestamp": chance.choice(stamps),
            "X-Slack-Signature": chance.choice([odd, "v0=" + chance.randbytes(32).hex(), ""]),
        }
        statuses[answered(slack.stage.place, "/slack/events", raw, headers, open_)] += 1

    measured("R-S1", f"{many:,} unsigned requests over HTTP", "0 let in, 0 of 5xx", dict(statuses))
    assert set(statuses) <= {400, 401}, f"seed {many}"
    assert statuses[401] > many * 0.9
    assert slack.stage.traces() == before
