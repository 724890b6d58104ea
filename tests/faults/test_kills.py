"""kill -9 under load, with duplicates and misbehaving platforms: nothing lost, nothing doubled."""

import time
from pathlib import Path
from random import Random

import pytest

from tests.e2e.stage import Background
from tests.faults.processes import Replica
from tests.faults.stage import staged
from tests.promises import Measured

PLACES = ("", "", "before_commit", "after_commit")  # empty: wherever it happens to be
soak, long = pytest.mark.soak, pytest.mark.long


def kill(replica: Replica, random: Random) -> None:
    """Let it live for a while, kill it, and start it again with its next end in it."""
    if not replica.is_alive:
        replica.wait(0)
    else:
        time.sleep(random.uniform(0.1, 2.5))
        replica.kill()
    place = random.choice(PLACES)
    replica.start(f"{place}:{random.randrange(5, 300)}" if place else "")


@pytest.mark.parametrize(
    ("kills", "seed"),
    [
        pytest.param(1, 1),
        pytest.param(10, 2, marks=soak),
        pytest.param(100, 3, marks=long),
    ],
)
@pytest.mark.parametrize(("database", "replicas"), [("sqlite", 1), ("postgresql", 2)])
def test_a_kill_loses_nothing_and_doubles_nothing(
    database: str,
    replicas: int,
    kills: int,
    seed: int,
    loop: Background,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    measured: Measured,
) -> None:
    random, url = Random(seed), str(request.getfixturevalue(f"{database}_url"))
    with staged(loop, url, tmp_path, seed, replicas) as stage:
        for _ in range(kills):
            kill(random.choice(stage.replicas), random)
        time.sleep(1)
        found = stage.come_to_rest()

    what = f"{kills} kills at 40 events/s, {database}, {replicas} replica(s)"
    measured("R-O1", what, "0 lost, 0 double", found)
    assert (found.lost, found.double) == ([], []), f"seed {seed}"
