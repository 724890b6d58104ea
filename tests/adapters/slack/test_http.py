"""Requests as Slack sends them, through the real adapter, over loopback."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from adapters.slack.addresses import Hook, Posted, address, card_place
from adapters.threads import LONGEST_QUEUE, THREADS
from bot.errors import FormRejected, StoreAway
from bot.model.actions import Action
from bot.model.cards import Card
from bot.model.charts import BarChart
from bot.model.events import (
    AnyEvent,
    ButtonPress,
    FormSubmission,
    HomeOpened,
    IncomingCommand,
    Place,
)
from bot.model.replies import Nothing, Reply, ShowCard, ShowFieldErrors, ShowForm
from tests.adapters.slack.conftest import NOW, Rig
from tests.adapters.slack.samples import button, event, mention, submission, typed
from tests.adapters.slack.scripted import SURVEY, card

CHART = BarChart("Hours returned", (("Sales", 3.0),), "h")


def texts(blocks: list[dict[str, Any]]) -> str:
    return str(blocks)


async def test_a_command_is_answered_with_a_card_only_its_author_sees(rig: Rig) -> None:
    rig.conversation.answer = lambda _: ShowCard(card("Help", "Log"))

    answer = await rig.command(text="Help me now")
    body = await answer.json()

    assert answer.status == 200
    assert body["response_type"] == "ephemeral"
    assert body["blocks"][0]["text"]["text"] == "Help"
    heard = rig.conversation.heard[0]
    assert isinstance(heard, IncomingCommand)
    assert (heard.name, heard.argument) == ("help", "me now")
    assert heard.occurred_at == NOW


async def test_a_card_that_is_not_private_is_said_to_the_channel(rig: Rig) -> None:
    rig.conversation.answer = lambda _: ShowCard(card("Here"), private=False)

    body = await (await rig.command(channel_id="C1")).json()

    assert body["response_type"] == "in_channel"


async def test_a_command_opens_its_form_right_after_the_acknowledgement(rig: Rig) -> None:
    rig.conversation.answer = lambda _: ShowForm(SURVEY)

    answer = await rig.command(text="log")
    opened = await rig.slack.until("views.open")

    assert (answer.status, await answer.text()) == (200, "")
    assert opened["trigger_id"] == "1.2.abc"
    assert opened["view"]["title"]["text"] == "Your week"


async def test_a_form_that_cannot_be_opened_comes_as_a_message_with_a_button(rig: Rig) -> None:
    rig.conversation.answer = lambda _: ShowForm(SURVEY)
    rig.slack.faults["views.open"] = ["expired_trigger_id"]

    await rig.command(text="log")
    posted = await rig.slack.until("chat.postMessage")

    assert posted["channel"] == "U1"
    assert "survey.open:w1" in texts(posted["blocks"])


async def test_a_wrong_value_is_said_at_its_field_and_the_corrected_form_is_accepted(
    rig: Rig,
) -> None:
    def read(event: AnyEvent) -> Reply:
        assert isinstance(event, FormSubmission)
        try:
            SURVEY.read(event.entered)
        except FormRejected as rejected:
            return ShowFieldErrors(SURVEY, event.entered, dict.fromkeys(rejected.problems, "No."))
        return ShowCard(card("Thank you"))

    rig.conversation.answer = read

    refused = await (await rig.interact(submission(SURVEY, hours="many"))).json()
    accepted = await rig.interact(submission(SURVEY, hours="3,5", mood="good"))

    assert refused == {"response_action": "errors", "errors": {"hours": "No."}}
    assert (accepted.status, await accepted.text()) == (200, "")
    assert [c.title for _, c in rig.conversation.queued] == ["Thank you"]
    assert len(rig.conversation.outcomes) == 2


async def test_the_answer_to_a_form_replaces_the_card_it_was_opened_from(rig: Rig) -> None:
    rig.conversation.answer = lambda _: ShowForm(SURVEY)
    await rig.interact(button("survey.open:w1", ts="17.1"))
    view = (await rig.slack.until("views.open"))["view"]

    rig.conversation.answer = lambda _: ShowCard(card("Thank you"))
    await rig.interact(submission(SURVEY, hours="4", metadata=view["private_metadata"]))

    to, _ = rig.conversation.queued[0]
    assert to == address("T1", "U1", Posted("D1", "17.1"))


async def test_a_form_may_answer_with_another_form(rig: Rig) -> None:
    rig.conversation.answer = lambda _: ShowForm(replace(SURVEY, title="One more"))

    body = await (await rig.interact(submission(SURVEY, hours="4"))).json()

    assert body["response_action"] == "update"
    assert body["view"]["title"]["text"] == "One more"


async def test_a_retry_has_the_key_of_the_first_delivery_and_is_answered_all_the_same(
    rig: Rig,
) -> None:
    rig.conversation.answer = lambda _: ShowCard(card("Help"))

    await rig.event(typed("help"))
    again = await rig.event(typed("help"), **{"X-Slack-Retry-Num": "1"})

    assert again.status == 200
    assert len(rig.conversation.heard) == 2
    assert len(rig.conversation.queued) == 1


async def test_a_mention_is_answered_to_the_person_alone(rig: Rig) -> None:
    rig.conversation.answer = lambda _: ShowForm(SURVEY)

    await rig.event(mention("<@UBOT> log"))

    assert rig.conversation.queued[0][0] == address("T1", "U1")


async def test_the_home_page_is_drawn_after_the_acknowledgement(rig: Rig) -> None:
    rig.conversation.answer = lambda event: ShowCard(card(type(event).__name__))

    answer = await rig.event(event({"type": "app_home_opened", "user": "U1", "tab": "home"}))
    published = await rig.slack.until("views.publish")

    assert answer.status == 200
    assert published["user_id"] == "U1"
    assert HomeOpened.__name__ in texts(published["view"]["blocks"])


async def test_a_button_on_the_home_page_draws_it_anew(rig: Rig) -> None:
    rig.conversation.answer = lambda _: ShowCard(card("Snoozed"))
    press = button("snooze", home=True)

    await rig.interact(press)

    assert "Snoozed" in texts((await rig.slack.until("views.publish"))["view"]["blocks"])
    assert isinstance(heard := rig.conversation.heard[0], ButtonPress)
    assert (heard.place, heard.reply_to) == (Place.HOME, None)


async def test_a_command_with_a_chart_gets_its_picture_a_moment_later(rig: Rig) -> None:
    rig.conversation.answer = lambda _: ShowCard(Card("Dividend", (CHART,)))

    answer = await rig.command(text="dividend")
    later = await rig.slack.until_hooked()

    assert await answer.text() == ""
    assert later["blocks"][1]["slack_file"] == {"id": "F0"}
    assert rig.slack.uploads["F0"].startswith(b"\x89PNG Hours returned")


async def test_a_response_url_of_a_foreign_host_is_never_called(
    rig: Rig, start: Callable[..., Any]
) -> None:
    strict = await start(test_mode=False)
    strict.conversation.answer = lambda _: ShowCard(Card("Dividend", (CHART,)))

    await strict.command(response_url=rig.slack.url("/hook/1"))
    posted = await rig.slack.until("chat.postMessage")

    assert posted["channel"] == "U1"
    assert rig.slack.hooked == []


async def test_the_store_being_away_is_told_to_slack_so_that_it_tries_again(rig: Rig) -> None:
    def away(_: AnyEvent) -> Reply:
        raise StoreAway

    rig.conversation.answer = away

    answer = await rig.event(typed("help"))

    assert answer.status == 503
    assert "X-Slack-No-Retry" not in answer.headers


async def test_a_defect_is_no_internal_server_error_and_says_nothing(rig: Rig) -> None:
    def broken(_: AnyEvent) -> Reply:
        raise RuntimeError("secret words")

    rig.conversation.answer = broken

    answer = await rig.event(typed("help"))

    assert answer.status == 503
    assert "secret" not in await answer.text()


async def test_a_slow_turn_is_answered_in_time_and_its_card_comes_as_a_message(
    start: Callable[..., Any],
) -> None:
    rig = await start(answer_within=0.05)

    def slow(_: AnyEvent) -> Reply:
        time.sleep(0.2)
        return ShowCard(card("At last"))

    rig.conversation.answer = slow

    answer = await rig.command(text="help")
    posted = await rig.slack.until("chat.postMessage")

    assert answer.status == 503
    assert posted["blocks"][0]["text"]["text"] == "At last"


async def test_a_turn_that_got_no_thread_in_time_is_never_begun(start: Callable[..., Any]) -> None:
    """Slack was told to ask again; whoever does what nobody waits for has no time for the next."""
    rig, free = await start(answer_within=0.2), threading.Event()

    def held(_: AnyEvent) -> Reply:
        free.wait(10)
        return Nothing()

    rig.conversation.answer = held

    asked = [rig.command(trigger_id=f"1.{number}") for number in range(THREADS + 2)]
    answers = await asyncio.gather(*asked)
    free.set()

    assert {answer.status for answer in answers} == {503}
    assert (await rig.command(trigger_id="2.1")).status == 200
    assert len(rig.conversation.heard) == THREADS + 1


async def test_whoever_comes_when_the_queue_is_too_old_is_sent_away_at_once(
    start: Callable[..., Any],
) -> None:
    rig, free = await start(answer_within=LONGEST_QUEUE + 5), threading.Event()

    def held(_: AnyEvent) -> Reply:
        free.wait(10)
        return Nothing()

    rig.conversation.answer = held
    numbers = range(THREADS + 1)
    waiting = [asyncio.ensure_future(rig.command(trigger_id=f"1.{number}")) for number in numbers]
    await asyncio.sleep(LONGEST_QUEUE + 1)  # a busy machine needs a while to queue them all

    assert (await rig.command(trigger_id="2.1")).status == 503

    free.set()
    assert {(await answer).status for answer in waiting} == {200}
    assert (await rig.command(trigger_id="2.2")).status == 200


async def test_a_hanging_slack_holds_no_acknowledgement(rig: Rig) -> None:
    rig.conversation.answer = lambda _: ShowForm(SURVEY)
    rig.slack.faults["views.open"] = ["hang"] * 5

    started = asyncio.get_running_loop().time()
    for number in range(5):
        assert (await rig.command(trigger_id=f"1.{number}")).status == 200

    assert asyncio.get_running_loop().time() - started < 0.5
    rig.slack.released.set()


async def test_slack_saying_that_there_were_too_many_events_is_counted(rig: Rig) -> None:
    answer = await rig.event({"type": "app_rate_limited", "team_id": "T1"})

    assert answer.status == 200
    assert rig.adapter.times_rate_limited == 1


async def test_the_address_is_proved_to_be_ours(rig: Rig) -> None:
    answer = await rig.event({"type": "url_verification", "challenge": "c-123"})

    assert await answer.json() == {"challenge": "c-123"}


async def test_a_button_in_a_card_that_only_one_person_sees_is_answered_at_its_hook(
    rig: Rig,
) -> None:
    rig.conversation.answer = lambda _: ShowCard(card("Done"))

    await rig.interact(button("x", ephemeral=True, response_url=rig.slack.url("/hook/9")))

    to, _ = rig.conversation.queued[0]
    assert card_place(to.card) == Hook(rig.slack.url("/hook/9"), NOW)
    assert rig.conversation.heard[0].address == address("T1", "C1")


async def test_a_press_in_a_channel_never_changes_what_the_channel_reads(rig: Rig) -> None:
    rig.conversation.answer = lambda _: ShowCard(card("Yours alone"))

    await rig.interact(button("x", channel="C1"))

    assert rig.conversation.queued[0][0] == address("T1", "U1")


async def test_the_action_comes_back_unchanged(rig: Rig) -> None:
    rig.conversation.answer = lambda _: Nothing()

    await rig.interact(button("survey.open:pulse:2025"))

    assert isinstance(heard := rig.conversation.heard[0], ButtonPress)
    assert heard.action == Action("survey.open", "pulse:2025")
