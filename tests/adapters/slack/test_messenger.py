"""Writing first: what Slack is sent, what its refusals mean, and what follows an unclear result."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import pytest

from adapters.slack.addresses import Hook, Posted, address
from adapters.slack.refusals import BUSY, KNOWN, refusal
from bot.errors import (
    DeliveryError,
    Refused,
    Throttled,
    Unclear,
    Unreachable,
    WorkspacePaused,
)
from bot.model.cards import Card, File
from bot.model.charts import BarChart
from bot.model.events import Actor, Address
from bot.model.ports import Gone, Kind, Parcel, Profile
from tests.adapters.slack.conftest import NOW, Rig
from tests.adapters.slack.scripted import card
from tests.fakes.bad_answers import BAD, SLOW

WITHIN = 0.15  # seconds; 10 in life
ALICE = address("T1", "U1")
CHART = BarChart("Hours returned", (("Sales", 3.0),), "h")


def parcel(to: Address = ALICE, *, shown: Card | None = None, **kind: object) -> Parcel:
    found = shown or card("Good morning", "Log")
    return Parcel("d-1", to, found, Kind.NUDGE, "en", **kind)  # type: ignore[arg-type]


async def send(rig: Rig, sent: Parcel) -> str:
    return await asyncio.to_thread(rig.adapter.messenger.send, sent)


async def find(rig: Rig, sent: Parcel) -> str | None:
    return await asyncio.to_thread(rig.adapter.messenger.find, sent)


async def test_a_message_carries_its_delivery_and_unfurls_nothing(rig: Rig) -> None:
    ts = await send(rig, parcel())

    posted = rig.slack.made("chat.postMessage")[0]
    assert ts == "1700000000.000100"
    assert posted["channel"] == "U1"
    assert posted["metadata"]["event_payload"] == {"key": "d-1"}
    assert posted["unfurl_links"] is posted["unfurl_media"] is False
    assert not {"link_names", "parse"} & posted.keys()


async def test_a_reply_replaces_its_card(rig: Rig) -> None:
    ts = await send(rig, parcel())

    await send(rig, parcel(address("T1", "U1", Posted("D1", ts)), shown=card("Thank you")))

    assert len(rig.slack.messages) == 1
    assert rig.slack.messages[0]["blocks"][0]["text"]["text"] == "Thank you"


async def test_a_card_that_is_gone_is_replaced_by_a_new_message(rig: Rig) -> None:
    await send(rig, parcel(address("T1", "U1", Posted("D1", "1.0"))))

    assert [message["channel"] for message in rig.slack.messages] == ["U1"]


async def test_a_card_that_one_person_sees_is_replaced_at_its_hook(rig: Rig) -> None:
    await send(rig, parcel(address("T1", "U1", Hook(rig.slack.url("/hook/1"), NOW))))

    assert rig.slack.hooked[0]["replace_original"] is True
    assert rig.slack.calls == []


async def test_a_hook_is_used_five_times_and_then_the_answer_is_a_message(rig: Rig) -> None:
    to = address("T1", "U1", Hook(rig.slack.url("/hook/1"), NOW))

    for _ in range(6):
        await send(rig, parcel(to))

    assert len(rig.slack.hooked) == 5
    assert len(rig.slack.messages) == 1


async def test_a_hook_of_half_an_hour_ago_is_not_used(rig: Rig) -> None:
    old = Hook(rig.slack.url("/hook/1"), NOW - timedelta(minutes=30))

    await send(rig, parcel(address("T1", "U1", old)))

    assert (rig.slack.hooked, len(rig.slack.messages)) == ([], 1)


async def test_charts_go_out_as_pictures(rig: Rig) -> None:
    await send(rig, parcel(shown=Card("Dividend", (CHART,))))

    picture = rig.slack.messages[0]["blocks"][1]
    assert picture["slack_file"] == {"id": "F0"}
    assert picture["alt_text"] == CHART.as_text()


async def test_a_chart_that_cannot_be_uploaded_goes_out_as_text(rig: Rig) -> None:
    rig.slack.faults["files.getUploadURLExternal"] = ["missing_scope"]

    await send(rig, parcel(shown=Card("Dividend", (CHART,))))

    drawn = rig.slack.messages[0]["blocks"][1]
    assert drawn["elements"][0]["elements"][0]["text"] == CHART.as_text()


async def test_what_was_refused_goes_out_as_plain_text(rig: Rig) -> None:
    await send(rig, parcel(shown=Card("Do < or > & try <!channel>", (CHART,)), plain=True))

    posted = rig.slack.messages[0]
    assert posted["blocks"] == []
    assert posted["text"].startswith("Do &lt; or &gt; &amp; try &lt;!channel&gt;")
    assert posted["mrkdwn"] is False


REFUSALS: dict[str, tuple[str, type[DeliveryError]]] = {
    "Slack asks to wait": ("429", Throttled),
    "Slack says so without a header": ("rate_limited", Throttled),
    "the person is gone": ("user_disabled", Unreachable),
    "the channel is archived": ("is_archived", Unreachable),
    "the channel is gone": ("channel_not_found", Unreachable),
    "the blocks are refused": ("invalid_blocks", Refused),
    "the message is too long": ("msg_blocks_too_long", Refused),
    "the word is a new one": ("some_new_word", Refused),
    "the token was revoked": ("token_revoked", WorkspacePaused),
    "the token is wrong": ("invalid_auth", WorkspacePaused),
    "Slack has a defect": ("internal_error", Unclear),
    "the server has a defect": ("500", Unclear),
    "the answer is cut": ("junk", Unclear),
    "the answer is endless": ("huge", Unclear),
    "the answer is no object": ("list", Unclear),
    "the connection breaks": ("reset", Unclear),
    "the connection breaks after the work": ("lost", Unclear),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_slacks_refusals_become_delivery_errors(rig: Rig, case: str) -> None:
    fault, expected = REFUSALS[case]
    rig.slack.faults["chat.postMessage"] = [fault]

    with pytest.raises(expected) as raised:
        await send(rig, parcel())

    assert (raised.value.reason == fault) == (fault in KNOWN - BUSY)
    assert len(rig.slack.made("chat.postMessage")) == 1  # nothing is tried again here


def test_what_is_gone_is_told_in_the_words_of_every_platform() -> None:
    causes = {}
    for code in ("user_disabled", "is_archived", "not_in_channel", "messages_tab_disabled"):
        error = refusal(code, 200, "")
        assert isinstance(error, Unreachable)
        causes[code] = error.cause
    assert list(causes.values()) == [Gone.LEFT, Gone.ARCHIVED, Gone.REMOVED, Gone.BLOCKED]


@pytest.mark.parametrize("case", BAD)
async def test_an_answer_that_is_to_cost_us_much_is_unclear_soon(
    start: Callable[..., object], case: str
) -> None:
    rig: Rig = await start(call_within=WITHIN if case in SLOW else 10)  # type: ignore[misc]
    rig.slack.faults["chat.postMessage"] = [case]
    began = monotonic()

    with pytest.raises(Unclear):
        await send(rig, parcel())

    assert monotonic() - began < 5  # seconds; a call may take ten, and some answers never end


@pytest.mark.parametrize("word", ["Alice_Adams", "alice_adams", "x" * 300, "a b", "\x1b[31m"])
async def test_a_word_that_slack_is_not_known_for_is_never_repeated(rig: Rig, word: str) -> None:
    rig.slack.faults["chat.postMessage"] = [word]

    with pytest.raises(Refused) as raised:
        await send(rig, parcel())

    assert raised.value.reason == "other_error"


async def test_the_wait_that_slack_asks_for_is_kept(rig: Rig) -> None:
    rig.slack.faults["chat.postMessage"] = ["429"]

    with pytest.raises(Throttled) as raised:
        await send(rig, parcel())

    assert raised.value.retry_after == 7


async def test_a_slack_that_cannot_be_reached_was_certainly_sent_nothing(
    start: Callable[..., object],
) -> None:
    rig: Rig = await start(api_url="http://127.0.0.1:9/api/")  # type: ignore[misc]

    with pytest.raises(Throttled):
        await send(rig, parcel())


async def test_after_an_unclear_result_the_message_is_found_by_its_delivery(rig: Rig) -> None:
    rig.slack.faults["chat.postMessage"] = ["lost", "reset"]
    tried = parcel(first_tried_at=NOW)
    for _ in range(2):
        with pytest.raises(Unclear):
            await send(rig, tried)

    assert await find(rig, tried) == "1700000000.000100"
    assert len(rig.slack.messages) == 1


async def test_a_message_that_did_not_arrive_is_not_found(rig: Rig) -> None:
    rig.slack.faults["chat.postMessage"] = ["reset"]
    with pytest.raises(Unclear):
        await send(rig, parcel())

    assert await find(rig, parcel(first_tried_at=NOW)) is None
    wanted = rig.slack.made("conversations.history")[0]
    assert wanted["channel"] == "DU1"
    assert float(wanted["oldest"]) <= NOW.timestamp()


async def test_a_replacement_is_found_in_the_card_it_replaced(rig: Rig) -> None:
    ts = await send(rig, parcel())
    to = address("T1", "U1", Posted("U1", ts))

    assert await find(rig, parcel(to, first_tried_at=NOW)) == ts


async def test_a_lookup_that_fails_leaves_it_unclear(rig: Rig) -> None:
    rig.slack.faults["conversations.history"] = ["missing_scope"]

    with pytest.raises(Unclear):
        await find(rig, parcel(first_tried_at=NOW))


async def test_before_the_start_nothing_is_sent_and_nothing_is_lost(rig: Rig) -> None:
    await rig.client.close()

    with pytest.raises(Throttled):
        await send(rig, parcel())


PERSON = {
    "id": "U1",
    "team_id": "T1",
    "real_name": "Alice Ärmel",
    "tz": "Europe/Berlin",
    "locale": "de-DE",
    "is_email_confirmed": True,
    "profile": {"email": "alice@example.com"},
}
PROFILES = {
    "a colleague": (PERSON, Profile("Alice Ärmel", "alice@example.com", "Europe/Berlin", "de-DE")),
    "an address that is not confirmed": (
        PERSON | {"is_email_confirmed": False},
        Profile("Alice Ärmel", "", "Europe/Berlin", "de-DE"),
    ),
    "a guest": (
        PERSON | {"is_restricted": True},
        Profile("Alice Ärmel", "alice@example.com", "Europe/Berlin", "de-DE", guest=True),
    ),
    "someone of another company": (
        PERSON | {"team_id": "T2"},
        Profile("Alice Ärmel", "alice@example.com", "Europe/Berlin", "de-DE", guest=True),
    ),
}


@pytest.mark.parametrize("case", PROFILES)
async def test_the_directory_tells_only_what_slack_has_confirmed(rig: Rig, case: str) -> None:
    rig.slack.people["U1"], expected = PROFILES[case]

    found = await asyncio.to_thread(rig.adapter.directory.profile, Actor("slack", "T1", "U1"))

    assert found == expected


@pytest.mark.parametrize("user", [None, PERSON | {"deleted": True}])
async def test_the_directory_does_not_know_who_is_gone(rig: Rig, user: object) -> None:
    rig.slack.people["U1"] = user  # type: ignore[assignment]

    with pytest.raises(Unreachable):
        await asyncio.to_thread(rig.adapter.directory.profile, Actor("slack", "T1", "U1"))


FILE = File("mine.json", "Everything as a file", "{}")


async def test_a_file_follows_its_message_into_the_same_conversation(rig: Rig) -> None:
    await send(rig, parcel(shown=Card("Yours", (FILE,))))

    assert rig.slack.uploads["F0"] == b"{}"
    [done] = rig.slack.made("files.completeUploadExternal")
    posted = rig.slack.messages[0]
    assert "Everything as a file (mine.json)" in str(posted["blocks"])
    assert done["files"] == [{"id": "F0", "title": "Everything as a file"}]
    assert done["channel_id"] == "DU1"


async def test_a_file_that_cannot_be_shared_leaves_its_message_there(rig: Rig) -> None:
    rig.slack.faults["files.completeUploadExternal"] = ["missing_scope"]
    await send(rig, parcel(shown=Card("Yours", (FILE,))))
    assert len(rig.slack.messages) == 1


async def test_a_file_goes_nowhere_when_only_text_is_sent(rig: Rig) -> None:
    await send(rig, parcel(shown=Card("Yours", (FILE,)), plain=True))
    assert rig.slack.uploads == {}
