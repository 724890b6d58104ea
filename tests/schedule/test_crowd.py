"""Thousands of people are due in the same minute, while others are being answered."""

import asyncio
from datetime import UTC, datetime
from statistics import quantiles
from time import perf_counter

import pytest

from bot.app.routing import program_router
from bot.clockwork import RUN_DUE, Clockwork
from bot.config import parse_config
from bot.conversation.dispatch import Dispatcher
from bot.engine.inline import InlineEngine
from bot.model.events import Actor, IncomingCommand
from bot.schedule.audiences import AT_ONCE
from bot.schedule.due import Stage, keep_in_step, run_due
from bot.store.database import Database
from bot.store.inserts import insert_all_once
from bot.store.tables import Person
from tests.delivery.post import Post
from tests.promises import Measured
from tests.schedule.asking import asking_everybody
from tests.store.rows import NOW

CONFIG = """
organisation: { name: Northlight, zone: Europe/Amsterdam }
""" + asking_everybody("0 10 * * TUE", "checkin")
ZONE = "Europe/Amsterdam"
TUESDAY_10 = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Crowd:
    """Everybody lives in Amsterdam and is asked at ten on Tuesday."""

    def __init__(self, database: Database, many: int) -> None:
        self.post, self.engine = Post(database, config=parse_config(CONFIG)), InlineEngine()
        self.clockwork = Clockwork(
            self.post.turns, self.engine, self.post.courier, {}, self.post.leadership
        )
        self.dispatcher = Dispatcher(self.post.turns, program_router(), lambda: None)
        with self.post.turns.begin() as turn:
            template = turn.store.people.get("alice").model_dump()
            names = [f"p{number:05}" for number in range(many - 3)]  # besides Alice, Bob and Carol
            rows = [{**template, "id": name, "name": name, "email": name} for name in names]
            insert_all_once(turn.store.people.session, Person, rows)
            keep_in_step(turn)
        self.post.clock.move_to(TUESDAY_10)

    def enqueue(self) -> float:
        """How many seconds that took."""
        begin = perf_counter()
        self.engine.start(RUN_DUE, "once", "checkin", ZONE, TUESDAY_10.isoformat())
        return perf_counter() - begin

    def queued(self) -> list[str]:
        return sorted(row.person_id or "" for row in self.post.rows())

    def everybody(self) -> list[str]:
        with self.post.turns.begin() as turn:
            return sorted(person.id for person in turn.store.people.everyone())

    async def help(self, number: int) -> float:
        """How many seconds until that was answered, and committed."""
        said = IncomingCommand(
            key=f"slack:{number}", actor=Actor("slack", "T1", "alice"), occurred_at=NOW, name="help"
        )
        begin = perf_counter()
        await asyncio.to_thread(self.dispatcher.dispatch, said)
        return perf_counter() - begin


@pytest.fixture
def crowd(database: Database) -> Crowd:
    return Crowd(database, 1_200)


def test_a_run_that_was_killed_is_finished_by_the_next(crowd: Crowd) -> None:
    with crowd.post.turns.begin() as turn:
        stage = run_due("checkin", ZONE, turn, Stage(TUESDAY_10))
    assert stage is not None
    assert len(crowd.queued()) == AT_ONCE

    crowd.enqueue()

    assert crowd.queued() == crowd.everybody()
    with crowd.post.turns.begin() as turn:
        [claimed] = turn.store.schedules.occurrences("checkin")
        assert claimed.outcome == "ran"
        assert turn.store.schedules.due(TUESDAY_10, 10) == []


@pytest.mark.soak
@pytest.mark.long
@pytest.mark.alone
@pytest.mark.timeout(300)
async def test_ten_thousand_people_are_invited_while_others_are_answered(
    database: Database, measured: Measured
) -> None:
    crowd = Crowd(database, 10_000)
    await crowd.help(0)
    work = asyncio.create_task(asyncio.to_thread(crowd.enqueue))
    lags, answers = list[float](), list[asyncio.Task[float]]()
    while not work.done():
        begin = perf_counter()
        await asyncio.sleep(0.01)
        lags.append(perf_counter() - begin - 0.01)
        if len(lags) % 5 == 0:
            answers.append(asyncio.create_task(crowd.help(len(answers) + 1)))
    seconds, waited = await work, await asyncio.gather(*answers)

    assert crowd.queued() == crowd.everybody()
    store = "SQLite" if database.is_sqlite else "PostgreSQL"
    what = f"10,000 people due at once, {store}"
    measured("R-C7", f"{what}: enqueued", "10 s", f"{seconds:.1f} s")
    measured("R-C7", f"{what}: event loop lag p99", "100 ms", f"{_p99(lags):.0f} ms")
    told = f"{_p99(waited):.0f} ms of {len(waited)}, most {max(waited) * 1000:.0f} ms"
    measured("R-C7", f"{what}: answers p99", "200 ms", told)


def _p99(seconds: list[float]) -> float:
    return quantiles(seconds, n=100, method="inclusive")[98] * 1000
