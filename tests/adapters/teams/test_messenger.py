"""Writing first: what the connector's answers mean for the courier."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from adapters.teams.addresses import Reference, to_person
from adapters.teams.connector import Connector
from adapters.teams.files import messages_of
from adapters.teams.hosts import Hosts
from adapters.teams.messenger import WIRE, Bridge, Outgoing, TeamsMessenger
from adapters.teams.settings import TeamsSettings
from adapters.teams.tokens import BotToken
from bot.errors import (
    DeliveryError,
    Refused,
    Throttled,
    Unclear,
    Unreachable,
    WorkspacePaused,
)
from bot.model.cards import Card, File
from bot.model.events import Actor, Address
from bot.model.ports import Gone, Kind, Parcel
from tests.adapters.teams.conftest import NOBODY_LISTENS, Running
from tests.adapters.teams.scripted import HOME
from tests.fakes.bad_answers import BAD, SLOW
from tests.fakes.teams_server import APP_ID, TENANT, Fault
from tests.platforms.teams_client import text_of

CHAT = "a:alice"


def parcel(running: Running, card: str = "") -> Parcel:
    to = Reference(running.server.service_url, TENANT, f"28:{APP_ID}", CHAT)
    return Parcel("delivery-1", to.as_address(card), HOME, Kind.NUDGE, "en")


async def sent(running: Running, what: Parcel) -> str:
    return await asyncio.to_thread(running.adapter.messenger.send, what)


async def refusal(running: Running, what: Parcel, *faults: Fault) -> DeliveryError:
    running.server.faults = list(faults)
    with pytest.raises(DeliveryError) as raised:
        await sent(running, what)
    return raised.value


@pytest.mark.parametrize("bad", sorted(BAD.keys() - SLOW))
async def test_an_answer_that_is_to_cost_us_much_is_unclear(running: Running, bad: str) -> None:
    assert isinstance(await refusal(running, parcel(running), Fault(bad=bad)), Unclear)


async def test_a_message_carries_the_card_its_notification_and_the_sender(
    running: Running,
) -> None:
    message = await sent(running, parcel(running))

    [arrived] = running.server.sent_to(CHAT)
    assert message == arrived["id"]
    assert arrived["summary"] == "Hello"
    assert arrived["from"] == {"id": f"28:{APP_ID}"}
    assert "What would you like to do?" in text_of(arrived)


async def test_a_card_is_replaced_in_its_place(running: Running) -> None:
    card = await sent(running, parcel(running))
    assert await sent(running, parcel(running, card)) == card
    assert len(running.server.sent_to(CHAT)) == 1


async def test_a_card_that_is_gone_is_followed_by_a_new_one(running: Running) -> None:
    assert await sent(running, parcel(running, "gone")) == "1000"


async def test_a_person_who_never_wrote_gets_a_conversation_once(running: Running) -> None:
    to = Reference(running.server.service_url, TENANT, f"28:{APP_ID}", person="29:bob")
    what = replace(parcel(running), address=to.as_address())
    await sent(running, what)
    await sent(running, what)

    made = [call for call in running.server.calls if call.path == "conversations"]
    assert len(made) == 1
    assert made[0].body["tenantId"] == TENANT
    assert len(running.server.sent_to("a:29:bob")) == 2


async def test_the_librarys_way_out_is_our_connector(
    running: Running, settings: TeamsSettings
) -> None:
    async with ClientSession() as session:
        hosts = Hosts(settings.extra_hosts)
        token = BotToken(settings, session, running.clock.elapsed)
        outgoing = Outgoing(Connector(session, token, hosts, settings.service_url))
        context = TurnContext(outgoing, Activity(type="message"))
        context.turn_state[WIRE] = running.payload("message_personal")
        sent = await context.send_activity("hello")

    [message] = running.server.sent_to("a:1ALiceChat")
    assert (message["text"], message["id"]) == ("hello", sent.id)


async def test_a_person_known_from_the_roster_only_is_reached_by_their_account(
    running: Running,
) -> None:
    bob = to_person(Actor("teams", TENANT, "aad-bob"))
    assert bob == Address("teams", TENANT, "aad-bob")

    await sent(running, replace(parcel(running), address=bob))
    assert len(running.server.sent_to("a:aad-bob")) == 1


async def test_a_channel_named_in_the_settings_is_reached_by_its_id(running: Running) -> None:
    finance = Address("teams", TENANT, "19:finance@thread.tacv2")
    await sent(running, replace(parcel(running), address=finance))
    assert len(running.server.sent_to("19:finance@thread.tacv2")) == 1


async def test_an_address_without_anybody_is_unreachable(running: Running) -> None:
    nobody = replace(parcel(running), address=Address("teams", TENANT, ""))
    assert isinstance(await refusal(running, nobody), Unreachable)


async def test_the_token_is_asked_for_once_and_before_it_ends(running: Running) -> None:
    await sent(running, parcel(running))
    running.clock.forward(minutes=50)
    await sent(running, parcel(running))
    assert running.server.token_requests == 1

    running.clock.forward(minutes=6)
    await sent(running, parcel(running))
    assert [call.token for call in running.server.calls] == ["token-1", "token-1", "token-2"]


@pytest.mark.parametrize("years", [-1, 1])
async def test_a_clock_that_is_set_changes_nothing_about_the_token(
    running: Running, years: int
) -> None:
    await sent(running, parcel(running))
    running.clock.time += years * timedelta(days=365)
    await sent(running, parcel(running))
    assert running.server.token_requests == 1

    running.clock.forward(minutes=56)
    await sent(running, parcel(running))
    assert running.server.token_requests == 2


async def test_a_refused_token_is_renewed_once(running: Running) -> None:
    running.server.faults = [Fault(status=401)]
    await sent(running, parcel(running))
    assert [call.token for call in running.server.calls] == ["token-1", "token-2"]


async def test_a_token_refused_twice_pauses_the_tenant(running: Running) -> None:
    error = await refusal(running, parcel(running), Fault(status=401), Fault(status=401))
    assert isinstance(error, WorkspacePaused)
    assert len(running.server.calls) == 2


async def test_a_wrong_password_pauses_the_tenant_and_calls_nobody(running: Running) -> None:
    running.server.login_status = 401
    error = await refusal(running, parcel(running))
    assert (type(error), error.reason) == (WorkspacePaused, "invalid_client")
    assert running.server.calls == []


@pytest.mark.parametrize("word", ["Alice_Adams", "alice", "x" * 300, "a b", "\x1b[31m", ""])
async def test_a_word_that_microsoft_is_not_known_for_is_never_repeated(
    running: Running, word: str
) -> None:
    said = {"error": {"code": word, "innerHttpError": {"body": {"code": word}}}}
    error = await refusal(running, parcel(running), Fault(status=403, body=said))
    assert error.reason == "403"

    running.server.login_status, running.server.login_error = 400, word
    running.clock.forward(hours=1)
    assert (await refusal(running, parcel(running))).reason == "login refused"


async def test_a_login_that_is_away_is_tried_again_later(running: Running) -> None:
    running.server.login_status = 503
    assert isinstance(await refusal(running, parcel(running)), Throttled)


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("ConversationBlockedByUser", Gone.BLOCKED),
        ("BotNotInConversationRoster", Gone.REMOVED),
        ("BotDisabledByAdmin", Gone.BLOCKED),
    ],
)
async def test_who_cannot_be_reached_is_not_tried_again(
    running: Running, code: str, cause: Gone
) -> None:
    fault = Fault(status=403, body={"error": {"code": code}})
    error = await refusal(running, parcel(running), fault)
    assert isinstance(error, Unreachable)
    assert (error.reason, error.cause) == (code, cause)
    assert len(running.server.calls) == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(status=404), Unreachable),
        (Fault(status=400), Refused),
        (Fault(status=413), Refused),
        (Fault(status=429), Throttled),
        (Fault(status=412), Throttled),
        (Fault(status=500), Unclear),
        (Fault(status=502), Unclear),
        (Fault(status=503), Unclear),
        (Fault(status=504), Unclear),
        (Fault(status=307, headers={"Location": "http://evil.test/"}), Unclear),
        (Fault(reset=True), Unclear),
        (Fault(reset=True, took_it=True), Unclear),
        (Fault(raw=b"<html>"), Unclear),
        (Fault(raw=b"x" * 1_200_000), Unclear),
    ],
)
async def test_what_an_answer_means(
    running: Running, fault: Fault, kind: type[DeliveryError]
) -> None:
    error = await refusal(running, parcel(running), fault)
    assert type(error) is kind
    assert len(running.server.calls) == 1


@pytest.mark.parametrize("fault", [Fault(status=502), Fault(status=504), Fault(reset=True)])
async def test_replacing_a_card_may_simply_be_done_again(running: Running, fault: Fault) -> None:
    card = await sent(running, parcel(running))
    twice = (fault, fault)  # after a reset, aiohttp itself repeats a PUT once
    assert isinstance(await refusal(running, parcel(running, card), *twice), Throttled)


@pytest.mark.parametrize(
    ("said", "waits"),
    [("7", 7.0), ("0.5", 0.5), ("1e9", 3600.0), ("-3", 0.0), ("soon", None), ("nan", None)],
)
async def test_the_connector_says_how_long_to_wait(
    running: Running, said: str, waits: float | None
) -> None:
    error = await refusal(
        running, parcel(running), Fault(status=429, headers={"Retry-After": said})
    )
    assert isinstance(error, Throttled)
    assert error.retry_after == waits


async def test_no_connection_means_that_nothing_was_sent(running: Running) -> None:
    assert isinstance(await refusal(running, at(running, f"http://{NOBODY_LISTENS}/")), Throttled)


@pytest.mark.parametrize(
    "service_url", ["https://evil.trafficmanager.net/", "http://127.0.0.1:2/", "x"]
)
async def test_the_token_never_goes_to_a_host_that_is_not_listed(
    running: Running, service_url: str
) -> None:
    error = await refusal(running, at(running, service_url))
    assert (type(error), error.reason) == (Unreachable, "host_not_allowed")
    assert running.server.token_requests == 0


def at(running: Running, service_url: str) -> Parcel:
    to = Reference(service_url, TENANT, f"28:{APP_ID}", CHAT)
    return replace(parcel(running), address=to.as_address())


def test_before_the_adapter_runs_nothing_is_sent() -> None:
    messenger = TeamsMessenger(Bridge(), APP_ID)
    address = Address("teams", TENANT, "alice")
    with pytest.raises(Throttled):
        messenger.send(Parcel("d", address, HOME, Kind.NUDGE, "en"))


async def test_teams_cannot_look_for_a_message(running: Running) -> None:
    assert not running.adapter.messenger.can_look
    with pytest.raises(Unclear):
        running.adapter.messenger.find(parcel(running))


FILE = File("mine.json", "Everything as a file", "{" + "x" * 20_000 + "}")


async def test_without_a_public_address_a_file_is_spelled_out(running: Running) -> None:
    with_file = replace(parcel(running), card=Card("Yours", (FILE,)))
    await sent(running, with_file)

    card, *texts = running.server.sent_to(CHAT)
    assert "Everything as a file (mine.json)" in text_of(card)
    assert "".join(message["text"] for message in texts) == FILE.content
    assert {message["textFormat"] for message in texts} == {"plain"}


def test_with_a_public_address_a_file_is_a_link() -> None:
    parcel = Parcel("d-1", Address("teams", TENANT, CHAT), Card("Yours", (FILE,)), Kind.REPLY, "en")
    [message] = messages_of(parcel, lambda delivery, file: f"https://bot.example/{delivery}")

    drawn = json.dumps(message)
    assert '"url": "https://bot.example/d-1"' in drawn
    assert "xxxx" not in drawn
