"""What the page posts becomes the event that it stands for."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.playground.parse import Json, Unreadable, arrival, command, gesture, joined
from bot.model.actions import Action
from bot.model.events import (
    Actor,
    Address,
    ButtonPress,
    FormSubmission,
    HomeOpened,
    IncomingCommand,
    Place,
)

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ADA = Actor("playground", "playground", "ada")
BASE: Json = {"key": "a-fresh-key", "person": "ada", "room": "direct:ada"}


def test_words_typed_in_a_direct_conversation_are_a_command() -> None:
    event = gesture({**BASE, "kind": "say", "text": "Log  my week"}, NOW).event

    assert isinstance(event, IncomingCommand)
    assert (event.name, event.argument, event.actor) == ("log", "my week", ADA)
    assert (event.place, event.occurred_at) == (Place.DIRECT, NOW)
    assert event.address == Address("playground", "playground", "direct:ada")
    assert event.reply_to is None
    assert event.can_open_form


def test_words_typed_in_a_channel_know_their_channel() -> None:
    event = gesture({**BASE, "room": "channel:ops", "kind": "say", "text": "team here"}, NOW).event

    assert isinstance(event, IncomingCommand)
    assert event.place is Place.CHANNEL
    assert event.address == Address("playground", "playground", "channel:ops")


def test_a_pressed_button_names_its_card() -> None:
    body = {**BASE, "kind": "press", "action": "survey.open:w48", "card": "m1"}
    event = gesture(body, NOW).event

    assert isinstance(event, ButtonPress)
    assert event.action == Action("survey.open", "w48")
    assert event.address == Address("playground", "playground", "direct:ada", "m1")


def test_a_form_is_handed_over_just_as_typed() -> None:
    entered = {"invoices": " 3,5 ", "note": "<b>\n"}
    body = {**BASE, "kind": "submit", "action": "survey.submit:w48", "entered": entered}
    event = gesture(body, NOW).event

    assert isinstance(event, FormSubmission)
    assert (event.entered, event.place) == (entered, Place.DIALOG)


def test_looking_at_home_is_an_event() -> None:
    assert isinstance(gesture({**BASE, "kind": "home"}, NOW).event, HomeOpened)


def test_closing_a_form_asks_the_core_nothing() -> None:
    assert gesture({**BASE, "kind": "cancel", "form": "m1-form"}, NOW).event is None


def test_two_people_with_the_same_key_do_two_things() -> None:
    mine = gesture({**BASE, "kind": "home"}, NOW).event
    theirs = gesture({**BASE, "kind": "home", "person": "bob", "room": "direct:bob"}, NOW).event

    assert mine is not None
    assert theirs is not None
    assert mine.key != theirs.key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("", "")),
        ("  ", ("", "")),
        ("HELP", ("help", "")),
        ("dividend", ("", "")),
        ("Dividend log", ("log", "")),
        ("/dividend team here", ("team", "here")),
        ("/log", ("log", "")),
        ("dividends", ("dividends", "")),
        ("ask  Why <this>?\nReally?", ("ask", "Why <this>?\nReally?")),
    ],
)
def test_the_bots_own_name_in_front_changes_nothing(text: str, expected: tuple[str, str]) -> None:
    assert command(text) == expected


def test_long_words_are_cut() -> None:
    name, argument = command("x" * 5000 + " " + "y" * 5000)

    assert (len(name), len(argument)) == (200, 2000)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "dance"}, {"kind": 7}, {"key": "short"}, {"key": None}, {"key": "with spaces!"},
        {"room": "direct:bob"}, {"room": "cellar"}, {"room": "channel:"}, {"person": ""},
        {"person": ["ada"]}, {"text": "x" * 30_000}, {"kind": "submit", "entered": {"a": 1}},
        {"kind": "submit", "entered": "a=1"}, {"kind": "submit", "entered": {"a": None}},
        {"kind": "submit", "entered": {str(n): "" for n in range(300)}},
    ],
)  # fmt: skip
def test_what_the_page_never_posts_is_refused(changed: Json) -> None:
    with pytest.raises(Unreadable):
        gesture({**BASE, "kind": "say", "text": "help", **changed}, NOW)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
names = st.sampled_from(["key", "person", "room", "kind", "text", "action", "card", "entered"])


@settings(max_examples=60)
@given(st.dictionaries(names, json_values))
def test_no_json_breaks_the_parser(changed: Json) -> None:
    with suppress(Unreadable):
        gesture({**BASE, "kind": "say", **changed}, NOW)


def test_arriving_and_joining_are_noted_once_each() -> None:
    assert arrival("ada", NOW).address == Address("playground", "playground", "direct:ada")
    assert joined("ops", "ada", NOW).address == Address("playground", "playground", "channel:ops")
    assert arrival("ada", NOW).key != arrival("bob", NOW).key
