"""Two replicas, one of them killed, or stopped and later woken: every schedule runs once."""

import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.store.tables import Occurrence
from tests.e2e.http import eventually
from tests.e2e.stage import Background
from tests.faults.processes import Replica
from tests.faults.stage import Stage, staged
from tests.faults.town import SCHEDULES, ZONES, leader, nudges_due, occurrences
from tests.promises import Measured

soak, long = pytest.mark.soak, pytest.mark.long
FASTER = 720  # a day in two minutes
HOUR = timedelta(hours=1)
LEASE = 2.0  # seconds, as tests/faults/stage.py sets it
IDLE = 15.0  # seconds after which PostgreSQL ends the transaction of a process that sleeps


def leading(stage: Stage, url: str) -> Replica:
    return eventually(
        lambda: next((r for r in stage.replicas if leader(url).endswith(f":{r.port}")), None), 30
    )


def seconds_until_another_leads(victim: Replica, url: str) -> float:
    began = time.monotonic()
    while leader(url).endswith(f":{victim.port}"):
        assert time.monotonic() - began < 30, "nobody took over"
        time.sleep(0.05)
    return time.monotonic() - began


def trouble(victim: Replica, random: Random, url: str) -> float | None:
    """Kill or stop one; how long it took until another led, where it had led."""
    led = leader(url).endswith(f":{victim.port}")
    frozen = random.random() < 0.5
    if frozen:
        victim.freeze()
    else:
        victim.kill()
    waited = seconds_until_another_leads(victim, url) if led else None
    time.sleep(random.uniform(0, 2))
    if frozen:
        victim.wake()
    else:
        victim.start()
    victim.wait_until_ready()
    return waited


def hours_missing(found: Iterable[Occurrence]) -> list[tuple[str, datetime]]:
    """Full hours between the first and the last at which nothing ran in a zone."""
    missing = list[tuple[str, datetime]]()
    ran = [row for row in found if row.outcome == "ran"]
    for zone in ZONES:
        at = {row.due_at.astimezone(UTC) for row in ran if row.zone == zone}
        hour, last = min(at), max(at)
        while hour < last:
            hour += HOUR
            missing += [(zone, hour)] if hour not in at else []
    return missing


def arrivals(stage: Stage) -> Counter[str]:
    return Counter(stage.slack.ids())


@pytest.mark.parametrize(
    ("times", "seed"),
    [
        pytest.param(1, 1),
        pytest.param(8, 2, marks=soak),
        pytest.param(50, 3, marks=long),
    ],
)
def test_every_occurrence_happens_once_and_its_messages_arrive_once(
    times: int,
    seed: int,
    loop: Background,
    postgresql_url: str,
    tmp_path: Path,
    measured: Measured,
) -> None:
    random, url, waits = Random(seed), postgresql_url, list[float]()
    with staged(
        loop, url, tmp_path, seed, replicas=2, rate=0, faster=FASTER, config=SCHEDULES
    ) as stage:
        for _ in range(times):
            time.sleep(random.uniform(1, 3))
            leads = leading(stage, url)
            victim = leads if not waits or random.random() < 0.7 else random.choice(stage.replicas)
            waited = trouble(victim, random, url)
            waits += [waited] if waited is not None else []
        kept = stage.rested()
    found, arrived = occurrences(url), arrivals(stage)

    missing = hours_missing(found)
    skipped = [row for row in found if row.outcome != "ran"]
    due = nudges_due([row for row in found if row.claimed_at < stage.rested_at], url)
    ids = {row.dedupe_key: row.id for row in kept.deliveries}
    lost = [key for key in due if not arrived[ids.get(key, "")]]
    double = [key for key, number in arrived.items() if number > 1]
    what = f"two replicas, one killed or stopped {times} times"
    told = f"{len(missing)} missing, {len(skipped)} skipped of {len(found)} occurrences"
    measured("R-C4", f"{what}: occurrences", "each once", told)
    told = f"{len(lost)} lost, {len(double)} double of {len(due)} messages"
    measured("R-O7", f"{what}: messages", "0 lost, 0 double", told)
    measured(
        "R-O7", f"taken over, with a lease of {LEASE:g} s", "60 s", f"{max(waits):.1f} s at most"
    )
    assert (missing, skipped, lost, double) == ([], [], [], []), f"seed {seed}"
    assert due
    assert max(waits) < LEASE + IDLE + 3
