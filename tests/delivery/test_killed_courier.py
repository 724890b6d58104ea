"""kill -9 in the middle of a wave's invitations, then a restart."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from multiprocessing.process import BaseProcess

import pytest
from aiohttp import web

from bot.conversation.queueing import queue_to_person
from bot.delivery.air import MOST
from bot.model.events import Actor
from bot.model.ports import Kind
from bot.store.tables import Delivery
from tests.delivery.courier_process import START, open_turns, send_everything
from tests.fakes.slack_server import FakeSlack
from tests.fakes.teams_server import TENANT, TeamsServer
from tests.forks import FORKS
from tests.store.rows import add_person, add_team

PEOPLE = 200
IN_THE_AIR = MOST
BEFORE_THE_KILL = 4 * MOST  # messages that the platform confirms; later ones it takes in silence


class SilentSlack(FakeSlack):
    """Falls silent after a while: it takes messages and does not say so."""

    silent = False

    @property
    def place(self) -> str:
        return f"{self.server.host}:{self.server.port}"

    def arrived(self) -> Counter[str]:
        return Counter(message["channel"] for message in self.messages)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        answer = await super()._api(request)
        if self.silent and len(self.messages) > BEFORE_THE_KILL:
            await self.released.wait()
        return answer


class SilentTeams(TeamsServer):
    """Falls silent after a while: it takes messages and does not say so."""

    silent = False

    def arrived(self) -> Counter[str]:
        return Counter({to: len(messages) for to, messages in self.messages.items()})

    async def _connector(self, request: web.Request) -> web.Response:
        answer = await super()._connector(request)
        is_message = request.path.endswith("/activities")
        if self.silent and is_message and len(self.messages) > BEFORE_THE_KILL:
            await self._released.wait()
        return answer


Server = SilentSlack | SilentTeams


@asynccontextmanager
async def serving(platform: str) -> AsyncIterator[Server]:
    if platform == "teams":
        async with SilentTeams() as teams:
            yield teams
        return
    async with SilentSlack() as slack:
        yield slack


def queue_a_wave(store: str, platform: str) -> None:
    turns = open_turns(store, lambda: START)
    message = "invitations/checkin"
    values = turns.catalog.example(message, "en")
    with turns.begin() as turn:
        add_team(turn.store)
        for number in range(PEOPLE):
            person = add_person(turn.store, f"P{number}")
            workspace = "T1" if platform == "slack" else TENANT
            actor = Actor(platform, workspace, f"account-{number}")
            account = turn.store.accounts.meet(actor, f"D{number}", START, turn.new_id()).account
            account.person_id = person.id
            closes = START + timedelta(days=5)
            queue_to_person(turn, Kind.INVITATION, person, message, values, f"w:{number}", closes)
    turns.database.close()


def deliveries(store: str) -> list[Delivery]:
    turns = open_turns(store, lambda: START)
    with turns.begin() as turn:
        rows = turn.store.outbox.all()
    turns.database.close()
    return rows


@asynccontextmanager
async def courier(store: str, platform: str, server: str, later: int) -> AsyncIterator[BaseProcess]:
    """A courier's process; it is killed at the end unless it ended itself."""
    process = FORKS.Process(target=send_everything, args=(store, platform, server, later))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


async def killed_and_restarted(store: str, platform: str, server: Server) -> None:
    server.silent = True
    async with courier(store, platform, server.place, later=0) as first:
        while server.arrived().total() < BEFORE_THE_KILL + IN_THE_AIR:
            assert first.is_alive()
            await asyncio.sleep(0.01)
    server.silent = False
    async with courier(store, platform, server.place, later=60) as second:
        await asyncio.to_thread(second.join)
        assert second.exitcode == 0


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_nobody_is_invited_twice_and_every_doubt_is_listed(
    platform: str, database_url: str
) -> None:
    queue_a_wave(database_url, platform)

    async with serving(platform) as server:
        await killed_and_restarted(database_url, platform, server)

        arrived, rows = server.arrived(), deliveries(database_url)
    assert set(arrived.values()) == {1}
    doubts = [row for row in rows if row.state != "sent"]
    if platform == "slack":
        assert len(arrived) == PEOPLE
        assert doubts == []
    else:
        assert {(row.state, row.reason) for row in doubts} == {("unclear", "interrupted")}
        assert len(doubts) == IN_THE_AIR
        assert len(arrived) == PEOPLE
