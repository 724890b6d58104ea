"""The same events over a connection that the bot opens itself."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
from structlog.contextvars import get_contextvars

from bot.errors import StoreAway
from bot.model.events import AnyEvent
from bot.model.replies import Nothing, Reply, ShowCard
from tests.adapters.slack.conftest import Rig
from tests.adapters.slack.samples import typed
from tests.adapters.slack.scripted import card

COMMAND = {
    "command": "/dividend",
    "text": "help",
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "D1",
    "trigger_id": "1.2.abc",
}


def envelope(number: int, payload: dict[str, Any], kind: str = "slash_commands") -> dict[str, Any]:
    return {"envelope_id": f"e{number}", "type": kind, "payload": payload}


async def test_a_command_is_answered_over_the_socket(start: Callable[..., Any]) -> None:
    rig: Rig = await start(app_token="xapp-1")
    rig.conversation.answer = lambda _: ShowCard(card("Help"))

    answered = await rig.slack.push(envelope(1, COMMAND))

    assert answered["envelope_id"] == "e1"
    assert answered["payload"]["blocks"][0]["text"]["text"] == "Help"
    assert (await rig.client.post("/slack/events")).status == 404


async def test_what_could_not_be_saved_is_not_acknowledged(start: Callable[..., Any]) -> None:
    rig: Rig = await start(app_token="xapp-1")

    def answer(event: AnyEvent) -> Reply:
        if event.actor.account == "U2":
            raise StoreAway
        return Nothing()

    rig.conversation.answer = answer

    await rig.slack.connected()
    await rig.slack.sockets[0].send_json(envelope(1, typed("a", user="U2"), "events_api"))
    answered = await rig.slack.push(envelope(2, typed("b"), "events_api"))

    assert len(rig.conversation.heard) == 2
    assert answered == {"envelope_id": "e2"}
    assert rig.slack.acknowledged.empty()


async def test_another_connection_is_opened_when_slack_asks_for_it(
    start: Callable[..., Any],
) -> None:
    rig: Rig = await start(app_token="xapp-1")

    await rig.slack.connected()
    await rig.slack.sockets[0].send_json({"type": "disconnect", "reason": "refresh_requested"})
    await rig.slack.connected(times=2)
    answered = await rig.slack.push(envelope(1, typed("help"), "events_api"))

    assert answered == {"envelope_id": "e1"}
    assert len(rig.slack.made("apps.connections.open")) == 2


async def test_what_is_logged_about_one_envelope_carries_one_id(start: Callable[..., Any]) -> None:
    rig: Rig = await start(app_token="xapp-1")
    ids = list[str]()

    def answer(event: AnyEvent) -> Reply:
        ids.append(get_contextvars()["request"])
        return Nothing()

    rig.conversation.answer = answer
    for number in (1, 2):
        await rig.slack.push(envelope(number, COMMAND | {"trigger_id": f"{number}.2.abc"}))

    assert len(set(ids)) == 2
    assert all(len(each) == 32 for each in ids)


@pytest.mark.parametrize("said", ["Alice_Adams", "x" * 300, "", 5, None])
async def test_why_slack_wants_another_connection_is_told_in_known_words_only(
    start: Callable[..., Any], caplog: pytest.LogCaptureFixture, said: object
) -> None:
    caplog.set_level(logging.INFO)
    rig: Rig = await start(app_token="xapp-1")

    await rig.slack.connected()
    await rig.slack.sockets[0].send_json({"type": "disconnect", "reason": said})
    await rig.slack.connected(times=2)
    await asyncio.sleep(0)

    told = [line for line in caplog.messages if "renewed" in line]
    assert told == ["slack: the connection is renewed: disconnect"]


async def test_another_workspace_is_left_alone_over_the_socket_too(
    start: Callable[..., Any],
) -> None:
    rig: Rig = await start(app_token="xapp-1", workspaces=frozenset({"T9"}))

    assert await rig.slack.push(envelope(1, COMMAND)) == {"envelope_id": "e1"}
    assert rig.conversation.heard == []
