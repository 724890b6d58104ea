"""What a person does and reads in Teams, with the real parse and the real drawing."""

from datetime import UTC, datetime

import pytest

from bot.model.events import FormSubmission, PersonArrived, PersonLeft
from tests.adapters.teams.scripted import ScriptedConversation
from tests.platforms.teams import TeamsDesk, TeamsPlatform


@pytest.fixture
def core() -> ScriptedConversation:
    return ScriptedConversation()


@pytest.fixture
def teams(core: ScriptedConversation) -> TeamsPlatform:
    return TeamsPlatform(core, lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
def alice(teams: TeamsPlatform) -> TeamsDesk:
    return teams.desk("alice")


def test_a_typed_word_opens_the_form_in_the_chat_and_its_answer_replaces_it(
    alice: TeamsDesk, core: ScriptedConversation
) -> None:
    alice.say("log")
    assert "Your week" in alice.screen
    assert "Hours on invoices" in alice.screen

    alice.submit(invoices="3,5")

    assert "Thank you" in alice.screen
    assert alice.inbox == [alice.screen]
    submitted = core.events[-1]
    assert isinstance(submitted, FormSubmission)
    assert submitted.entered == {"invoices": "3,5", "week": "yes", "fear": "2", "note": ""}


def test_a_wrong_value_is_named_next_to_its_field_and_nothing_typed_is_lost(
    alice: TeamsDesk,
) -> None:
    alice.say("log")
    alice.submit(invoices="many", note="a *starred* remark")

    assert "Please check invoices" in alice.screen
    assert "many" in alice.screen
    assert "a *starred* remark" in alice.screen

    alice.submit(invoices="4")
    assert "Thank you" in alice.screen


def test_a_button_opens_a_dialog_and_the_reply_replaces_the_card_behind_it(
    alice: TeamsDesk, core: ScriptedConversation, teams: TeamsPlatform
) -> None:
    alice.say("")
    core.deliver(teams.messenger)
    alice.press("Answer now")
    assert alice.screen.startswith("Your week\n")
    assert len(alice.inbox) == 1

    alice.submit(invoices="-1")
    assert "Please check invoices" in alice.screen
    alice.submit(invoices="1")
    core.deliver(teams.messenger)

    assert "Thank you" in alice.screen
    assert alice.inbox == [alice.screen]


def test_the_same_button_opens_its_dialog_as_often_as_it_is_pressed(
    alice: TeamsDesk, core: ScriptedConversation, teams: TeamsPlatform
) -> None:
    alice.say("")
    core.deliver(teams.messenger)
    for _ in range(2):
        alice.press("Answer now")
        alice.dialog = None  # closed by the person
    alice.press("Answer now")
    alice.submit()
    core.deliver(teams.messenger)
    alice.press("Edit")
    alice.submit(invoices="5")

    assert len([e for e in core.events if isinstance(e, FormSubmission)]) == 2


def test_other_buttons_replace_their_card_and_can_be_pressed_again_on_the_next(
    alice: TeamsDesk, core: ScriptedConversation, teams: TeamsPlatform
) -> None:
    alice.say("")
    core.deliver(teams.messenger)
    for _ in range(2):
        alice.press("My hours")
        assert "3.5 hours back" in alice.screen
        alice.press("Back")
        assert "What would you like to do?" in alice.screen

    assert len(alice.inbox) == 1
    assert len(core.events) == 5


def test_a_dialog_that_turns_out_to_be_closed_shows_why_and_so_does_the_card_behind(
    alice: TeamsDesk, core: ScriptedConversation, teams: TeamsPlatform
) -> None:
    alice.say("")
    core.deliver(teams.messenger)
    core.closed = True
    alice.press("Answer now")

    assert "This wave is closed" in alice.screen
    assert "This wave is closed" in alice.inbox[0]

    alice.press("Back")  # inside the dialog
    assert "What would you like to do?" in alice.screen


def test_what_is_asked_in_a_channel_is_answered_alone(
    alice: TeamsDesk, core: ScriptedConversation, teams: TeamsPlatform
) -> None:
    alice.say_in("finance", "me please")
    alice.say_in("finance", "log")
    core.deliver(teams.messenger)

    assert teams.channel("finance") == []
    assert any("me please" in text for text in alice.inbox)
    assert any("Your week" in text for text in alice.inbox)


def test_team_here_is_answered_in_the_channel_for_everybody(
    alice: TeamsDesk, core: ScriptedConversation, teams: TeamsPlatform
) -> None:
    alice.say_in("finance", "team here")
    core.deliver(teams.messenger)

    thread = core.events[0]
    assert thread.address is not None
    assert thread.reply_to is not None
    assert "messageid" not in thread.address.conversation
    assert "messageid" in thread.reply_to.conversation
    assert alice.inbox == []


def test_coming_and_going_are_noted_and_not_answered(
    teams: TeamsPlatform, core: ScriptedConversation, alice: TeamsDesk
) -> None:
    teams.arrive("alice")
    teams.leave("alice")

    assert [type(event) for event in core.events] == [PersonArrived, PersonLeft]
    assert core.events[0].address == core.events[1].address
    assert alice.inbox == []
