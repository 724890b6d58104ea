"""Signed activities over real HTTP: through gate, library, core and connector."""

import asyncio
import threading
import time
from datetime import timedelta

import pytest

from adapters.teams.addresses import heard_in
from adapters.threads import LONGEST_QUEUE, THREADS
from bot.errors import StoreAway
from bot.model.events import ButtonPress, FormSubmission, IncomingCommand
from tests.adapters.teams.conftest import Running
from tests.adapters.teams.scripted import HOME
from tests.fakes.teams_server import Fault, bearer, claims, jwk, signed
from tests.platforms.teams_client import actions_in, inputs_in, text_of

PERSON = "29:1AliceXkq7_N0fPd3nFh0yJ9"
CHAT = "a:1ALiceChat"


async def delivered(running: Running) -> None:
    await asyncio.to_thread(running.core.deliver, running.adapter.messenger)


async def test_a_typed_word_is_acknowledged_and_answered_by_the_courier(running: Running) -> None:
    answered = await running.send("message_personal", text="hello there")
    assert (answered.status, await answered.read()) == (200, b"")

    await delivered(running)

    [message] = running.server.sent_to(CHAT)
    assert "hello there" in text_of(message)
    assert running.server.calls[-1].token == "token-1"


async def test_a_form_asked_for_by_word_follows_the_acknowledgement(running: Running) -> None:
    assert (await running.send("message_personal", text="log")).status == 200
    await running.server.heard(1)

    [message] = running.server.sent_to(CHAT)
    assert [field["id"] for field in inputs_in(message)] == ["invoices", "week", "fear", "note"]


async def test_a_button_is_answered_with_the_card_that_replaces_it(running: Running) -> None:
    answered = await running.send("execute_button")
    body = await answered.json()

    assert answered.status == 200
    assert body["statusCode"] == 200
    assert body["type"] == "application/vnd.microsoft.card.adaptive"
    assert "3.5 hours back" in text_of({"body": body["value"]["body"]})


async def test_a_form_with_a_wrong_value_comes_back_and_is_stored_once(running: Running) -> None:
    form = running.payload("execute_form")
    form["value"]["action"]["data"] |= {"fear": "2", "invoices": "many"}
    refused = await (await running.post(form, bearer(running.token()))).json()
    assert "Please check invoices" in text_of({"body": refused["value"]["body"]})

    [submit] = actions_in(refused["value"])
    typed = {field["id"]: field.get("value", "") for field in inputs_in(refused["value"])}
    form["value"]["action"]["data"] = {**submit["data"], **typed, "invoices": "3,5"}
    for _ in range(3):
        stored = await (await running.post(form, bearer(running.token()))).json()
        assert "Thank you" in text_of({"body": stored["value"]["body"]})

    submissions = [e for e in running.core.events if isinstance(e, FormSubmission)]
    assert [s.entered["invoices"] for s in submissions] == ["many", "3,5"]


async def test_a_dialog_opens_complains_closes_and_its_card_is_replaced(running: Running) -> None:
    running.core.queue(HOME, heard_in(running.payload("message_personal")).as_address())
    await delivered(running)
    card = running.server.sent_to(CHAT)[0]["id"]

    opened = await (await running.send("task_fetch", replyToId=card)).json()
    dialog = opened["task"]["value"]["card"]["content"]
    [submit] = actions_in(dialog)
    typed = {field["id"]: field.get("value", "") for field in inputs_in(dialog)}

    wrong = {"data": {**submit["data"], **typed, "invoices": "-1"}}
    again = await (await running.send("task_submit", value=wrong)).json()
    assert again["task"]["type"] == "continue"
    assert "Please check invoices" in text_of(again["task"]["value"]["card"]["content"])

    right = {"data": {**submit["data"], **typed, "invoices": "1"}}
    closed = await running.send("task_submit", value=right)
    assert (closed.status, await closed.read()) == (200, b"")
    await delivered(running)

    assert [call.method for call in running.server.calls] == ["POST", "PUT"]
    assert "Thank you" in text_of(running.server.sent_to(CHAT)[0])


async def test_three_deliveries_of_one_press_have_one_effect(running: Running) -> None:
    for id in ("f:1", "f:1", "f:2"):
        assert (await running.send("execute_button", id=id)).status == 200

    assert len([e for e in running.core.events if isinstance(e, ButtonPress)]) == 1


async def test_a_repeated_message_has_one_effect(running: Running) -> None:
    for _ in range(3):
        assert (await running.send("message_personal")).status == 200

    assert len(running.core.events) == 1


async def test_what_is_asked_in_a_group_is_answered_in_a_chat_made_for_it(
    running: Running,
) -> None:
    await running.send("message_group_mention")
    await delivered(running)

    assert running.server.calls[0].path == "conversations"
    assert running.server.calls[0].body["members"] == [{"id": PERSON}]
    assert len(running.server.sent_to(f"a:{PERSON}")) == 1


async def test_the_store_being_away_makes_teams_try_again(running: Running) -> None:
    def away() -> None:
        raise StoreAway

    running.core.before = away
    assert (await running.send("execute_button")).status == 503
    assert (await running.send("message_personal")).status == 503

    running.core.before = lambda: None
    assert (await running.send("execute_button")).status == 200


async def test_an_invoke_is_answered_within_two_seconds_also_when_the_core_is_slow(
    running: Running,
) -> None:
    running.core.before = lambda: time.sleep(2.2)
    begun = time.monotonic()
    assert (await running.send("execute_button")).status == 503
    assert time.monotonic() - begun < 2.1

    running.core.before = lambda: None
    await asyncio.sleep(0.5)  # the turn ends meanwhile
    assert (await running.send("execute_button")).status == 200
    assert len(running.core.events) == 1


async def test_an_invoke_that_got_no_thread_in_time_is_never_begun(running: Running) -> None:
    begun, free = list[float](), threading.Event()

    def held() -> None:
        begun.append(time.monotonic())
        free.wait(10)

    running.core.before = held

    asked = [running.send("execute_button") for _ in range(THREADS + 2)]
    answers = await asyncio.gather(*asked)
    free.set()

    assert {answer.status for answer in answers} == {503}
    assert (await running.send("execute_button")).status == 200
    assert len(begun) == THREADS + 1


async def test_whoever_comes_when_the_queue_is_too_old_is_sent_away_at_once(
    running: Running,
) -> None:
    free = threading.Event()
    running.core.before = lambda: free.wait(10)
    asked = (running.send("message_personal", id=f"1.{n}") for n in range(THREADS + 1))
    waiting = [asyncio.ensure_future(one) for one in asked]
    await asyncio.sleep(LONGEST_QUEUE + 1)  # a busy machine needs a while to queue them all

    begun = time.monotonic()
    assert (await running.send("message_personal", id="2.1")).status == 503
    assert time.monotonic() - begun < 0.5

    free.set()
    assert {(await answer).status for answer in waiting} == {200}


async def test_a_connector_that_is_away_does_not_undo_what_was_said(running: Running) -> None:
    running.server.faults = [Fault(status=500)]
    assert (await running.send("message_personal", text="log")).status == 200
    await running.server.heard(1)

    assert isinstance(running.core.events[0], IncomingCommand)


@pytest.mark.parametrize(
    "name", ["reaction", "edited", "typing", "link_preview", "another_apps_card", "another_bot"]
)
async def test_what_is_not_for_us_is_accepted_without_effect(running: Running, name: str) -> None:
    assert (await running.send(name)).status == 200
    assert running.core.events == []


@pytest.mark.parametrize(
    "name",
    [
        "install_personal",
        "uninstall_personal",
        "install_team",
        "uninstall_team",
        "bot_added_to_team",
        "bot_removed_from_team",
    ],
)
async def test_coming_and_going_is_noted(running: Running, name: str) -> None:
    answered = await running.send(name)

    assert (answered.status, await answered.read()) == (200, b"")
    assert len(running.core.events) == 1
    assert running.server.calls == []


async def test_unproved_requests_are_all_refused_alike(running: Running) -> None:
    stranger = signed(claims(running.clock(), running.server.service_url), "stranger", kid="first")
    activity = running.payload("message_personal")
    answers = [
        await running.post(activity, headers)
        for headers in ({}, bearer("x.y.z"), bearer(stranger), {"Authorization": "Basic YTpi"})
    ]

    assert [answer.status for answer in answers] == [401] * 4
    assert {await answer.read() for answer in answers} == {b'{"error":"refused"}'}
    assert running.core.events == []


async def test_an_unproved_body_is_not_even_read(running: Running) -> None:
    async with asyncio.timeout(2):
        answered = await running.post(b"{" * 900_000, {})
    assert answered.status == 401


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"serviceUrl": "https://evil.test/"}, 403),
        ({"channelId": "webchat"}, 403),
        ({"channelData": {"tenant": {"id": "22222222-2222-2222-2222-222222222222"}}}, 403),
        ({"from": 7}, 200),
        ({"type": 7}, 200),
        ({"type": None}, 200),
        ({"id": None}, 200),
        ({"conversation": {"tenantId": "11111111-1111-1111-1111-111111111111"}}, 200),
        ({"entities": "odd", "attachments": 7, "value": []}, 200),
        ({"text": "x" * 90_000}, 200),
        ({"text": "\u0000\ud800"}, 200),
    ],
)
async def test_odd_activities_are_answered_and_never_with_a_fault(
    running: Running, changed: dict[str, object], status: int
) -> None:
    assert (await running.send("message_personal", **changed)).status == status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"a":"\xff"}',
        b"[" * 100_000,
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":[' + b"[]," * 29_999 + b"[]]}",
    ],
)
async def test_proved_junk_is_named_as_junk(running: Running, body: bytes) -> None:
    assert (await running.post(body, bearer(running.token()))).status == 400


async def test_a_body_over_a_megabyte_is_refused(running: Running) -> None:
    body = b'{"a":"' + b"x" * 1_100_000 + b'"}'
    assert (await running.post(body, bearer(running.token()))).status == 413


async def test_a_compressed_body_is_refused(running: Running) -> None:
    headers = {**bearer(running.token()), "Content-Encoding": "gzip"}
    assert (await running.post(b"\x1f\x8b", headers)).status == 415


async def test_other_methods_are_refused(running: Running) -> None:
    assert (await running.client.get("/api/messages")).status == 405


async def test_the_first_message_with_a_new_signing_key_is_accepted(running: Running) -> None:
    await running.send("typing")
    running.server.keys.append(jwk("second"))
    running.clock.forward(seconds=61)
    token = signed(claims(running.clock(), running.server.service_url), "second")

    answered = await running.post(running.payload("message_personal"), bearer(token))
    assert answered.status == 200
    assert running.server.key_fetches == 2


async def test_after_the_clock_was_set_back_a_new_signing_key_is_still_fetched(
    running: Running,
) -> None:
    await running.send("typing")
    running.server.keys.append(jwk("second"))
    running.clock.forward(seconds=61)
    running.clock.time -= timedelta(days=365)
    token = signed(claims(running.clock(), running.server.service_url), "second")

    assert (await running.post(running.payload("typing"), bearer(token))).status == 200


async def test_in_unchecked_mode_nobody_needs_a_token(unchecked: Running) -> None:
    hello = unchecked.payload("message_personal", text="hello")
    assert (await unchecked.post(hello, {})).status == 200
    await delivered(unchecked)

    assert len(unchecked.server.sent_to(CHAT)) == 1
    assert unchecked.server.calls[0].token == ""
    assert unchecked.server.token_requests == 0


async def test_in_unchecked_mode_answers_still_go_to_loopback_only(unchecked: Running) -> None:
    elsewhere = unchecked.payload("message_personal", serviceUrl="http://10.0.0.1/")
    assert (await unchecked.post(elsewhere, {})).status == 403
