"""Strangers send what nobody sends and hold on to connections: others are answered as before."""

import time
from pathlib import Path

import pytest

from tests.e2e.stage import Background
from tests.faults.besiegers import CAME, HOLDING, ROOM, Siege
from tests.faults.senders import Sent, request_of, told_p99
from tests.faults.stage import staged
from tests.faults.town import SLACK
from tests.promises import Measured

OTHERS = 20.0  # events a second
SECONDS = 30
CUT_WITHIN = 10.0 + 10.0  # a head, or a body and what is left of it; seconds
SECRET_WORD = "hiddenword"


@pytest.mark.soak
@pytest.mark.alone
def test_a_siege_keeps_nobody_waiting(
    sqlite_url: str, loop: Background, tmp_path: Path, measured: Measured
) -> None:
    with staged(loop, sqlite_url, tmp_path, 1, rate=OTHERS, share=0, connections=ROOM) as stage:
        time.sleep(SECONDS)
        before, [bot] = len(stage.sender.sent), stage.replicas
        memory = bot.memory
        siege = Siege(bot.port, hidden(stage.teams.service_url))
        besieging = loop.begin(siege.run(SECONDS))
        time.sleep(SECONDS)
        during = stage.sender.sent[before:]
        besieging.result(60)
        grown = (bot.most_memory - memory) / 1e6
        stage.come_to_rest()
        texts = stage.slack.texts()

    kinds, longest = len(siege.outcomes), max(map(max, siege.cut.values()))
    many = sum(counted.total() for counted in siege.outcomes.values())
    what = f"{many:,} hostile connections of {kinds} kinds"
    refused = (
        f"{kinds - len(siege.unrefused)} of {kinds} kinds; held on for {longest:.1f} s at most"
    )
    measured("R-J8", f"{what}, refused", f"{kinds} of {kinds}", refused)
    waits = told_p99(during, stage.sender.sent[:before])
    measured("R-J8", f"others' p99 during {what}", "0.300 s", waits)
    measured("R-J8", f"memory during {what}", "none", f"{grown:.1f} MB more")
    assert siege.unrefused == {}
    assert siege.outcomes.keys() >= HOLDING.keys()
    assert siege.turned_away == CAME - ROOM
    assert longest < CUT_WITHIN + 2
    assert not [text for text in texts if SECRET_WORD in text]


def hidden(service_url: str) -> bytes:
    """A signed request that would be answered, with its word quoted, if it were heard."""
    request = request_of(Sent("slack", SLACK[0], SECRET_WORD), service_url)
    headers = request.headers() | {"Host": "bot", "Content-Length": f"{len(request.body)}"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {request.path} HTTP/1.1\r\n{head}\r\n".encode() + request.body
