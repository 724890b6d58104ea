"""What Slack pauses is left alone, and what hangs keeps nobody else waiting."""

import asyncio

import pytest

from adapters.slack.addresses import Posted, address
from bot.errors import Throttled
from bot.model.replies import ShowForm
from tests.adapters.slack.conftest import Rig
from tests.adapters.slack.scripted import SURVEY
from tests.adapters.slack.test_messenger import find, parcel, send
from tests.promises import Measured


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [("7", 6, 7), ("soon", 59, 60), ("999999", 3599, 3600), ("-3", 0.5, 1), ("inf", 59, 60)],
)
async def test_only_the_method_that_slack_paused_waits(
    said: str, least: float, most: float, rig: Rig, measured: Measured
) -> None:
    card = address("T1", "U1", Posted("D1", await send(rig, parcel())))
    rig.slack.faults["chat.postMessage"] = ["429"]
    rig.slack.retry_after = said

    for _ in range(3):
        with pytest.raises(Throttled) as throttled:
            await send(rig, parcel(address("T1", "U2")))
        assert least < throttled.value.retry_after <= most
    await send(rig, parcel(card))
    rig.conversation.answer = lambda _: ShowForm(SURVEY)
    await rig.command(text="log")
    await rig.slack.until("views.open")

    calls = len(rig.slack.made("chat.postMessage"))
    measured("R-O2", "calls of a paused method", "0", calls - 2)
    assert calls == 2
    assert len(rig.slack.made("chat.update")) == 1


async def test_a_method_goes_on_when_its_pause_is_over(rig: Rig) -> None:
    rig.slack.faults["chat.postMessage"] = ["429"]
    rig.slack.retry_after = "1"
    with pytest.raises(Throttled):
        await send(rig, parcel())

    await asyncio.sleep(1.05)

    assert await send(rig, parcel())


async def test_a_lookup_that_is_paused_says_for_how_long(rig: Rig) -> None:
    rig.slack.faults["conversations.history"] = ["429"]

    for _ in range(2):
        with pytest.raises(Throttled) as throttled:
            await find(rig, parcel())
        assert 6 < throttled.value.retry_after <= 7
    assert len(rig.slack.made("conversations.history")) == 1


@pytest.mark.parametrize("hanging", ["conversations.info", "views.publish"])
async def test_calls_that_hang_keep_no_form_and_no_message_waiting(hanging: str, rig: Rig) -> None:
    rig.slack.faults[hanging] = ["hang"] * 500
    rig.conversation.answer = lambda _: ShowForm(SURVEY)
    calls = [asyncio.create_task(rig.adapter._api.call(hanging, {})) for _ in range(500)]
    await rig.slack.until(hanging, times=20)

    async with asyncio.timeout(2):
        await rig.command(text="log")
        await rig.slack.until("views.open")
        if hanging == "views.publish":
            await send(rig, parcel())

    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    rig.slack.released.set()
