"""Long work: memory, threads and open files stay what they were after the first while."""

import time
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import psutil
import pytest

from tests.e2e.stage import Background
from tests.faults.processes import Replica
from tests.faults.senders import AS_SLACK, USUAL
from tests.faults.stage import staged
from tests.promises import Measured

RATE = 50.0  # events a second, promises.md R-X4
SETTLING = 1 / 6  # of the time
MOST = 1.05
TRAFFIC = replace(USUAL, waits=AS_SLACK)  # a busy minute must not be kept up by its own repeats


@dataclass(frozen=True, slots=True)
class Size:
    """What a process has: bytes, threads and open files."""

    memory: int
    threads: int
    files: int


def size(bot: Replica) -> Size:
    """The least of ten seconds: what is only held for a moment does not count."""
    seen = list[Size]()
    for _ in range(20):
        process = psutil.Process(bot.pid)
        with process.oneshot():
            memory, threads, files = bot.memory, process.num_threads(), process.num_fds()
            seen.append(Size(memory, threads, files))
        time.sleep(0.5)
    return Size(*map(min, zip(*map(astuple, seen), strict=True)))


@pytest.mark.long
@pytest.mark.alone
@pytest.mark.parametrize("seconds", [1_800])
def test_it_does_not_grow(
    seconds: int, database_url: str, loop: Background, tmp_path: Path, measured: Measured
) -> None:
    database, _, _ = database_url.partition(":")
    with staged(loop, database_url, tmp_path, seed=1, rate=RATE, share=0, traffic=TRAFFIC) as stage:
        [bot] = stage.replicas
        time.sleep(seconds * SETTLING)
        before = size(bot)
        time.sleep(seconds * (1 - SETTLING))
        after = size(bot)
        events = len(stage.sender.sent)

    what = f"growth in {seconds / 60:.0f} minutes and {events:,} events, {database}"
    grown = f"{(after.memory / before.memory - 1) * 100:.1f} % of {before.memory / 1e6:.0f} MB"
    things = f"threads {before.threads} and {after.threads}, files {before.files} and {after.files}"
    measured("R-X4", what, "under 5 % after the first minutes", f"{grown}; {things}")
    assert after.memory < MOST * before.memory
    assert after.threads <= before.threads + 1
    assert after.files <= before.files + 10  # connections come and go
