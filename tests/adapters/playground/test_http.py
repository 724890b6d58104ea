"""The playground over real HTTP: gate, gestures, the live stream, the moved clock."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestServer

from bot.model.events import FormSubmission, IncomingCommand
from tests.adapters.playground.conftest import Page, staged
from tests.adapters.playground.stage import MONDAY
from tests.platforms.hypertext import Hypertext
from tests.platforms.playground import english

Told = dict[str, object]


class Stream:
    """An open page, listening."""

    def __init__(self, response: ClientResponse) -> None:
        self._response = response

    async def next(self, event: str) -> Told:
        """What the next event of this name tells."""
        async with asyncio.timeout(5):
            while True:
                name = (await self._response.content.readline()).decode().strip()
                if name == f"event: {event}":
                    data = (await self._response.content.readline()).decode()
                    return dict(json.loads(data.removeprefix("data: ")))

    async def ends(self) -> bool:
        async with asyncio.timeout(5):
            await self._response.content.read()
        return self._response.content.at_eof()


@asynccontextmanager
async def listening(page: Page) -> AsyncIterator[Stream]:
    async with page.session.get(f"{page.base}/playground/stream") as response:
        assert response.content_type == "text/event-stream"
        stream = Stream(response)
        await stream.next("hello")
        yield stream


async def test_the_page_is_served_with_its_people_and_nothing_from_elsewhere(page: Page) -> None:
    answer = await page.get("")
    html = await answer.text()
    shown = Hypertext(html.removeprefix("<!doctype html>"))
    rooms = {a["data-room"] for _, a in shown.elements if "data-room" in a}
    linked = [a.get("href") or a["src"] for n, a in shown.elements if n in {"link", "script"}]

    assert {"direct:ada", "direct:p21", "channel:finance"} <= rooms
    assert not shown.mismatched
    assert all(address.startswith("/playground/") for address in linked)
    for address in linked:
        asset = await page.get(address.removeprefix("/playground"))
        assert asset.status == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


async def test_words_are_answered_and_kept_for_the_next_visit(page: Page) -> None:
    await page.gesture(kind="say", text="help <b>me</b>")

    shown = Hypertext(await page.room())

    assert "help <b>me</b>" in shown.text
    assert "What I can do" in shown.text


async def test_a_double_click_is_one_event_and_one_answer(page: Page) -> None:
    entered = {"invoices": "1", "reports": "2", "normal": "yes", "mood": "1"}
    submit = {"kind": "submit", "action": "survey.submit:w48", "entered": entered}
    await asyncio.gather(*(page.gesture("one-click-key", **submit) for _ in range(3)))

    submitted = [e for e in page.talk.events.values() if isinstance(e, FormSubmission)]
    assert len(submitted) == 1
    assert (await page.room()).count("Thank you") == 1


async def test_words_sent_twice_by_one_gesture_are_said_once(page: Page) -> None:
    for _ in range(2):
        await page.gesture("one-click-key", kind="say", text="good morning")

    assert (await page.room()).count("good morning") == 1
    assert len(page.talk.events) == 1


async def test_what_came_before_the_page_was_opened_is_no_news() -> None:
    adapter, _, world = staged()
    list(world.reset())
    assert adapter.rooms.unread()
    web_app = web.Application()
    adapter.mount(web_app)

    async with TestServer(web_app, host="127.0.0.1"):
        assert not adapter.rooms.unread()


async def test_what_happens_arrives_live_on_an_open_page(page: Page) -> None:
    async with listening(page) as stream:
        await page.gesture(kind="say", text="<i>log</i>")
        said, answered = await stream.next("change"), await stream.next("change")

    assert (said["room"], said["unread"]) == ("direct:ada", 0)
    assert "&lt;i&gt;log" in str(said["html"])
    assert "I do not know that word" in str(answered["html"])


async def test_a_form_opened_by_a_button_is_told_where_to_stand(page: Page) -> None:
    await page.gesture("help-gesture", kind="say", text="help")
    async with listening(page) as stream:
        answer = await page.gesture(
            "open-gesture", kind="press", action="survey.open:w48", card="help-gesture"
        )
        change = await stream.next("change")

    assert change["after"] == "help-gesture"
    assert answer["focus"] == change["id"]


async def test_moving_the_clock_tells_how_far_it_is_and_brings_what_falls_due(page: Page) -> None:
    async with listening(page) as stream:
        answer = await page.post("clock", {"key": "clock-key-1", "forward": "day"})
        assert answer.status == 202
        begun, invited = await stream.next("moving"), await stream.next("change")
        moved = await stream.next("moved")

    assert begun == {"work": "clock", "share": 0.0}
    assert invited["unread"] == 1
    assert moved == {"work": "clock", "finished": True}
    assert page.world.time - MONDAY == timedelta(days=1)
    assert "Two minutes for your week" in await page.room()


async def test_a_clock_pressed_twice_moves_once(page: Page) -> None:
    async with listening(page) as stream:
        for _ in range(2):
            await page.post("clock", {"key": "clock-key-1", "forward": "hour"})
        await stream.next("moved")
        await page.post("clock", {"key": "clock-key-1", "forward": "hour"})

    assert page.world.time - MONDAY == timedelta(hours=1)


async def test_while_the_clock_moves_gestures_and_other_moves_are_asked_to_wait(
    page: Page,
) -> None:
    go_on = threading.Event()

    page.world.pause = go_on.wait
    async with listening(page) as stream:
        await page.post("clock", {"key": "clock-key-1", "forward": "hour"})
        said = await page.gesture(kind="say", text="help")
        again = await page.post("reset", {"key": "reset-key-1"})
        go_on.set()
        await stream.next("moved")

    assert said == {"notice": english("playground.busy")}
    assert again.status == 409
    assert not page.talk.events


async def test_work_that_fails_is_told_and_leaves_the_page_usable(
    page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    page.world.messenger = None  # the first delivery fails
    async with listening(page) as stream:
        await page.post("clock", {"key": "clock-key-1", "forward": "day"})
        moved = await stream.next("moved")

    assert moved == {"work": "clock", "finished": False}
    assert "playground work failed" in caplog.text
    assert (await page.gesture(kind="home"))["focus"]


async def test_beginning_again_empties_the_rooms_and_leaves_nothing_unread(page: Page) -> None:
    await page.gesture(kind="say", text="help")
    async with listening(page) as stream:
        await page.post("reset", {"key": "reset-key-1"})
        await stream.next("moved")

    shown = await page.room()
    assert "What I can do" not in shown
    assert "Two minutes for your week" in shown
    assert not page.adapter.rooms.unread()


async def test_reading_a_room_clears_its_mark_on_every_open_page(page: Page) -> None:
    list(page.world.advance(timedelta(days=1)))
    assert page.adapter.rooms.unread() == {"direct:ada": 1, "channel:finance": 1}

    async with listening(page) as stream:
        await page.post("seen", {"room": "direct:ada"})
        assert await stream.next("unread") == {"room": "direct:ada", "unread": 0}

    assert page.adapter.rooms.unread() == {"channel:finance": 1}


async def test_private_messages_in_a_channel_are_given_to_their_reader_only(page: Page) -> None:
    await page.gesture(kind="say", text="me", room="channel:finance")

    assert "Your page" in await page.room("channel:finance", "ada")
    assert "Your page" not in await page.room("channel:finance", "max")


async def test_a_store_that_is_away_is_said_so(page: Page) -> None:
    page.talk.away = True
    body = {"key": "a-fresh-key", "person": "ada", "room": "direct:ada", "kind": "home"}
    answer = await page.post("events", body)

    assert answer.status == 503
    assert await answer.json() == {"notice": english("playground.away")}


@pytest.mark.parametrize("path", ["", "/page.js", "/room", "/stream"])
async def test_a_foreign_name_for_this_machine_gets_nothing(page: Page, path: str) -> None:
    answer = await page.get(path, Host="evil.example")

    assert answer.status == 403
    assert await answer.text() == "Forbidden"


@pytest.mark.parametrize("path", ["events", "clock", "reset", "seen"])
async def test_a_foreign_page_can_do_nothing(page: Page, path: str) -> None:
    answer = await page.post(path, {"key": "a-fresh-key"}, Origin="http://evil.example")

    assert answer.status == 403
    assert not page.talk.events
    assert page.world.time == MONDAY


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("events", {"kind": "home", "person": "ada", "room": "direct:ada"}),
        ("events", {"key": "a-fresh-key", "kind": "home", "person": "eve", "room": "direct:eve"}),
        ("events", {"key": "a-fresh-key", "kind": "home", "person": "ada", "room": "channel:x"}),
        ("events", ["list"]),
        ("clock", {"key": "a-fresh-key", "forward": "year"}),
        ("clock", {"forward": "day"}),
        ("reset", {}),
    ],
)
async def test_what_the_page_never_sends_is_a_bad_request(
    page: Page, path: str, body: object
) -> None:
    answer = await page.post(path, body)

    assert answer.status == 400
    assert not page.talk.events


async def test_a_huge_body_is_refused_while_it_arrives(page: Page) -> None:
    headers = {"Origin": page.base, "Content-Type": "application/json"}
    answer = await page.session.post(
        f"{page.base}/playground/events", data=BytesIO(b" " * 1_100_000), headers=headers
    )

    assert answer.status == 413


async def test_streams_end_when_the_program_stops(page: Page) -> None:
    async with listening(page) as stream:
        page.adapter.hang_up()

        assert await stream.ends()


async def test_typed_words_reach_the_core_raw(page: Page) -> None:
    await page.gesture(kind="say", text="ask what's <new>?")

    (event,) = page.talk.events.values()
    assert isinstance(event, IncomingCommand)
    assert (event.name, event.argument) == ("ask", "what's <new>?")
