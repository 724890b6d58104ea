"""What a person sees after each gesture, told at the in-memory page."""

from datetime import datetime, timedelta

import pytest

from adapters.playground.directory import PlaygroundDirectory
from adapters.playground.markup import text
from adapters.playground.parse import gesture
from adapters.playground.rooms import Message, Rooms
from bot.errors import StoreAway, Unreachable
from bot.model.cards import Card
from bot.model.events import Actor, Address, PersonArrived
from bot.model.ports import Kind, Parcel
from tests.adapters.playground.stage import DIGEST, FORM, INVITATION, MONDAY, PEOPLE, SmallTalk
from tests.platforms.playground import PlaygroundDesk, PlaygroundPlatform

ANSWERS = {"invoices": "3,5", "reports": "1", "normal": "yes", "mood": "4"}


@pytest.fixture
def talk() -> SmallTalk:
    return SmallTalk()


class Hands:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def platform(talk: SmallTalk, clock: Hands) -> PlaygroundPlatform:
    return PlaygroundPlatform(talk, clock)


@pytest.fixture
def ada(platform: PlaygroundPlatform) -> PlaygroundDesk:
    return platform.desk("ada")


def parcel(delivery: str, room: str, card: Card = INVITATION, replaces: str = "") -> Parcel:
    where = Address("playground", "playground", room, replaces)
    return Parcel(delivery, where, card, Kind.INVITATION, "en")


def test_an_invitation_is_answered_in_place(
    platform: PlaygroundPlatform, ada: PlaygroundDesk
) -> None:
    platform.messenger.send(parcel("d1", "direct:ada"))
    assert "Two minutes for your week" in ada.screen

    ada.press("Answer")
    assert "Typing invoices" in ada.screen
    ada.submit(**ANSWERS)

    assert "Thank you" in ada.screen
    assert ada.inbox == [ada.screen], "the invitation became the thank-you"
    ada.press("Edit")
    assert "Typing invoices" in ada.screen


def test_a_wrong_value_is_marked_and_nothing_typed_is_lost(ada: PlaygroundDesk) -> None:
    ada.say("log")
    ada.submit(**{**ANSWERS, "invoices": "lots", "note": "kept\nas typed"})

    assert "Please give a number" in ada.screen
    assert "lots" in ada.screen
    assert "kept\nas typed" in ada.screen
    ada.submit(invoices="2")
    assert "Thank you" in ada.screen


def test_a_form_from_a_word_is_answered_by_a_new_message(ada: PlaygroundDesk) -> None:
    ada.say("help")
    ada.say("log")
    ada.submit(**ANSWERS)

    assert [got.split("\n")[0] for got in ada.inbox] == ["What I can do", "Thank you"]


def test_closing_a_form_leaves_the_card_it_came_from(ada: PlaygroundDesk, talk: SmallTalk) -> None:
    ada.say("help")
    ada.press("Check in")
    asked = len(talk.events)
    ada.press("Not now")

    assert "What I can do" in ada.screen
    assert len(talk.events) == asked


def test_a_choice_that_is_heard_of_after_the_form_was_closed_opens_nothing(
    platform: PlaygroundPlatform, ada: PlaygroundDesk
) -> None:
    ada.say("log")
    [form] = [m for m in platform.rooms.messages("direct:ada") if m.is_form]
    ada.press("Not now")
    where = {"key": "a-fresh-key", "person": "ada", "room": "direct:ada", "form": form.id}
    told = {"kind": "change", "action": str(FORM.action), "entered": {"tool": "other"}}
    platform.exchange.take(gesture({**where, **told}, MONDAY))

    assert not [m for m in platform.rooms.messages("direct:ada") if m.is_form]


def test_home_is_a_card(ada: PlaygroundDesk) -> None:
    ada.open_home()

    assert "What I can do" in ada.screen


def test_a_channel_shows_the_public_answer_to_all_and_the_private_one_to_one(
    platform: PlaygroundPlatform, ada: PlaygroundDesk
) -> None:
    ada.say_in("finance", "me")
    ada.say_in("finance", "team")

    assert platform.channel("finance") == [ada.screen]
    assert "hours back" in ada.screen


def test_a_private_answer_to_a_public_button_leaves_the_public_card(
    platform: PlaygroundPlatform, ada: PlaygroundDesk
) -> None:
    ada.say_in("finance", "hello")  # she looks at the channel
    platform.messenger.send(parcel("d1", "channel:finance"))

    ada.press("Not this week")

    assert "See you next week" in ada.screen
    assert ["Two minutes for your week" in posted for posted in platform.channel("finance")] == [
        True
    ]


def test_a_delivery_is_found_again_also_when_it_replaced_a_card(
    platform: PlaygroundPlatform, ada: PlaygroundDesk
) -> None:
    messenger = platform.messenger
    first = messenger.send(parcel("d1", "direct:ada"))
    second = messenger.send(parcel("d2", "direct:ada", DIGEST, replaces=first))

    assert messenger.can_look
    assert first == second
    assert messenger.find(parcel("d2", "direct:ada")) == second
    assert messenger.find(parcel("d9", "direct:ada")) is None
    assert len(ada.inbox) == 1


def test_an_answered_invitation_is_still_found_and_stands_where_it_stood(
    platform: PlaygroundPlatform, ada: PlaygroundDesk, clock: Hands
) -> None:
    platform.messenger.send(parcel("d1", "direct:ada"))
    (invited,) = platform.rooms.messages("direct:ada")
    clock.now += timedelta(days=1)
    ada.press("Not this week")

    (answered,) = platform.rooms.messages("direct:ada")
    assert "See you next week" in ada.screen
    assert answered.at == invited.at
    assert platform.messenger.find(parcel("d1", "direct:ada")) == answered.id


def test_a_message_to_nowhere_is_unreachable(platform: PlaygroundPlatform) -> None:
    with pytest.raises(Unreachable):
        platform.messenger.send(parcel("d1", "cellar"))


def test_when_the_store_is_away_nothing_is_shown(ada: PlaygroundDesk, talk: SmallTalk) -> None:
    talk.away = True
    with pytest.raises(StoreAway):
        ada.say("help")

    assert ada.screen == ""


def test_arriving_is_told_to_the_core(platform: PlaygroundPlatform, talk: SmallTalk) -> None:
    platform.arrive("ada")

    assert [type(event) for event in talk.events.values()] == [PersonArrived]


def test_the_directory_knows_the_made_up_people_only() -> None:
    directory = PlaygroundDirectory(lambda: PEOPLE)

    profile = directory.profile(Actor("playground", "playground", "ada"))

    assert (profile.name, profile.zone) == ("Ada Brook", "Europe/Berlin")
    with pytest.raises(Unreachable):
        directory.profile(Actor("playground", "playground", "nobody"))


def test_a_room_forgets_its_oldest_messages() -> None:
    rooms = Rooms()
    for number in range(400):
        rooms.put("direct:ada", Message(str(number), text("hi"), MONDAY))

    kept = [message.id for message in rooms.messages("direct:ada")]
    assert kept == [str(number) for number in range(100, 400)]
    assert rooms.unread() == {"direct:ada": 400}
