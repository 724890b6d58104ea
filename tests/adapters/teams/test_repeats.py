"""What is the same thing sent twice, and what is a second thing."""

from adapters.teams.parse import parse
from adapters.teams.presses import Presses
from tests.adapters.teams.payloads import RECEIVED, parsed, payload


def test_deliveries_of_one_message_share_a_key_and_messages_of_two_chats_do_not() -> None:
    conversation = {**payload("message_personal")["conversation"], "id": "a:another"}
    first, again = parsed("message_personal"), parsed("message_personal")
    elsewhere = parsed("message_personal", conversation=conversation)

    assert first.event.key == again.event.key
    assert first.event.key != elsewhere.event.key


def test_a_press_repeated_under_another_id_is_the_same_press() -> None:
    presses = Presses()
    keys = {
        presses.counted(parsed("execute_button", id=id, timestamp=at)).event.key
        for id, at in [
            ("f:1", "2025-11-23T09:00:00Z"),
            ("f:1", "2025-11-23T09:00:00Z"),
            ("f:2", "2025-11-23T09:00:30Z"),
        ]
    }
    assert len(keys) == 1


def test_the_same_button_pressed_another_day_is_another_press() -> None:
    presses = Presses()
    today = presses.counted(parsed("execute_button", timestamp="2025-11-23T09:00:00Z"))
    tomorrow = presses.counted(parsed("execute_button", timestamp="2025-11-24T09:00:00Z"))
    assert today.event.key != tomorrow.event.key


def test_a_corrected_form_is_a_new_event_and_a_repeated_one_is_not() -> None:
    form = payload("execute_form")
    again = parsed("execute_form", id="f:other")
    form["value"]["action"]["data"]["invoices"] = "4"
    corrected = parse(form, RECEIVED)

    assert corrected is not None
    assert again.event.key == parsed("execute_form").event.key
    assert corrected.event.key != again.event.key


def test_forms_of_two_people_are_two_events() -> None:
    bob = {"id": "29:bob", "aadObjectId": "bbbbbbbb-0000-0000-0000-000000000b0b"}
    assert parsed("execute_form").event.key != parsed("execute_form", **{"from": bob}).event.key


def test_a_dialog_may_be_opened_again_and_again() -> None:
    assert parsed("task_fetch", id="f:1").event.key != parsed("task_fetch", id="f:2").event.key
