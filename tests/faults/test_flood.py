"""One person sends far more than anybody may: the others are answered as before."""

import time
from pathlib import Path

import pytest

from tests.e2e.http import eventually
from tests.e2e.stage import Background
from tests.faults.senders import told_p99
from tests.faults.stage import staged
from tests.faults.town import LIMITED, SLACK
from tests.promises import Measured

OTHERS, FLOOD = 20.0, 100.0  # events a second
SECONDS = 20
REFUSED = "That was a lot at once"


@pytest.mark.soak
@pytest.mark.alone
def test_whoever_floods_the_bot_slows_nobody_else_down(
    database_url: str,
    loop: Background,
    tmp_path: Path,
    measured: Measured,
) -> None:
    database, _, _ = database_url.partition(":")
    with staged(
        loop, database_url, tmp_path, seed=1, rate=OTHERS, share=0, config=LIMITED
    ) as stage:
        time.sleep(SECONDS)
        before = [*stage.sender.sent]
        flood = stage.flood(SLACK[0], FLOOD)
        time.sleep(SECONDS)
        flood.stop()
        during = [one for one in stage.sender.sent[len(before) :] if one.who != SLACK[0]]
        eventually(lambda: not flood.unacknowledged, 60)  # refused, but politely
        refused = sum(REFUSED in text for text in stage.slack.texts())

    what = f"others' p99 while one person sends {FLOOD:.0f}/s, {database}"
    measured("R-A7", what, "0.300 s", told_p99(during, before))
    assert 0 < refused < len(flood.sent) / 10, "the limits are on, and not everything is told"
