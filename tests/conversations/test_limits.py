"""Whoever sends too much is told when to try again; nothing is lost, and others notice nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.routing import program_router
from bot.config import Limits
from bot.conversation import limits
from bot.conversation.limits import Gate, Window, refusal
from bot.errors import StoreAway
from bot.model.actions import Action
from bot.model.cards import Buttons
from bot.model.events import Actor, FormSubmission, HomeOpened, IncomingCommand, PersonArrived
from bot.model.replies import Nothing, ShowCard
from tests.conversations.test_check_in import ANSWERS, stored
from tests.conversations.town import START, WORKSPACES, Town, account
from tests.hands import Hand
from tests.promises import Measured
from tests.words import shipped_words

ALICE, BEN = (Actor("slack", WORKSPACES["slack"], account("slack", n)) for n in ("Alice", "Ben"))
REFUSED, A_DAY = "That was a lot at once", "as many team figures"


MINUTE = timedelta(minutes=1)


def said(number: int, actor: Actor = ALICE, locale: str = "") -> IncomingCommand:
    key = f"{actor.account}:{number}"
    return IncomingCommand(key=key, actor=actor, occurred_at=START, name="help", locale=locale)


def sent(number: int) -> FormSubmission:
    action = Action("survey.save", "")
    return FormSubmission(
        key=f"form:{number}", actor=ALICE, occurred_at=START, action=action, entered={}
    )


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def gate(hand: Hand) -> Gate:
    return Gate(Limits(commands_a_minute=3, events_a_second=5), hand)


def test_a_person_waits_until_a_minute_after_the_first_of_too_many(gate: Gate, hand: Hand) -> None:
    for second in range(3):
        hand.seconds = 10.0 * second
        assert gate.wait(said(second)) == 0

    assert gate.wait(said(3)) == 40
    hand.seconds = 59.9
    assert gate.wait(said(3)) == 1
    hand.seconds = 60.0
    assert gate.wait(said(3)) == 0
    assert gate.wait(said(4)) == 10


def test_the_same_account_elsewhere_is_somebody_else(gate: Gate) -> None:
    assert [gate.wait(said(n)) for n in range(4)] == [0, 0, 0, 60]

    assert gate.wait(said(4, replace(ALICE, workspace="T2"))) == 0
    assert gate.wait(said(4, BEN)) == 0


def test_a_repeat_is_let_in_and_not_counted(gate: Gate) -> None:
    assert [gate.wait(said(n)) for n in (0, 0, 0, 0, 1, 2, 3)] == [0, 0, 0, 0, 0, 0, 60]

    assert gate.wait(said(0)) == 0


def test_forms_are_always_let_in_and_use_up_nobodys_commands(gate: Gate) -> None:
    assert [gate.wait(sent(n)) for n in range(20)] == [0] * 20

    assert gate.wait(said(0)) == 1  # the workspace has had its five of this second


def test_a_home_page_counts_as_a_command(gate: Gate) -> None:
    for number in range(3):
        gate.wait(HomeOpened(key=f"home:{number}", actor=ALICE, occurred_at=START))

    assert gate.wait(said(0)) == 60


def test_what_is_refused_to_one_person_is_not_taken_from_their_workspace(gate: Gate) -> None:
    for number in range(100):
        gate.wait(said(number))

    assert [gate.wait(said(n, BEN)) for n in range(2)] == [0, 0]


def test_a_workspace_has_so_many_a_second_and_another_workspace_too(gate: Gate, hand: Hand) -> None:
    crowd = [Actor("slack", "T1", f"U{n}") for n in range(6)]
    assert [gate.wait(said(0, actor)) for actor in crowd] == [0, 0, 0, 0, 0, 1]

    assert gate.wait(said(0, Actor("slack", "T2", "U0"))) == 0
    hand.seconds = 1.0
    assert gate.wait(said(0, crowd[-1])) == 0


def test_many_threads_are_let_in_no_more_often_than_one(hand: Hand) -> None:
    gate = Gate(Limits(commands_a_minute=30, events_a_second=1_000), hand)

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(gate.wait, map(said, range(400))))

    assert waits.count(0) == 30


def test_only_so_many_people_are_remembered() -> None:
    window = Window(1, 60.0)

    for person in range(limits.HOLDERS + 100):
        window.count(person, 0.0)

    assert len(window) == limits.HOLDERS
    assert window.wait(limits.HOLDERS, 0.0) == 60.0


def test_the_thirty_first_command_within_a_minute_is_refused_politely(town: Town) -> None:
    alice, ben = town.desk("Alice"), town.desk("Ben")
    for _ in range(30):
        alice.say("help")
        assert REFUSED not in alice.screen

    alice.say("me")

    assert REFUSED in alice.screen
    assert "in 60 seconds" in alice.screen
    ben.say("help")
    assert REFUSED not in ben.screen
    town.pass_time(minutes=1)
    alice.press("Try again")
    assert REFUSED not in alice.screen
    assert "Your hours" in alice.screen


def test_a_form_that_is_open_can_be_sent_whatever_was_said_before(town: Town) -> None:
    alice = town.desk("Alice")
    town.until("2026-09-08 10:00")
    for _ in range(29):
        alice.say("help")
    alice.say("log")

    alice.submit(**ANSWERS)

    assert "Thank you" in alice.screen
    assert len(stored(town, "Alice")) == 1
    alice.say("help")
    assert REFUSED in alice.screen


def test_a_repeat_hears_what_it_heard_also_from_somebody_over_the_limit(slack_town: Town) -> None:
    first = slack_town.dispatcher.dispatch(said(0))
    for number in range(1, 32):
        refused = slack_town.dispatcher.dispatch(said(number))
    assert isinstance(refused, ShowCard)
    assert refused.card.title == REFUSED

    assert slack_town.dispatcher.dispatch(said(0)) == first


def test_whoever_goes_on_and_on_hears_it_a_few_times_and_then_nothing_for_a_while(
    slack_town: Town, hand: Hand
) -> None:
    gate = Gate(Limits(commands_a_minute=1), hand)
    dispatcher = replace(slack_town.dispatcher, gate=gate)
    dispatcher.dispatch(said(0))

    heard = [dispatcher.dispatch(said(number)) for number in range(1, 101)]

    assert [isinstance(reply, ShowCard) for reply in heard] == [True] * 5 + [False] * 95
    assert dispatcher.dispatch(said(1, BEN)) != Nothing()
    hand.seconds = 10.0
    assert isinstance(dispatcher.dispatch(said(101)), ShowCard)


def test_the_refusal_speaks_the_language_of_the_chat(slack_town: Town) -> None:
    for number in range(31):
        refused = slack_town.dispatcher.dispatch(said(number, locale="de-DE"))

    assert isinstance(refused, ShowCard)
    assert refused.card.title == "Das war viel auf einmal"


def test_an_arrival_that_is_too_much_is_left_to_the_platform_to_repeat(
    slack_town: Town, hand: Hand
) -> None:
    dispatcher = replace(slack_town.dispatcher, gate=Gate(Limits(events_a_second=1), hand))
    arrival = PersonArrived(key="slack:arrival", actor=BEN, occurred_at=START)
    dispatcher.dispatch(said(0))

    with pytest.raises(StoreAway):
        dispatcher.dispatch(arrival)

    hand.seconds = 1.0
    dispatcher.dispatch(arrival)


def test_the_sixty_first_figure_of_a_day_is_refused_and_the_next_day_shows_one(
    town: Town, measured: Measured
) -> None:
    alice, ben = town.desk("Alice"), town.desk("Ben")
    for _ in range(60):
        alice.say("team")
        assert A_DAY not in alice.screen
        town.clock.move_to(town.clock().replace(second=0) + MINUTE)

    alice.say("team")

    assert A_DAY in alice.screen
    with town.turns.begin() as turn:
        shown = [e.deed for e in turn.store.audit.entries(1_000)].count("see_figure")
    measured("R-A7", "figures of one person in one day", "60", shown)
    assert shown == 60
    ben.say("team")
    assert A_DAY not in ben.screen
    town.clock.move_to(town.clock() + 24 * 60 * MINUTE)
    alice.say("team")
    assert A_DAY not in alice.screen


def test_what_was_said_in_ones_own_language_is_tried_again_as_what_it_means(gate: Gate) -> None:
    words, router = shipped_words(), program_router()
    for number in range(4):
        gate.wait(said(number))

    refused = refusal(replace(said(5, locale="de-DE"), name="ruhe"), 9, gate, words, router)

    assert isinstance(refused, ShowCard)
    [again] = [one for one in refused.card.elements if isinstance(one, Buttons)]
    assert again.buttons[0].action == Action("say", "quiet")
