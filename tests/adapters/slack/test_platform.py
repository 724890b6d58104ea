"""The Slack that stories are told on: what people see there is what the adapter drew."""

from bot.errors import FormRejected
from bot.model.actions import Action
from bot.model.cards import Button, Buttons, Card
from bot.model.charts import BarChart
from bot.model.events import (
    AnyEvent,
    ButtonPress,
    ChannelJoined,
    FormSubmission,
    HomeOpened,
    IncomingCommand,
    PersonArrived,
)
from bot.model.ports import Kind, Parcel
from bot.model.replies import Nothing, Reply, ShowCard, ShowFieldErrors, ShowForm
from tests.adapters.slack.conftest import NOW
from tests.adapters.slack.scripted import SURVEY, Scripted, card
from tests.platforms.slack import SlackPlatform


def played(event: AnyEvent) -> Reply:
    match event:
        case IncomingCommand(name="log") | ButtonPress(action=Action("survey.open")):
            return ShowForm(SURVEY)
        case IncomingCommand(name=name):
            return ShowCard(Card(f"You said {name}", (answer_now(),)))
        case HomeOpened():
            return ShowCard(Card("Home", (answer_now(),)))
        case FormSubmission():
            try:
                SURVEY.read(event.entered)
            except FormRejected as rejected:
                errors = dict.fromkeys(rejected.problems, "Not a number")
                return ShowFieldErrors(SURVEY, event.entered, errors)
            return ShowCard(card("Thank you"))
        case _:
            return Nothing()


def answer_now() -> Buttons:
    return Buttons((Button("Answer now", SURVEY.opener, opens_form=True),))


def courier(platform: SlackPlatform, conversation: Scripted) -> None:
    while conversation.queued:
        to, shown = conversation.queued.pop(0)
        name = f"d{len(platform.sent)}"
        platform.messenger.send(Parcel(name, to, shown, Kind.REPLY, "en"))


def open_slack() -> tuple[SlackPlatform, Scripted]:
    conversation = Scripted(played)
    return SlackPlatform(conversation, lambda: NOW), conversation


def test_alice_corrects_a_value_and_her_card_is_replaced_by_the_thanks() -> None:
    platform, conversation = open_slack()
    alice = platform.desk("alice")

    alice.type("hello")
    courier(platform, conversation)
    alice.press("Answer now")
    assert "Two minutes" in alice.screen
    alice.submit(hours="many", mood="Good")
    assert "Not a number" in alice.screen
    assert "many" in alice.screen
    alice.submit(hours="3,5")
    courier(platform, conversation)

    assert alice.screen.startswith("Thank you")
    assert [text.splitlines()[0] for text in alice.inbox] == ["Thank you"]
    submitted = conversation.heard[-1]
    assert isinstance(submitted, FormSubmission)
    assert submitted.entered == {"hours": "3,5", "mood": "good", "note": ""}


def test_a_slash_command_opens_its_form_and_the_answer_is_a_direct_message() -> None:
    platform, conversation = open_slack()
    alice = platform.desk("alice")

    alice.say("log")
    assert alice.inbox == []
    alice.submit(hours="4")
    courier(platform, conversation)

    assert len(alice.inbox) == 1


def test_a_command_is_answered_where_only_alice_sees_it_and_that_answer_is_replaced() -> None:
    platform, conversation = open_slack()
    alice = platform.desk("alice")

    alice.say("help")
    alice.press("Answer now")
    alice.submit(hours="4")
    courier(platform, conversation)

    assert (alice.inbox, alice.screen.splitlines()[0]) == ([], "Thank you")


def test_a_typed_word_cannot_open_a_form_so_a_button_is_offered() -> None:
    platform, conversation = open_slack()
    alice = platform.desk("alice")

    alice.type("log")
    courier(platform, conversation)
    assert "[Open]" in alice.screen
    alice.press("Open")

    assert "Hours of dull work" in alice.screen


def test_the_home_page_and_the_form_behind_its_button() -> None:
    platform, _ = open_slack()
    alice = platform.desk("alice")

    alice.open_home()
    assert alice.screen.startswith("Home")
    alice.press("Answer now")

    assert alice.screen.startswith("Your week")


def test_what_is_said_in_a_channel_is_answered_to_bob_alone() -> None:
    platform, conversation = open_slack()
    bob = platform.desk("bob")

    bob.say_in("general", "team <here> & now")
    courier(platform, conversation)

    heard = conversation.heard[0]
    assert isinstance(heard, IncomingCommand)
    assert (heard.name, heard.argument) == ("team", "<here> & now")
    assert platform.channel("general") == []
    assert "You said team" in bob.screen


def test_arrivals_are_noted_and_channels_can_be_written_to() -> None:
    platform, conversation = open_slack()

    platform.arrive("alice")
    platform.invite("alice", "general")
    arrived, joined = conversation.heard
    assert isinstance(arrived, PersonArrived)
    assert isinstance(joined, ChannelJoined)
    assert joined.address is not None
    chart = BarChart("Hours returned", (("Sales", 3.0),), "h")
    parcel = Parcel("d1", joined.address, Card("Week", (chart,)), Kind.DIGEST, "en")
    platform.messenger.send(parcel)

    assert platform.channel("general") == [f"Week\n{chart.as_text()}"]
    assert platform.messenger.find(parcel) is not None
