"""Platforms deliver an event more than once, at the same time or later: it has one effect."""

import time
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.stage import Background
from tests.faults.senders import USUAL, Traffic, p99
from tests.faults.stage import staged
from tests.promises import Measured

RATE = 15.0  # events a second, 2.5 times as many deliveries
OFTEN = Traffic(USUAL.shares, copies=(1, 2, 3, 4))
PRESSES = Traffic({"invoke": 1.0}, copies=(3,), rounds=3)  # Teams' clients repeat one twice
soak, long = pytest.mark.soak, pytest.mark.long


@pytest.mark.parametrize(
    "events", [pytest.param(600, marks=soak), pytest.param(20_000, marks=long)]
)
def test_what_comes_often_happens_once(
    database_url: str, events: int, loop: Background, tmp_path: Path, measured: Measured
) -> None:
    database, _, _ = database_url.partition(":")
    with staged(loop, database_url, tmp_path, seed=4, rate=RATE, share=0, traffic=OFTEN) as stage:
        while len(stage.sender.sent) < events:
            time.sleep(0.1)
        found = stage.come_to_rest()
        deliveries = sum(one.deliveries for one in stage.sender.sent)

    what = f"{found.sent:,} events in {deliveries:,} deliveries, {database}"
    measured("R-S4", what, "0 lost, 0 double", found)
    assert (found.lost, found.double) == ([], [])


@pytest.mark.alone
@pytest.mark.parametrize("seconds", [pytest.param(20, marks=soak), pytest.param(300, marks=long)])
def test_what_is_pressed_in_teams_is_answered_soon_and_done_once(
    database_url: str, seconds: int, loop: Background, tmp_path: Path, measured: Measured
) -> None:
    """Each press is refused: the answer is drawn in the card, and the refusal is recorded."""
    database, _, _ = database_url.partition(":")
    with staged(loop, database_url, tmp_path, seed=5, rate=50, share=0, traffic=PRESSES) as stage:
        time.sleep(seconds)
        recorded = stage.rested().refusals
        sent = [*stage.sender.sent]

    what = f"{len(sent):,} invokes, three deliveries each, 50/s, {database}"
    unheard = [one for one in sent if one.acknowledged_after is None]
    told = f"p99 {p99(sent):.3f} s, {len(unheard)} given up"
    measured("R-T4", what, "p99 under 1 s, one effect each", told)
    may_have = Counter(one.who.email for one in sent)
    must_have = may_have - Counter(one.who.email for one in unheard)
    assert must_have <= recorded <= may_have
