"""Payloads as Slack documents them, ids replaced, and the events they mean."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.addresses import Hook, Posted, address
from adapters.slack.errand import Errand
from adapters.slack.incoming import Ignored, Incoming
from adapters.slack.parse import understood
from adapters.slack.settings import SlackSettings
from bot.model.actions import Action
from bot.model.events import (
    Actor,
    AnyEvent,
    ButtonPress,
    ChannelJoined,
    ChannelLeft,
    FormSubmission,
    HomeOpened,
    IncomingCommand,
    Place,
)
from tests.adapters.slack.conftest import NOW
from tests.adapters.slack.samples import button, event, submission, typed
from tests.adapters.slack.scripted import SURVEY

PAYLOADS = Path(__file__).parent / "payloads"
TEAM = "T061EG9R6"
ALICE = Actor("slack", TEAM, "U2147483697")
DIRECT = address(TEAM, ALICE.account)


def read(name: str, workspaces: frozenset[str] = frozenset()) -> Incoming | Ignored:
    payload = json.loads((PAYLOADS / f"{name}.json").read_text())
    found = understood(payload, NOW, SlackSettings("", "", workspaces=workspaces))
    assert isinstance(found, Incoming | Ignored)
    return found


def heard(payload: dict[str, Any]) -> AnyEvent:
    found = understood(payload, NOW, SlackSettings("", ""))
    assert isinstance(found, Incoming)
    return found.event


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_a_slash_command() -> None:
    found = read("slash_command")

    assert isinstance(found, Incoming)
    assert found.hook == "https://hooks.slack.com/commands/T0001/398738663015/abc"
    assert found.trigger == "13345224609.738474920.8088930838d88f008e0"
    assert found.event == IncomingCommand(
        key="slack:command:T0001:13345224609.738474920.8088930838d88f008e0",
        actor=Actor("slack", "T0001", "U2147483697"),
        occurred_at=NOW,
        place=Place.CHANNEL,
        address=address("T0001", "C2147483705"),
        name="team",
        argument="A & B",
    )


FILES: dict[str, AnyEvent] = {
    "message_im": IncomingCommand(
        key=f"slack:event:{TEAM}:Ev0PV52K21",
        actor=ALICE,
        occurred_at=at(1355517523.000005),
        address=DIRECT,
        reply_to=DIRECT,
        can_open_form=False,
        name="snooze",
        argument="until Monday",
    ),
    "app_mention_from_outside": IncomingCommand(
        key=f"slack:event:{TEAM}:Ev0MDYGDKJ",
        actor=Actor("slack", TEAM, "U09STRANGER", guest=True),
        occurred_at=at(1515449522.000016),
        place=Place.CHANNEL,
        address=address(TEAM, "C123ABC456"),
        reply_to=address(TEAM, "U09STRANGER"),
        can_open_form=False,
        name="help",
    ),
    "app_home_opened": HomeOpened(
        key=f"slack:event:{TEAM}:Ev0LAN670R",
        actor=Actor("slack", TEAM, "U061F7AUR"),
        occurred_at=at(1515449522.000016),
        place=Place.HOME,
        address=address(TEAM, "U061F7AUR"),
    ),
    "bot_joined_channel": ChannelJoined(
        key=f"slack:event:{TEAM}:Ev0JOIN",
        actor=Actor("slack", TEAM, "U123456789"),
        occurred_at=at(1605822730.0001),
        place=Place.CHANNEL,
        address=address(TEAM, "C0698JE0H"),
    ),
    "channel_left": ChannelLeft(
        key=f"slack:event:{TEAM}:Ev0LEFT",
        actor=Actor("slack", TEAM, "U123456789"),
        occurred_at=at(1605822790.0001),
        place=Place.CHANNEL,
        address=address(TEAM, "C0698JE0H"),
    ),
    "button_in_direct_message": ButtonPress(
        key=f"slack:button:{TEAM}:U2147483697:1548261231.000200:1548426417.840180"
        ":survey.open:pulse-2026-w12",
        actor=ALICE,
        occurred_at=at(1548426417.84018),
        address=DIRECT,
        reply_to=address(TEAM, ALICE.account, Posted("D024BE91L", "1548261231.000200")),
        action=Action("survey.open", "pulse-2026-w12"),
    ),
    "button_in_ephemeral_message": ButtonPress(
        key=f"slack:button:{TEAM}:U2147483697:1548261231.000200:1548426417.840180:snooze~1",
        actor=ALICE,
        occurred_at=at(1548426417.84018),
        place=Place.CHANNEL,
        address=address(TEAM, "CBR2V3XEX"),
        reply_to=address(
            TEAM,
            ALICE.account,
            Hook("https://hooks.slack.com/actions/T061EG9R6/12321423423/333834792", NOW),
        ),
        action=Action("snooze"),
    ),
    "button_on_home_page": ButtonPress(
        key=f"slack:button:{TEAM}:U2147483697:VPASKP233:1548426417.840180:preferences.open",
        actor=ALICE,
        occurred_at=at(1548426417.84018),
        place=Place.HOME,
        address=DIRECT,
        action=Action("preferences.open"),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_payload_means_one_event(name: str) -> None:
    found = read(name)

    assert isinstance(found, Incoming)
    assert found.event == FILES[name]


def test_a_submitted_form() -> None:
    found = read("form_submitted")
    entered = {"hours": "3,5", "note": "", "mood": "good", "scale": ""}
    values = hashlib.sha256(json.dumps(entered, sort_keys=True).encode()).hexdigest()

    assert isinstance(found, Incoming)
    assert found.event == FormSubmission(
        key=f"slack:form:{TEAM}:VNHU13V36:156663117.cd33ad1f:{values}",
        actor=ALICE,
        occurred_at=NOW,
        place=Place.DIALOG,
        address=DIRECT,
        reply_to=address(TEAM, ALICE.account, Posted("D024BE91L", "1548261231.000200")),
        action=Action("survey.submit", "w1"),
        entered=entered,
    )


def test_several_choices_are_entered_with_commas_between_them() -> None:
    ticked = [{"value": "MON"}, {"value": "FRI"}]
    payload: Any = submission(SURVEY)
    payload["view"]["state"]["values"] = {
        "days": {"entered": {"type": "checkboxes", "selected_options": ticked}},
        "none": {"entered": {"type": "checkboxes", "selected_options": []}},
    }

    found = heard(payload)

    assert isinstance(found, FormSubmission)
    assert found.entered == {"days": "MON,FRI", "none": ""}


def test_every_payload_of_the_folder_is_told_of_here() -> None:
    told = {*FILES, "slash_command", "form_submitted"}

    assert {path.stem for path in PAYLOADS.glob("*.json")} == told


@pytest.mark.parametrize("name", [*FILES, "form_submitted"])
def test_a_workspace_that_is_not_listed_is_left_alone(name: str) -> None:
    assert read(name, workspaces=frozenset({"T9"})) == Ignored("another workspace")
    assert isinstance(read(name, workspaces=frozenset({TEAM})), Incoming)


def test_the_same_values_have_one_key_and_corrected_ones_another() -> None:
    first = heard(submission(SURVEY, hours="3", mood="good"))
    again = heard(submission(SURVEY, mood="good", hours="3"))
    corrected = heard(submission(SURVEY, hours="4", mood="good"))

    assert first.key == again.key
    assert first.key != corrected.key


def test_who_pressed_is_read_from_the_envelope_never_from_what_the_form_carries() -> None:
    forged = '{"action": "erase:U9", "card": "", "user": "U9", "team": "T9"}'

    assert heard(submission(SURVEY, metadata=forged)).actor == Actor("slack", "T1", "U1")


def test_someone_of_another_company_is_a_guest() -> None:
    pressed = {**button("x"), "user": {"id": "U1", "team_id": "T2"}}

    assert heard(pressed).actor.guest


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("", "", ""),
        ("   ", "", ""),
        ("LOG", "log", ""),
        ("dividend", "", ""),
        ("Dividend log", "log", ""),
        ("<@UBOT> log it", "log", "it"),
        ("<@UBOT|bot>\nlog\tit", "log", "it"),
        ("<@UBOT>", "", ""),
        ("team a &lt;b&gt; &amp;amp;", "team", "a <b> &amp;"),
        ("note " + "x" * 5000, "note", "x" * 2000),
    ],
)
def test_the_same_words_everywhere(text: str, name: str, argument: str) -> None:
    command = heard(typed(text))

    assert isinstance(command, IncomingCommand)
    assert (command.name, command.argument) == (name, argument)


def test_an_odd_time_is_replaced_by_when_it_was_sent() -> None:
    for ts in ("", "soon", "inf", "9" * 40):
        assert heard(typed("help", event_ts=ts, ts=ts)).occurred_at == NOW


def test_a_removal_by_name_is_ours_only_when_it_names_us() -> None:
    left = {"type": "member_left_channel", "channel": "C1"}

    assert isinstance(heard(event({**left, "user": "UBOT"})), ChannelLeft)
    found = understood(event({**left, "user": "U2"}), NOW, SlackSettings("", ""))
    assert found == Ignored("someone else's move")


def test_what_a_form_carries_fits_and_comes_back() -> None:
    errand = Errand(Action("survey.submit", "w1"), Hook("https://hooks.slack.com/x", NOW))

    assert Errand.parse(str(errand)) == errand
    long = Errand(Action("a", "x" * 2800), Posted("C1", "1" * 200))
    assert len(str(long)) <= 3000
    assert Errand.parse(str(long)) == Errand(long.action)
