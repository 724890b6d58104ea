"""kill -9 under load, with duplicates and misbehaving platforms: nothing lost, nothing doubled."""

import time
from pathlib import Path
from random import Random

import pytest

from tests.e2e.stage import Background
from tests.faults.processes import Replica
from tests.faults.stage import staged
from tests.promises import Measured

PLACES = ("", "before_commit", "after_commit")  # empty: wherever it happens to be
SERVING = 0.8  # of those that are killed; the others are killed while they start
SHORTEST, LONGEST = 0.2, 2.0  # seconds of a life
soak, long = pytest.mark.soak, pytest.mark.long


def kill(replica: Replica, random: Random, *, last: bool) -> bool:
    """Let it live until its end, and start it with the next but for the last; had it served?"""
    served = random.random() < SERVING and replica.serves()
    end = time.monotonic() + random.uniform(SHORTEST, LONGEST)
    while replica.is_alive and time.monotonic() < end:
        time.sleep(0.01)
    replica.kill()
    place = "" if last else random.choice(PLACES)
    replica.start(f"{place}:{random.randrange(5, 200)}" if place else "")
    return served


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
        served = 0
        for left in reversed(range(kills)):
            last = left < replicas
            replica = stage.replicas[left] if last else random.choice(stage.replicas)
            served += kill(replica, random, last=last)
        found = stage.come_to_rest()

    what = f"{kills} kills ({served} of who served), {database}, {replicas} replica(s)"
    measured("R-O1", what, "0 lost, 0 double", found)
    assert (found.lost, found.double) == ([], []), f"seed {seed}"
