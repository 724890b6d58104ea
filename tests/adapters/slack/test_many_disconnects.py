"""Socket Mode while its links end in every way: nothing is lost, and nothing happens twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from random import Random

import pytest
from aiohttp import web

from adapters.slack.app import SlackAdapter
from adapters.slack.settings import SlackSettings
from bot.app.outside import fresh_id
from bot.app.routing import program_router
from bot.config import parse_config
from bot.conversation.dispatch import Dispatcher
from bot.conversation.turn import Turns
from bot.store.database import Database
from tests.adapters.slack.conftest import picture
from tests.adapters.slack.samples import typed
from tests.fakes.slack_socket import ENDINGS, SocketSlack
from tests.promises import Measured
from tests.store.rows import KEYS
from tests.words import shipped_words

NOW = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
SILENCE = 0.3
PAUSE = 0.005  # seconds between events
PATIENCE = 10  # times that Slack repeats an event, every 3 s
CONFIG = "organisation: { name: Northlight, zone: Europe/Amsterdam }"


def opened(database: Database) -> Turns:
    numbers = count(1)
    catalog, config = shipped_words(), parse_config(CONFIG)
    return Turns(
        database,
        KEYS,
        catalog,
        lambda: config,
        lambda: NOW,
        lambda: f"id{next(numbers):05}",
    )


@asynccontextmanager
async def connected(slack: SocketSlack, turns: Turns) -> AsyncIterator[None]:
    api = slack.url("/api/")
    settings = SlackSettings("xoxb", "s", "xapp", api, test_mode=True, silence=SILENCE)
    conversation = Dispatcher(turns, program_router(), lambda: None)
    app = web.Application()
    SlackAdapter(settings, conversation, lambda: NOW, picture, fresh_id).mount(app)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        yield
    finally:
        await runner.cleanup()


async def until_opened(slack: SocketSlack, links: int) -> None:
    await slack._until(lambda: slack.opened >= links)


async def told(slack: SocketSlack, events: int, disconnects: int, random: Random) -> None:
    """All events, with the ends of links spread among them, until each is acknowledged."""
    ends = sorted(random.sample(range(1, events), disconnects))
    for number in range(events):
        said = typed("help", user=f"U{number}")
        payload = {**said, "event_id": f"Ev{number}"}
        await slack.offer({"envelope_id": f"e{number}", "type": "events_api", "payload": payload})
        if number in ends:
            await slack.end(ENDINGS[ends.index(number) % len(ENDINGS)])
            await until_opened(slack, 2 + ends.index(number))
        await asyncio.sleep(PAUSE)
    for _ in range(PATIENCE):
        for _ in range(300):
            if not slack.waiting:
                return
            await asyncio.sleep(0.01)
        await slack.repeat()


@pytest.mark.parametrize(
    ("events", "disconnects"),
    [
        (30, 6),
        pytest.param(
            1_000, 50, marks=[pytest.mark.soak, pytest.mark.long, pytest.mark.timeout(300)]
        ),
    ],
)
async def test_no_event_is_lost_and_none_is_answered_twice(
    events: int, disconnects: int, sqlite_url: str, measured: Measured
) -> None:
    turns = opened(Database(sqlite_url))
    async with SocketSlack() as slack, connected(slack, turns):
        await until_opened(slack, 1)
        await told(slack, events, disconnects, Random(events))

    with turns.begin() as turn:
        answered = [row.conversation for row in turn.store.outbox.all()]
    turns.database.close()
    lost, doubled = events - len(set(answered)), len(answered) - len(set(answered))
    what = f"{events:,} events, {disconnects} disconnects"
    measured("R-S14", what, "0 lost, 0 double", f"{lost} lost, {doubled} double")
    assert (lost, doubled, len(slack.waiting)) == (0, 0, 0)
    assert slack.opened == disconnects + 1


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_the_old_link_stays_open_until_the_new_one_says_hello(
    reason: str, sqlite_url: str
) -> None:
    turns = opened(Database(sqlite_url))
    async with SocketSlack() as slack, connected(slack, turns):
        await until_opened(slack, 1)
        await slack.end(reason)
        await until_opened(slack, 2)

        assert slack.overlaps == 1
        await slack._until(lambda: slack._links[0][0].closed)
    turns.database.close()
