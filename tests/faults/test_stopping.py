"""SIGTERM under load while no platform answers: the process ends in time, and says it is well."""

import time
from pathlib import Path

import pytest

from tests.e2e.stage import Background
from tests.faults.stage import staged
from tests.promises import Measured

soak, long = pytest.mark.soak, pytest.mark.long


@pytest.mark.parametrize("times", [pytest.param(10, marks=soak), pytest.param(50, marks=long)])
def test_it_stops_within_ten_seconds_whatever_hangs(
    times: int, loop: Background, sqlite_url: str, tmp_path: Path, measured: Measured
) -> None:
    took = list[float]()
    with staged(loop, sqlite_url, tmp_path, seed=1, share=0) as stage:
        [bot] = stage.replicas
        time.sleep(0.5)
        stage.weather.stand_still()
        for number in range(times):
            if number:
                bot.start()
                bot.wait_until_ready()
            time.sleep(0.5)
            told_at = time.monotonic()
            assert bot.stop() == 0
            took.append(time.monotonic() - told_at)

    measured(
        "R-X2",
        f"{times} stops under load, all platforms hanging",
        "10 s",
        f"{max(took):.1f} s at most",
    )
    assert max(took) < 10
