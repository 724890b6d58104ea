"""Bodies that are to cost more than they weigh: memory stays, and others are answered as before."""

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from bot.app.outside import system_clock
from tests.e2e.stage import Background
from tests.fakes.teams_server import claims, signed
from tests.faults.bombs import thrown
from tests.faults.senders import told_p99
from tests.faults.stage import staged
from tests.promises import Measured

OTHERS = 20.0  # events a second
SECONDS = 20
TARGET = 50.0  # MB


@pytest.mark.alone
@pytest.mark.parametrize(
    "many",
    [pytest.param(1_000, marks=pytest.mark.soak), pytest.param(10_000, marks=pytest.mark.long)],
)
def test_bombs_fill_no_memory_and_keep_nobody_waiting(
    many: int, sqlite_url: str, loop: Background, tmp_path: Path, measured: Measured
) -> None:
    with staged(loop, sqlite_url, tmp_path, seed=1, rate=OTHERS, share=0) as stage:
        time.sleep(SECONDS)
        before, [bot] = len(stage.sender.sent), stage.replicas
        memory, began = bot.memory, time.monotonic()
        token = signed(claims(system_clock(), stage.teams.service_url))
        with ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
            outcomes = elsewhere.submit(thrown, bot.port, token, many).result()
        took = time.monotonic() - began
        during = stage.sender.sent[before:]
        grown = (bot.most_memory - memory) / 1e6
        verdict = stage.come_to_rest()

    what = f"{many:,} bombs of {len(outcomes)} kinds within {took:.0f} s"
    measured("R-S2", f"memory during {what}", f"under {TARGET:.0f} MB more", f"{grown:.1f} MB more")
    waits = told_p99(during, stage.sender.sent[:before])
    measured("R-S2", f"others' p99 during {what}", "0.300 s", waits)
    wrong = {kind: told for kind, told in outcomes.items() if any(s[0] == "5" for s in told)}
    assert not wrong
    assert not verdict.lost
    assert grown < TARGET
