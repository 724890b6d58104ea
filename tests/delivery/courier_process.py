"""A courier with a real messenger, for a process of its own that a test can kill."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from time import monotonic
from typing import Protocol

from aiohttp import web

from adapters.slack.app import SlackAdapter
from adapters.slack.settings import SlackSettings
from adapters.teams.app import TeamsAdapter
from adapters.teams.settings import TeamsSettings
from bot.app.outside import fresh_id
from bot.app.routing import program_router
from bot.config import parse_config
from bot.conversation.dispatch import Dispatcher
from bot.conversation.turn import Turns
from bot.delivery import Courier
from bot.delivery.pacing import Pacing
from bot.leadership import Leadership
from bot.model.ports import Clock, Conversation, Messenger
from bot.pictures import png
from bot.store.database import Database
from tests.fakes.teams_server import APP_ID, TENANT
from tests.store.rows import KEYS
from tests.words import shipped_words

START = datetime.fromtimestamp(1_700_000_000, UTC)  # the first instant of the fake Slack's messages
CONFIG = """
organisation: { name: Northlight, zone: Europe/Amsterdam }
contact: { quiet_from: "00:00", quiet_to: "00:00" }
"""


def open_turns(store: str, clock: Clock) -> Turns:
    numbers = count(1)
    config = parse_config(CONFIG)
    return Turns(
        Database(store),
        KEYS,
        shipped_words(),
        lambda: config,
        clock,
        lambda: f"id{next(numbers):04}",
    )


class Adapter(Protocol):
    messenger: Messenger

    def mount(self, web_app: web.Application) -> None: ...


def adapter(platform: str, server: str, turns: Turns) -> Adapter:
    conversation = Dispatcher(turns, program_router(), lambda: None)
    return (slack if platform == "slack" else teams)(server, conversation, turns.clock)


def slack(server: str, conversation: Conversation, clock: Clock) -> Adapter:
    api = f"http://{server}/api/"
    settings = SlackSettings("xoxb-test", "secret", api_url=api, test_mode=True)
    return SlackAdapter(settings, conversation, clock, png, fresh_id)


def teams(server: str, conversation: Conversation, clock: Clock) -> Adapter:
    settings = TeamsSettings(
        APP_ID,
        "password",
        TENANT,
        test_mode=True,
        token_url=f"http://{server}/token",
        service_hosts=(server,),
    )
    return TeamsAdapter(settings, conversation, clock, png)


def send_everything(store: str, platform: str, server: str, later: float) -> None:
    """All that waits in the store goes to the fake platform at ``server``.

    The clock shows ``later`` seconds more than at the start.
    """
    asyncio.run(_send_everything(store, platform, server, later))


async def _send_everything(store: str, platform: str, server: str, later: float) -> None:
    began = monotonic()
    turns = open_turns(store, lambda: START + timedelta(seconds=later + monotonic() - began))
    joined = adapter(platform, server, turns)
    web_app = web.Application()
    joined.mount(web_app)
    runner = web.AppRunner(web_app)
    await runner.setup()
    leadership = Leadership(turns, lease=3600)  # nobody renews it while the courier runs
    leadership.keep()
    courier = Courier(turns, leadership, {platform: joined.messenger}, Random(1), Pacing({}))
    await asyncio.to_thread(_run, courier, turns)
    courier.close()
    await runner.cleanup()


def _run(courier: Courier, turns: Turns) -> None:
    """As the clock does, but without its breaks."""
    waiting = 1
    while waiting:
        courier.run()
        with turns.begin() as turn:
            waiting = turn.store.outbox.waiting()
