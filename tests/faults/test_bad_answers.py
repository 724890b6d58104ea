"""Platforms answer us with what has no end, comes slowly or grows: memory stays, calls end."""

import time
from pathlib import Path

import pytest

from tests.e2e.stage import Background
from tests.fakes.bad_answers import BAD
from tests.faults.stage import staged
from tests.promises import Measured

RATE = 10.0  # events a second
WARM = 30  # seconds in which all is well
SHARE = 0.5  # of all answers
TARGET, LONGEST = 40.0, 10.0  # MB, seconds


@pytest.mark.alone
@pytest.mark.parametrize(
    "seconds",
    [pytest.param(60, marks=pytest.mark.soak), pytest.param(600, marks=pytest.mark.long)],
)
def test_bad_answers_fill_no_memory_and_end(
    seconds: int, sqlite_url: str, loop: Background, tmp_path: Path, measured: Measured
) -> None:
    with staged(loop, sqlite_url, tmp_path, 1, rate=RATE, share=0, kinds=[*BAD]) as stage:
        [bot] = stage.replicas
        time.sleep(WARM)
        memory = bot.memory
        stage.weather.turn(SHARE)
        time.sleep(seconds)
        grown = (bot.most_memory - memory) / 1e6
        lasted = [*stage.weather.lasted]
        verdict = stage.come_to_rest()

    what = f"{len(lasted)} bad answers of {len(BAD)} kinds, {SHARE:.0%} of all"
    measured(
        "R-O12", f"memory during {what}", f"under {TARGET:.0f} MB more", f"{grown:.1f} MB more"
    )
    longest = f"{max(lasted):.2f} s at most"
    measured("R-O12", f"calls that got {what}", f"{LONGEST:.0f} s", longest)
    measured("R-O12", f"lost or double after {what}", "0", verdict)
    assert not verdict.lost
    assert not verdict.double
    assert grown < TARGET
    assert max(lasted) < LONGEST + 1
