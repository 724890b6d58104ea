"""Slack answers in every unclear way: each message arrives all the same, and once."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from random import Random
from time import monotonic
from typing import Any

import pytest
from aiohttp import web

from adapters.slack.addresses import Posted, address
from adapters.slack.app import SlackAdapter
from adapters.slack.settings import SlackSettings
from bot.app.outside import fresh_id
from bot.app.routing import program_router
from bot.conversation.dispatch import Dispatcher
from bot.conversation.queueing import queue_to_person, queue_to_team
from bot.conversation.replying import queue_reply
from bot.conversation.turn import Turn, Turns
from bot.delivery import Courier
from bot.delivery.pacing import Pacing
from bot.leadership import Leadership
from bot.model.cards import Card
from bot.model.events import Actor, Address
from bot.model.ports import Clock, Kind
from bot.pictures import png
from tests.delivery.courier_process import START, open_turns
from tests.fakes.slack_server import FakeSlack
from tests.promises import Measured
from tests.store.rows import add_person, add_team

Json = dict[str, Any]

WRITING = {"chat.postMessage", "chat.update"}
BEFORE = ("reset", "500", "hang")  # Slack has not taken it
AFTER = ("lost", "500 after", "hang after", "junk", "list", "cut", "huge")  # Slack has
LATE = "taken late"  # after the bot gave up waiting
LOOKING = ("reset", "500", "junk", "huge", "internal_error")
CALL_WITHIN, SEEN_AFTER, LOOK_AFTER = 0.3, 0.3, 0.8  # seconds; 10, unknown and 5 in life
PAGE = 2
FASTER = 5
DIGEST = "digests/dividend_band"


class MoodySlack(FakeSlack):
    """Answers unclearly ``many`` times. A message shows in the history after a while only."""

    def __init__(self, many: int, seed: int, clock: Clock) -> None:
        super().__init__()
        self.left, self._random, self._clock = many, Random(seed), clock
        self.posted, self.kinds = Counter[str](), Counter[str]()
        self.cards = dict[str, Json]()
        self._there = defaultdict[str, list[tuple[float, Json]]](list)
        self._numbers = count(1)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if method in WRITING and self.left and self._random.random() < 0.6:
            return await self._unclearly(method, request)
        if method == "conversations.history" and self._random.random() < 0.15:
            self.faults[method] = [self._random.choice(LOOKING)]
        return await super()._api(request)

    async def _unclearly(self, method: str, request: web.Request) -> web.StreamResponse:
        mood = self._random.choice((*BEFORE, *AFTER, LATE))
        self.left -= 1
        self.kinds[mood] += 1
        arguments = await request.json()
        if mood == LATE:
            asyncio.get_running_loop().call_later(
                CALL_WITHIN + 0.05, self._answer, method, arguments
            )
        elif mood in AFTER:
            self._answer(method, arguments)
        return await self._broken(mood, request)

    async def _broken(self, mood: str, request: web.Request) -> web.StreamResponse:
        if mood in {"reset", "lost"}:
            return await self._cut(request)
        if "hang" in mood or mood == LATE:
            await self.released.wait()
        if mood == "cut":
            response = web.StreamResponse(headers={"Content-Length": "500"})
            await response.prepare(request)
            await response.write(b'{"ok": true, "ts"')
            return await self._cut(request)
        texts = {"junk": '{"ok": tru', "list": "[1]", "huge": '{"x": "' + "x" * 1_100_000 + '"}'}
        if mood in texts:
            return web.Response(text=texts[mood], content_type="application/json")
        return web.Response(status=500, text="<html>oops</html>", content_type="text/html")

    def _answer(self, method: str, arguments: Json) -> Json:
        now = asyncio.get_running_loop().time()
        match method:
            case "chat.postMessage":
                ts = f"{self._clock().timestamp():.0f}.{next(self._numbers):06}"
                self.posted[arguments["metadata"]["event_payload"]["key"]] += 1
                channel = arguments["channel"]
                self._there[channel].append((now + SEEN_AFTER, {**arguments, "ts": ts}))
                return {"ok": True, "ts": ts}
            case "chat.update":
                self.cards[arguments["ts"]] = arguments
                return {"ok": True, "ts": arguments["ts"]}
            case "conversations.history":
                return self._history(arguments, now)
            case _:
                return super()._answer(method, arguments)

    def _history(self, arguments: Json, now: float) -> Json:
        """Newest first, a small page at a time, only from ``oldest`` on."""
        channel, oldest = arguments["channel"], float(arguments["oldest"])
        if "latest" in arguments:
            card = self.cards.get(arguments["latest"])
            return {"ok": True, "messages": [card] if card else []}
        there = self._there[channel.removeprefix("D")]
        seen = [m for at, m in reversed(there) if at <= now and float(m["ts"]) >= oldest]
        start = int(arguments.get("cursor", 0))
        rest = len(seen) > start + PAGE
        cursor = str(start + PAGE) if rest else ""
        page = seen[start : start + PAGE]
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": cursor}}


def queue_messages(turns: Turns, many: int) -> None:
    """To people, to channels, and in place of cards, in turn."""
    values = {name: turns.catalog.example(name, "en") for name in ("invitations/checkin", DIGEST)}
    with turns.begin() as turn:
        add_team(turn.store)
        for number in range(many):
            [invite, report, answer][number % 3](number, turn, values)


def invite(number: int, turn: Turn, values: dict[str, Any]) -> None:
    person = add_person(turn.store, f"P{number}")
    actor = Actor("slack", "T1", f"U{number}")
    turn.store.accounts.meet(
        actor, f"U{number}", START, turn.new_id()
    ).account.person_id = person.id
    message, closes = "invitations/checkin", START + timedelta(days=5)
    queue_to_person(turn, Kind.INVITATION, person, message, values[message], f"{number}", closes)


def report(number: int, turn: Turn, values: dict[str, Any]) -> None:
    """Ten digests share a channel, so that there is something to look through."""
    name = f"team{number // 30}"
    if number % 30 == 1:
        team = add_team(turn.store, name)
        turn.store.teams.bind(team.id, Address("slack", "T1", f"C{number // 30}"), START)
    team = turn.store.teams.get(name)
    queue_to_team(turn, Kind.DIGEST, team, DIGEST, values[DIGEST], f"{number}")


def answer(number: int, turn: Turn, _: dict[str, Any]) -> None:
    place = address("T1", f"U{number}", Posted(f"DU{number}", f"16.{number:06}"))
    queue_reply(Card("Thank you"), place, f"Ev{number}", turn)


@asynccontextmanager
async def sending(slack: MoodySlack, turns: Turns) -> AsyncIterator[Courier]:
    settings = SlackSettings(
        "xoxb-test",
        "secret",
        api_url=slack.url("/api/"),
        test_mode=True,
        call_within=CALL_WITHIN,
        look_after=LOOK_AFTER,
    )
    conversation = Dispatcher(turns, program_router(), lambda: None)
    joined = SlackAdapter(settings, conversation, turns.clock, png, fresh_id)
    app = web.Application()
    joined.mount(app)
    runner = web.AppRunner(app)
    await runner.setup()
    leadership = Leadership(turns, lease=3600)  # nobody renews it while the courier runs
    courier = Courier(turns, leadership, {"slack": joined.messenger}, Random(1), Pacing({}))
    leadership.keep()
    try:
        yield courier
    finally:
        courier.close()
        await runner.cleanup()


def run_until_sent(courier: Courier, turns: Turns) -> None:
    """As the clock does, but without its breaks."""
    waiting = 1
    while waiting:
        courier.run()
        with turns.begin() as turn:
            waiting = turn.store.outbox.waiting()


def fast_clock() -> Clock:
    """Waits for the next try take a fifth of their time; a reply has an hour."""
    began = monotonic()
    return lambda: START + timedelta(seconds=FASTER * (monotonic() - began))


@pytest.mark.parametrize(
    ("many", "seed"),
    [
        (10, 1),
        pytest.param(300, 3, marks=[pytest.mark.soak, pytest.mark.timeout(600)]),
        pytest.param(2_000, 2, marks=[pytest.mark.long, pytest.mark.timeout(1800)]),
    ],
)
async def test_what_slack_answers_unclearly_arrives_once(
    many: int, seed: int, database_url: str, measured: Measured
) -> None:
    clock = fast_clock()
    turns = open_turns(database_url, clock)
    queue_messages(turns, 2 * many)  # some need no second try
    async with MoodySlack(many, seed, clock) as slack, sending(slack, turns) as courier:
        await asyncio.to_thread(run_until_sent, courier, turns)

    with turns.begin() as turn:
        rows = turn.store.outbox.all()
    turns.database.close()
    replaced = {card["metadata"]["event_payload"]["key"] for card in slack.cards.values()}
    arrived = slack.posted.keys() | replaced
    lost = [row for row in rows if row.id not in arrived or row.state != "sent"]
    doubled = [key for key, times in slack.posted.items() if times > 1 or key in replaced]
    what = f"unclear Slack results, {many - slack.left:,}"
    measured("R-O4", what, "0 lost, 0 double", f"{len(lost)} lost, {len(doubled)} double")
    outcomes = Counter((row.state, row.reason, row.kind) for row in lost)
    assert (outcomes, doubled, slack.left) == (Counter(), [], 0), (seed, slack.kinds)
