"""Payloads as Teams sends them, ids replaced, and the events that they are."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.addresses import reference
from adapters.teams.parse import Carrier, parse
from adapters.teams.spoken import command
from bot.model.actions import Action
from bot.model.events import (
    Actor,
    ButtonPress,
    ChannelJoined,
    ChannelLeft,
    FormSubmission,
    IncomingCommand,
    PersonArrived,
    PersonLeft,
    Place,
)
from tests.adapters.teams.payloads import FOLDER, RECEIVED, parsed, payload

TENANT = "11111111-1111-1111-1111-111111111111"
ALICE = Actor("teams", TENANT, "aaaaaaaa-0000-0000-0000-00000000a11c")


def test_a_typed_message_is_a_command_with_everything_teams_tells_about_it() -> None:
    event = parsed("message_personal").event

    assert isinstance(event, IncomingCommand)
    assert (event.name, event.argument) == ("log", "now please")
    assert event.actor == ALICE
    assert event.occurred_at == datetime(2025, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
    assert event.place is Place.DIRECT
    assert (event.zone, event.locale) == ("Europe/Amsterdam", "en-GB")
    assert event.reply_to == event.address
    assert event.can_open_form


def test_an_address_is_the_plain_conversation_reference_of_the_wire() -> None:
    address = parsed("message_personal").event.address

    assert address is not None
    assert (address.platform, address.workspace, address.card) == ("teams", TENANT, "")
    assert json.loads(address.conversation) == {
        "bot": {"id": "28:00000000-0000-0000-0000-00000000b07b"},
        "channelId": "msteams",
        "conversation": {"id": "a:1ALiceChat", "tenantId": TENANT},
        "serviceUrl": f"https://smba.trafficmanager.net/emea/{TENANT}/",
        "user": {"id": "29:1AliceXkq7_N0fPd3nFh0yJ9"},
    }


def test_the_bots_mention_is_not_part_of_what_was_said() -> None:
    event = parsed("message_channel_mention").event

    assert isinstance(event, IncomingCommand)
    assert (event.name, event.argument) == ("team", "here")
    assert event.place is Place.CHANNEL


def test_other_peoples_mentions_become_their_names() -> None:
    event = parsed("message_group_mention").event

    assert isinstance(event, IncomingCommand)
    assert (event.name, event.argument) == ("ask", "Bob Example about invoices")


def test_a_command_in_a_group_is_answered_in_the_persons_own_chat() -> None:
    event = parsed("message_group_mention").event
    assert event.reply_to is not None
    assert event.address is not None

    private = reference(event.reply_to, "app")
    assert (private.conversation, private.person) == ("", "29:1AliceXkq7_N0fPd3nFh0yJ9")
    assert reference(event.address, "app").conversation == "19:group@thread.v2"


def test_team_here_is_answered_in_the_thread_and_means_the_channel() -> None:
    event = parsed("message_channel_mention").event
    assert event.reply_to is not None
    assert event.address is not None

    thread = reference(event.reply_to, "app").conversation
    assert thread == "19:a1b2c3@thread.tacv2;messageid=1763888400123"
    assert reference(event.address, "app").conversation == "19:a1b2c3@thread.tacv2"


def test_a_button_is_answered_by_replacing_its_card() -> None:
    incoming = parsed("execute_button")

    assert incoming.carrier is Carrier.EXECUTE
    assert isinstance(incoming.event, ButtonPress)
    assert incoming.event.action == Action("say", "me")
    assert incoming.event.reply_to is None


def test_a_form_in_the_chat_hands_over_the_raw_strings() -> None:
    incoming = parsed("execute_form")

    assert incoming.carrier is Carrier.EXECUTE
    assert isinstance(incoming.event, FormSubmission)
    assert incoming.event.action == Action("survey.submit", "pulse")
    assert incoming.event.entered == {"invoices": "3,5", "week": "yes", "note": "a <b>note</b>"}


def test_a_button_that_opens_a_dialog_remembers_its_card() -> None:
    incoming = parsed("task_fetch")

    assert incoming.carrier is Carrier.TASK
    assert isinstance(incoming.event, ButtonPress)
    assert incoming.stamp.card == "1763888400000"
    assert incoming.stamp.dialog


def test_a_dialogs_reply_replaces_the_card_that_opened_it() -> None:
    event = parsed("task_submit").event

    assert isinstance(event, FormSubmission)
    assert event.place is Place.DIALOG
    assert event.reply_to is not None
    assert event.reply_to.card == "1763888400000"


def test_a_dialog_opened_in_a_channel_is_answered_alone_and_leaves_the_channels_card() -> None:
    event = parsed("task_submit_channel").event

    assert event.reply_to is not None
    assert event.reply_to.card == ""
    assert reference(event.reply_to, "app").person == "29:1AliceXkq7_N0fPd3nFh0yJ9"


def test_older_clients_send_a_form_as_a_message() -> None:
    incoming = parsed("message_with_value")

    assert incoming.carrier is Carrier.MESSAGE
    assert isinstance(incoming.event, FormSubmission)
    assert incoming.event.entered == {"invoices": "7"}
    assert incoming.event.reply_to is not None
    assert incoming.event.reply_to.card == "1763888400000"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("install_personal", PersonArrived),
        ("upgrade_personal", PersonArrived),
        ("bot_added_personal", PersonArrived),
        ("uninstall_personal", PersonLeft),
        ("install_team", ChannelJoined),
        ("bot_added_to_team", ChannelJoined),
        ("uninstall_team", ChannelLeft),
        ("bot_removed_from_team", ChannelLeft),
    ],
)
def test_coming_and_going(name: str, kind: type) -> None:
    incoming = parsed(name)

    assert type(incoming.event) is kind
    assert incoming.carrier is Carrier.NOTICE
    assert incoming.event.actor == ALICE
    assert incoming.event.address is not None


@pytest.mark.parametrize(
    "name",
    [
        "reaction",
        "edited",
        "typing",
        "link_preview",
        "another_apps_card",
        "another_bot",
        "person_added_to_team",
        "leaving_for_upgrade",
    ],
)
def test_what_is_not_for_us_is_no_event(name: str) -> None:
    assert parse(payload(name), RECEIVED) is None


def test_a_guest_is_known_as_one() -> None:
    assert parsed("guest").event.actor.guest
    assert not parsed("message_personal").event.actor.guest


def test_every_payload_is_used_by_a_test() -> None:
    told = Path(__file__).read_text()
    assert [path.stem for path in FOLDER.glob("*.json") if f'"{path.stem}"' not in told] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("log", ("log", "")),
        ("  LOG  ", ("log", "")),
        ("dividend log", ("log", "")),
        ("/dividend pilot start", ("pilot", "start")),
        ("Dividend", ("", "")),
        ("", ("", "")),
        ("team\nhere", ("team", "here")),
        ("x" * 500, ("x" * 200, "")),
        ("ask " + "y" * 5000, ("ask", "y" * 2000)),
    ],
)
def test_words(text: str, expected: tuple[str, str]) -> None:
    assert command(text) == expected


@pytest.mark.parametrize(
    "timestamp", ["", "yesterday", "2025-11-23T09:00:00", "0001-01-01T00:00:00+14:00", 5, None]
)
def test_an_odd_time_is_replaced_by_when_it_came(timestamp: object) -> None:
    assert parsed("message_personal", timestamp=timestamp).event.occurred_at == RECEIVED


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "/etc/passwd", "\0", "", 7])
def test_an_odd_zone_is_no_zone(zone: object) -> None:
    assert parsed("message_personal", localTimezone=zone, entities=[]).event.zone == ""


@pytest.mark.parametrize("locale", ["<b>", "en\0", "x" * 500, 7, None])
def test_an_odd_locale_is_no_locale(locale: object) -> None:
    assert parsed("message_personal", locale=locale, entities=[]).event.locale == ""


@pytest.mark.parametrize("action", ["a\0b", "a\ud800", "x" * 1001, "", 7, None])
def test_an_action_that_no_card_of_ours_carries_is_no_event(action: object) -> None:
    press = payload("execute_button")
    press["value"]["action"]["verb"] = None
    press["value"]["action"]["data"]["dividend"]["action"] = action
    assert parse(press, RECEIVED) is None


def test_the_clients_zone_is_taken_where_the_message_names_none() -> None:
    assert parsed("message_personal", localTimezone=None).event.zone == "Europe/London"


def test_invisible_characters_do_not_reach_the_core() -> None:
    event = parsed("message_personal", text="lo\u200bg \u202eme\u0000 \ud800!").event

    assert isinstance(event, IncomingCommand)
    assert (event.name, event.argument) == ("log", "me !")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.sampled_from([p.stem for p in FOLDER.glob("*.json")]), st.data())
@settings(max_examples=120, deadline=None)
def test_no_value_in_any_place_makes_parsing_raise(name: str, data: st.DataObject) -> None:
    activity = payload(name)
    spot = activity
    while True:
        field = data.draw(st.sampled_from(sorted(spot)))
        if isinstance(spot[field], dict) and spot[field] and data.draw(st.booleans()):
            spot = spot[field]
        else:
            break
    spot[field] = data.draw(JSON)

    parse(activity, RECEIVED)
