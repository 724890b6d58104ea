"""How fast events are acknowledged while no platform answers us."""

import time
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

import pytest

from tests.e2e.stage import Background
from tests.faults.senders import AS_SLACK, USUAL, Traffic, p99, told_p99
from tests.faults.stage import staged
from tests.promises import Measured

RATE = 200.0  # events a second
TRAFFIC = replace(USUAL, waits=AS_SLACK)
REST = 600.0  # seconds for what was not acknowledged at once


FOR_SO_LONG = pytest.mark.parametrize(
    "seconds",
    [pytest.param(60, marks=pytest.mark.soak), pytest.param(300, marks=pytest.mark.long)],
)


@pytest.mark.alone
@FOR_SO_LONG
def test_acknowledgements_while_every_platform_hangs(
    database_url: str, seconds: int, loop: Background, tmp_path: Path, measured: Measured
) -> None:
    database, _, _ = database_url.partition(":")
    told = acknowledged(loop, database_url, tmp_path, seconds)
    what = f"acknowledged at 200/s for {seconds} s, all platforms hanging, {database}"
    measured("R-S3", what, "p99 0.200 s", told)


@pytest.mark.alone
@FOR_SO_LONG
def test_acknowledgements_of_two_replicas_while_every_platform_hangs(
    postgresql_url: str, seconds: int, loop: Background, tmp_path: Path, measured: Measured
) -> None:
    told = acknowledged(loop, postgresql_url, tmp_path, seconds, replicas=2)
    what = f"acknowledged at 200/s for {seconds} s, all platforms hanging, two replicas"
    measured("R-S3", what, "p99 0.200 s", told)


def acknowledged(loop: Background, url: str, folder: Path, seconds: int, replicas: int = 1) -> str:
    """How fast, in words; all that was sent must have been acknowledged in the end."""
    with staged(
        loop, url, folder, seed=1, replicas=replicas, rate=RATE, share=0, traffic=TRAFFIC
    ) as stage:
        time.sleep(2)  # the keys of the channel are fetched once
        stage.weather.stand_still()
        begun = len(stage.sender.sent)
        time.sleep(seconds)
        sent = stage.sender.sent[begun:]
        stage.hear_everybody(within=REST)

    waits = sorted(one.acknowledged_after for one in sent if one.acknowledged_after is not None)
    assert len(waits) == len(sent)
    again = sum(one.deliveries > 2 for one in sent)
    cuts = quantiles(waits, n=1000)
    times = f"p50 {cuts[499]:.3f}, p99 {cuts[989]:.3f}, most {waits[-1]:.3f} s"
    return f"{times}; {again} of {len(sent)} delivered again"


@pytest.mark.soak
@pytest.mark.alone
def test_slack_is_answered_while_keys_that_nobody_knows_are_looked_for_in_vain(
    sqlite_url: str, loop: Background, tmp_path: Path, measured: Measured
) -> None:
    traffic = Traffic({"slack": 0.6, "stranger": 0.4}, rounds=1)
    with staged(loop, sqlite_url, tmp_path, seed=1, rate=50.0, share=0, traffic=traffic) as stage:
        time.sleep(2)
        warm = len(stage.sender.sent)
        time.sleep(10)
        begun, stage.teams.keys_hang = len(stage.sender.sent), True
        time.sleep(10)
        before, sent = stage.sender.sent[warm:begun], stage.sender.sent[begun:]
        stage.hear_everybody(within=10)

    on_slack = [one for one in sent if one.kind == "slack"]
    strangers = [one for one in sent if one.kind == "stranger"]
    refused = sum(one.acknowledged_after is None for one in strangers)
    what = f"Slack's p99 beside {len(strangers)} tokens with unknown keys, the key server hangs"
    measured("R-T2", what, "0.300 s", f"{told_p99(on_slack, before)}; {refused} refused")
    assert all(one.acknowledged_after is not None for one in on_slack)
    assert refused == len(strangers)
    assert p99(on_slack) < 0.3
