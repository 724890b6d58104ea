"""Links to files: one use, ten minutes, nothing to learn from the others."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.app.downloads import Links
from bot.app.outside import fresh_id
from bot.config import read_config
from bot.conversation.turn import Turns
from bot.model.cards import File
from bot.showcase.clock import MovedClock
from bot.store.database import Database
from tests.store.rows import KEYS, NOW, add_person, add_team, nudge
from tests.words import shipped_words

FILE = File("mine.json", "Everything as <a file>", '{"note": "zebra"}')
APP = Path(__file__).parent / "conversations" / "app.yaml"


class Rig:
    """The routes on a store in which a message is on its way to Alice."""

    def __init__(self, database: Database) -> None:
        self.clock = MovedClock(NOW)
        config, words = read_config(APP), shipped_words()
        self.turns = Turns(database, KEYS, words, lambda: config, self.clock, fresh_id)
        with self.turns.begin() as turn:
            add_team(turn.store)
            add_person(turn.store)
            row = nudge("d-1", "alice")
            row.state = "sending"
            turn.store.outbox.add(row)
        self.links = Links(self.turns, "https://bot.example")
        self.web_app = web.Application()
        self.links.mount(self.web_app)

    def link(self) -> str:
        return self.links.to("d-1", FILE).removeprefix("https://bot.example")

    def kept(self) -> str:
        with self.turns.begin() as turn:
            return repr(turn.store.own_data.rows("alice")["download"])


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database)


@pytest.fixture
async def browser(rig: Rig) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    async with TestClient(TestServer(rig.web_app)) as client:
        yield client


async def test_looking_uses_nothing_up_and_the_button_gives_it_once(
    rig: Rig, browser: TestClient[web.Request, web.Application]
) -> None:
    link = rig.link()
    for _ in range(3):
        page = await browser.get(link)
        assert page.status == 200
        assert "<button>Everything as &lt;a file&gt;</button>" in await page.text()
    assert (await browser.head(link)).status == 200

    fetched = await browser.post(link)
    assert await fetched.text() == FILE.content
    assert fetched.headers["Cache-Control"] == "no-store"
    assert fetched.headers["Content-Disposition"] == 'attachment; filename="mine.json"'
    for again in (await browser.post(link), await browser.get(link)):
        assert (again.status, await again.text()) == (404, "")
    assert rig.kept() == "[]"


async def test_after_ten_minutes_it_is_gone(
    rig: Rig, browser: TestClient[web.Request, web.Application]
) -> None:
    link = rig.link()
    rig.clock.move_to(NOW + timedelta(minutes=10))
    assert (await browser.get(link)).status == (await browser.post(link)).status == 404
    rig.link()
    assert rig.kept().count("ticket") == 1, "what is over is purged with the next one"


async def test_what_the_store_keeps_leads_nowhere(
    rig: Rig, browser: TestClient[web.Request, web.Application]
) -> None:
    link = rig.link()
    secret, _, mac = link.removeprefix("/files/").partition("~")
    assert secret not in rig.kept()
    assert "zebra" not in rig.kept()
    for made_up in (secret, f"{secret}~", f"{'0' * 32}~{mac}", "x", "%F0%28"):
        assert (await browser.post(f"/files/{made_up}")).status == 404
    assert (await browser.post(link)).status == 200
