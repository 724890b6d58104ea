"""How fast events are acknowledged while no platform answers us."""

import time
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

import pytest

from tests.e2e.stage import Background
from tests.faults.senders import AS_SLACK, USUAL
from tests.faults.stage import staged
from tests.promises import Measured

RATE = 200.0  # events a second
TRAFFIC = replace(USUAL, waits=AS_SLACK)
REST = 600.0  # seconds for what was not acknowledged at once


@pytest.mark.alone
@pytest.mark.parametrize(
    "seconds",
    [pytest.param(60, marks=pytest.mark.soak), pytest.param(300, marks=pytest.mark.long)],
)
def test_acknowledgements_while_every_platform_hangs(
    database_url: str,
    seconds: int,
    loop: Background,
    tmp_path: Path,
    measured: Measured,
) -> None:
    database, _, _ = database_url.partition(":")
    with staged(loop, database_url, tmp_path, seed=1, rate=RATE, share=0, traffic=TRAFFIC) as stage:
        time.sleep(2)  # the keys of the channel are fetched once
        stage.weather.stand_still()
        begun = len(stage.sender.sent)
        time.sleep(seconds)
        sent = stage.sender.sent[begun:]
        stage.hear_everybody(within=REST)

    waits = sorted(one.acknowledged_after for one in sent if one.acknowledged_after is not None)
    again = sum(one.deliveries > 2 for one in sent)
    cuts = quantiles(waits, n=1000)
    told = f"p50 {cuts[499]:.3f}, p99 {cuts[989]:.3f}, most {waits[-1]:.3f} s"
    what = f"acknowledged at 200/s for {seconds} s, all platforms hanging, {database}"
    measured("R-S3", what, "p99 0.200 s", f"{told}; {again} of {len(sent)} delivered again")
    assert len(waits) == len(sent)
