"""PostgreSQL is stopped and started under load: nothing lost, nothing doubled."""

import time
from pathlib import Path
from random import Random

import pytest

from tests.clusters import Cluster
from tests.e2e.stage import Background
from tests.faults.stage import staged
from tests.promises import Measured

soak, long = pytest.mark.soak, pytest.mark.long


@pytest.mark.parametrize(
    ("restarts", "seed"),
    [
        pytest.param(1, 1),
        pytest.param(12, 2, marks=soak),
        pytest.param(100, 3, marks=long),
    ],
)
def test_a_restart_loses_nothing_and_doubles_nothing(
    restarts: int,
    seed: int,
    loop: Background,
    cluster: Cluster,
    postgresql_url: str,
    tmp_path: Path,
    measured: Measured,
) -> None:
    name = postgresql_url.rpartition("/")[2].partition("?")[0]
    cluster.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")  # as in production
    random, back_after = Random(seed), list[float]()
    with staged(loop, postgresql_url, tmp_path, seed, replicas=2) as stage:
        for _ in range(restarts):
            time.sleep(random.uniform(0.5, 1.5))
            cluster.stop(random.choice(("immediate", "fast")))
            time.sleep(random.choice((0, 0, 1, 3)))
            cluster.start()
            back_after += [replica.wait_until_ready() for replica in stage.replicas]
        found = stage.come_to_rest()

    what = f"{restarts} PostgreSQL restarts at 40 events/s, two replicas"
    measured("R-D2", what, "0 lost, 0 double", found)
    measured("R-D2", f"{what}: ready again", "5 s", f"{max(back_after):.1f} s at most")
    assert (found.lost, found.double) == ([], []), f"seed {seed}"
    assert max(back_after) <= 5
