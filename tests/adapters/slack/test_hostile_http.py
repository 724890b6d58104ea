"""The same over a real connection: strangers, garbage, bombs, and connections that break off."""

import asyncio
import gzip
import json
import logging

import pytest
from multidict import CIMultiDict

from adapters.slack.gate import signature
from adapters.slack.settings import SlackSettings
from bot.model.cards import Card
from bot.model.replies import ShowCard
from tests.adapters.slack.conftest import NOW, SECRET, TOKEN, Rig
from tests.adapters.slack.samples import ENVELOPE, button, event, typed
from tests.adapters.slack.test_gate import JUNKS, UNSIGNED

STAMP = str(int(NOW.timestamp()))


@pytest.mark.parametrize("case", [c for c in UNSIGNED if "surrogate" not in c and "line" not in c])
async def test_a_stranger_is_refused_at_the_door(rig: Rig, case: str) -> None:
    timestamps, signatures = UNSIGNED[case]
    stamps = [("X-Slack-Request-Timestamp", value[:4000]) for value in timestamps]
    claims = [("X-Slack-Signature", value[:4000]) for value in signatures]
    headers = CIMultiDict([("Content-Type", "application/json"), *stamps, *claims])

    answer = await rig.client.post("/slack/events", data=b"{ }", headers=headers)

    assert answer.status == 401
    assert rig.conversation.heard == []


@pytest.mark.parametrize("case", JUNKS)
async def test_signed_junk_does_no_harm(rig: Rig, case: str) -> None:
    raw, kind = JUNKS[case]

    answer = await rig.send(raw, kind or "application/octet-stream")

    assert answer.status == 400
    assert answer.headers["X-Slack-No-Retry"] == "1"


ODD = {
    "an event that is a number": {**ENVELOPE, "event": 5},
    "an event that is missing": {"type": "event_callback", "team_id": "T1"},
    "a team that is a list": {"type": "block_actions", "team": [], "actions": [{}]},
    "actions that are text": {"type": "block_actions", "team": {"id": "T1"}, "actions": "x"},
    "a user that is null": {**button("x"), "user": None},
    "a view without anything": {"type": "view_submission", "team": {"id": "T1"}, "view": {}},
    "metadata that is not ours": {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "view": {"id": "V1", "private_metadata": "[" * 2900},
    },
    "a type that is an object": {"type": {"a": 1}, "team_id": "T1"},
    "a type that nobody knows": {"type": "workflow_step_edit", "team": {"id": "T1"}},
    "a message of ours": typed("help", user="UBOT"),
    "a message of another bot": typed("help", bot_id="B1"),
    "an edit": typed("help", subtype="message_changed"),
    "a message in a channel": typed("help", channel_type="channel"),
    "an account with an odd name": typed("help", user="U1\n<!channel>"),
    "a reaction": event({"type": "reaction_added", "user": "U1"}),
    "an uninstallation": event({"type": "app_uninstalled"}),
    "someone else who joins": event({"type": "member_joined_channel", "user": "U2"}),
    "nothing at all": {},
}


@pytest.mark.parametrize("case", ODD)
async def test_what_is_not_for_us_is_acknowledged_and_left_alone(rig: Rig, case: str) -> None:
    answer = await rig.event(ODD[case])

    assert (answer.status, await answer.text()) == (200, "")
    assert rig.conversation.heard == []
    assert rig.slack.calls == []


async def test_a_command_with_halves_of_characters_and_nul_is_heard(rig: Rig) -> None:
    await rig.event(typed("note \0\ud83d bad"))

    assert rig.conversation.heard[0].argument == "? bad"  # type: ignore[union-attr]


async def test_a_bomb_is_not_unpacked(rig: Rig) -> None:
    answer = await rig.send(gzip.compress(b"x" * 10_000_000), **{"Content-Encoding": "gzip"})

    assert answer.status == 415


async def test_a_body_without_an_end_is_cut_off(rig: Rig) -> None:
    async def endless() -> object:
        for _ in range(40):
            yield b"x" * 50_000

    answer = await rig.client.post("/slack/events", data=endless())

    assert answer.status == 413


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_only_posts_are_taken(rig: Rig, method: str) -> None:
    assert (await rig.client.request(method, "/slack/events")).status == 405


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    ],
)
async def test_a_connection_that_breaks_off_leaves_the_bot_at_work(rig: Rig, sent: bytes) -> None:
    reader, writer = await asyncio.open_connection(rig.client.host, rig.client.port)
    writer.write(sent)
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(200), 3)
    writer.close()

    assert b" 500 " not in answer
    assert (await rig.event({"type": "url_verification", "challenge": "c"})).status == 200


async def test_another_app_and_another_workspace_are_left_alone(start: object) -> None:
    rig: Rig = await start(workspaces=frozenset({"T1"}), app_id="A1")  # type: ignore[operator]

    await rig.event({**typed("help"), "api_app_id": "A2"})
    await rig.event({**typed("help"), "authorizations": [{"team_id": "T2"}]})
    await rig.event(typed("help"))

    assert [event.actor.workspace for event in rig.conversation.heard] == ["T1"]


async def test_neither_secrets_nor_words_reach_a_log(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rig.conversation.answer = lambda _: ShowCard(Card("canary-of-the-card"))
    rig.slack.faults["views.publish"] = ["internal_error"]

    await rig.event(typed("canary-of-the-text"))
    home = {"type": "app_home_opened", "user": "U1", "tab": "home"}
    await rig.event(event(home, event_id="Ev2"))
    await rig.slack.until("views.publish")
    raw = json.dumps(typed("canary-of-the-text")).encode()
    await rig.send(raw, **{"X-Slack-Signature": signature("wrong", STAMP, raw)})

    logging.getLogger("test").warning("%r", SlackSettings(TOKEN, SECRET))

    for secret in (TOKEN, SECRET, "canary", "v0=", signature(SECRET, STAMP, raw)):
        assert secret not in caplog.text
