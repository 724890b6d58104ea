"""A year of many people in twelve time zones: nobody is written to when they should not be."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import count
from time import monotonic, process_time

import pytest

from bot.store.database import Database
from bot.store.tables import Delivery
from tests.promises import Measured
from tests.year.judge import Judge, Wave
from tests.year.lives import Outage, Sent
from tests.year.world import World, about

PROMISE = "R-C8"
FIVE_MINUTES = 300
A_MINUTE = timedelta(minutes=1)
START = datetime(2026, 1, 4, tzinfo=UTC)  # a Sunday
AT = {"weekly": time(10), "monthly": time(9, 30)}


def outages(start: datetime, days: int) -> list[Outage]:
    """Three hours while half of the world is due, and four days with a Tuesday in them."""
    tuesday = start + timedelta(days=7 * (days // 21) + 2, hours=7, minutes=20)
    monday = start + timedelta(days=7 * (2 * days // 21) + 1, hours=16, minutes=41)
    return [
        Outage(tuesday, tuesday + timedelta(hours=3)),
        Outage(monday, monday + timedelta(days=4)),
    ]


@pytest.mark.parametrize(
    ("people", "days"),
    [
        (30, 21),
        pytest.param(
            300, 364, marks=[pytest.mark.soak, pytest.mark.alone, pytest.mark.timeout(1800)]
        ),
    ],
)
def test_nobody_is_written_to_when_they_should_not_be_and_every_wave_asks_everybody_once(
    sqlite_database: Database, measured: Measured, people: int, days: int
) -> None:
    began, worked = monotonic(), process_time()
    world = World(sqlite_database, people, people, START, days)
    world.live(outages(START, days))
    lasted, worked = monotonic() - began, process_time() - worked
    rows, sent = world.rows(), world.platform.sent
    judge = Judge(list(world.lives.values()), sent, world.outages)

    waves_of = {row.id: about(row) for row in rows if row.kind in ("invitation", "nudge")}
    wrong = list(judge.wrongly_sent(waves_of))
    asked, reasons = asked_once(world, judge, waves_of)
    wrong += [reason for reason in reasons if reason.startswith("!")]

    name = f"{people} people, {days} days"
    for what, many in told_of(rows, sent) if days > 100 else ():
        measured(PROMISE, f"{name}: {what}", "", f"{many:,}")
    measured(PROMISE, f"{name}: asked once by a wave", "all others for a reason", f"{asked:,}")
    for reason, many in sorted(Counter(reasons).items()):
        measured(PROMISE, f"{name}: not asked, {reason[:40]}", "", f"{many:,}")
    measured(PROMISE, f"{name}: violations", "0", f"{len(wrong)}")
    took = f"{lasted:.0f} s, {worked:.0f} s of a processor"  # others may use the machine as well
    measured(PROMISE, f"{name}: the run", "under 5 minutes", took)
    assert not wrong, (len(wrong), wrong[:5])
    assert worked < FIVE_MINUTES


def told_of(rows: list[Delivery], sent: list[Sent]) -> Iterator[tuple[str, int]]:
    """What was sent and what was not, and why."""
    for kind, many in sorted(Counter(one.kind for one in sent).items()):
        yield f"sent, {kind}", many
    yield "sent, as a goodbye", sum("quiet now" in one.title for one in sent)
    queued = {row.id: row.created_at for row in rows}
    yield "sent after waiting", sum(one.at - queued[one.delivery] > A_MINUTE for one in sent)
    skipped = Counter((row.state, row.reason) for row in rows if row.state != "sent")
    for (state, reason), many in sorted(skipped.items()):
        yield f"not sent, {state}, {reason}", many


def asked_once(world: World, judge: Judge, waves_of: dict[str, str]) -> tuple[int, list[str]]:
    """How many were asked once by a wave that is over, and why others were not."""
    asked = Counter[tuple[str, str]]()
    for one in world.platform.sent:
        if one.kind == "invitation":
            asked[one.account, waves_of[one.delivery]] += 1
    many, reasons = 0, list[str]()
    for wave in closed_waves(world):
        for life in world.lives.values():
            match asked[life.account, wave.id]:
                case 1:
                    many += 1
                case 0:
                    reasons.append(judge.why_not_invited(life, wave))
                case times:
                    reasons.append(f"! {life.account} was asked {times} times by {wave.id}")
    return many, reasons


def closed_waves(world: World) -> list[Wave]:
    """Every wave that was due, also those that never opened because nothing ran."""
    found = list[Wave]()
    with world.turns.begin() as turn:
        for survey, at in AT.items():
            lasts = turn.config.surveys[survey].open_for_days
            for n in count():
                day = (START + timedelta(days=n)).date()
                closes = datetime.combine(day, at, UTC) + timedelta(days=lasts)
                if closes > world.end - timedelta(days=1):
                    break
                if day.weekday() == 1 if survey == "weekly" else day.day == 1:
                    opened = turn.store.surveys.get(f"{survey}-{day}")
                    closes = opened.closes_at if opened else closes
                    found.append(Wave(f"{survey}-{day}", day, at, closes))
    return found
