"""Before the first question: who sees what, and a no that is respected everywhere."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from bot.config import Audience, Who
from bot.conversation.asking import surveys_for
from bot.conversation.turn import Turn
from bot.permissions import Role
from tests.conversations.test_check_in import ANSWERS
from tests.conversations.town import PLATFORMS, Settled, Town

INVITED = "Your weekly check-in"
SECOND = "checkin_finance-2026-09-15"


@pytest.fixture(params=PLATFORMS)
def town(request: pytest.FixtureRequest, settled: Settled) -> Iterator[Town]:
    """Kim is new: nobody has told them yet who sees what."""
    with closing(settled(request.param, "kim@northlight.example")) as database:
        yield Town(request.param, database)


def test_the_first_question_is_whether_one_may_be_asked_at_all(town: Town) -> None:
    town.until("2026-09-08 10:00")
    kim = town.desk("Kim")
    kim.press("Answer")
    assert "Before the first question" in kim.screen
    assert "at least 5 people besides any one reader" in kim.screen
    assert "180 days" in kim.screen
    assert "90 days" in kim.screen
    assert "before a pilot stay until 13 weeks after it ended" in kim.screen
    assert "say privacy" in kim.screen

    kim.press("I take part")
    kim.submit(**ANSWERS)
    assert "Thank you" in kim.screen

    kim.say("log")
    assert "About your last full working week" in kim.screen, "it is asked once"


def test_a_no_is_respected_everywhere_until_it_is_taken_back(town: Town) -> None:
    kim = town.desk("Kim")
    town.until("2026-09-08 10:00")
    kim.press("Answer")
    kim.press("No, thank you")
    assert "Nobody is told" in kim.screen
    kim.open_home()
    assert "Nothing is waiting for you" in kim.screen

    town.until("2026-10-01 18:00")
    asked = [text for text in kim.inbox if text.startswith((INVITED, "Your check-in is still"))]
    assert len(asked) <= 1, "only the invitation from before the no"

    kim.say("log")
    assert "Before the first question" in kim.screen, "asked again, by themselves"


def test_who_changes_their_mind_is_asked_again(town: Town) -> None:
    kim = town.desk("Kim")
    town.until("2026-09-08 10:00")
    kim.press("Answer")
    kim.press("No, thank you")
    kim.press("I changed my mind")
    assert "Before the first question" in kim.screen

    kim.press("I take part")
    assert "About your last full working week" in kim.screen
    kim.submit(**ANSWERS)
    assert "Thank you" in kim.screen


def test_the_list_of_what_did_not_arrive_does_not_say_who_said_no(town: Town) -> None:
    """Nothing more is queued for them, and what waited looks as if they had answered."""
    ben = town.desk("Ben")
    ben.say("quiet")
    ben.press("Change")
    ben.submit(quiet_to="12:00")
    town.until("2026-09-08 10:00")
    ben.say("privacy")
    ben.press("Stop taking part")
    town.until("2026-09-16 18:00")

    with town.turns.begin() as turn:
        assert not turn.store.outcomes.undelivered(100)
        ben_id, invited = person_id(turn, "ben"), turn.store.surveys.invited(SECOND)
        asked = [row for row in turn.store.outbox.all() if row.kind in ("invitation", "nudge")]
    assert invited
    assert ben_id not in invited
    assert not [row for row in asked if ben_id in (row.person_id, row.dedupe_key.split(":")[-1])]
    [waited] = [row for row in asked if row.state == "dropped"]
    assert waited.reason == "not_needed", "as if it had been answered"


def person_id(turn: Turn, name: str) -> str:
    person = turn.store.people.by_email(f"{name}@northlight.example")
    assert person is not None
    return person.id


def test_a_form_that_was_open_before_the_no_is_not_taken(town: Town) -> None:
    """It was opened on another device, say."""
    town.until("2026-09-08 10:00")
    alice = town.desk("Alice")
    alice.press("Answer")
    with town.turns.begin() as turn:
        turn.store.consents.decide(person_id(turn, "alice"), False, turn.now)

    alice.submit(**ANSWERS)

    assert "Before the first question" in alice.screen
    with town.turns.begin() as turn:
        assert not turn.store.surveys.respondents("checkin_finance-2026-09-08")


def test_taking_part_is_stopped_and_begun_again_at_any_time(town: Town) -> None:
    """Nothing is open: the decision needs no wave."""
    kim, alice = town.desk("Kim"), town.desk("Alice")
    kim.say("privacy")
    assert "not decided yet" in kim.screen
    alice.say("privacy")
    assert "yes, since Sep 7" in alice.screen

    town.pass_time(hours=24)
    alice.press("Stop taking part")
    assert "nothing about you is counted" in alice.screen
    alice.say("privacy")
    assert "no, since Sep 8" in alice.screen
    assert "Stop taking part" not in alice.screen
    alice.press("Take part again")
    assert "you take part" in alice.screen
    assert "Tuesday, September 8" in alice.screen, "when the next survey comes"
    alice.say("privacy")
    assert "yes, since Sep 8" in alice.screen


def test_a_yes_stands_though_the_check_in_has_closed_meanwhile(town: Town) -> None:
    kim = town.desk("Kim")
    town.until("2026-09-08 10:00")
    kim.press("Answer")
    town.until("2026-09-14 11:00")
    kim.press("I take part")
    assert "you take part" in kim.screen
    assert "September 15" in kim.screen
    kim.say("privacy")
    assert "yes, since Sep 14" in kim.screen


def test_whoever_comes_back_while_something_is_open_may_answer_it(town: Town) -> None:
    """They were not invited to it, having said no before."""
    alice = town.desk("Alice")
    alice.say("privacy")
    alice.press("Stop taking part")
    town.until("2026-09-08 10:00")
    assert not [text for text in alice.inbox if text.startswith(INVITED)]
    alice.say("privacy")
    alice.press("Take part again")
    alice.submit(**ANSWERS)
    assert "Thank you" in alice.screen


def test_nobody_is_told_of_a_check_in_that_will_not_come(town: Town) -> None:
    alice, ben, kim = town.desk("Alice"), town.desk("Ben"), town.desk("Kim")
    alice.say("privacy")
    alice.press("Stop taking part")
    alice.press("I changed my mind")
    assert "Before the first question" in alice.screen, "whatever is open"
    ben.say("quiet")
    ben.press("Never write first")
    for desk in (alice, ben):
        desk.open_home()
        assert "Nothing is waiting for you" in desk.screen
        assert "next survey" not in desk.screen
    ben.say("log")
    assert "No check-in is open" in ben.screen
    assert "next survey" not in ben.screen

    kim.say("quiet")
    kim.press("Never write first")
    kim.say("log")
    kim.press("I take part")
    assert "I will not write first" in kim.screen


def test_after_erasing_log_asks_anew_and_goes_on_to_the_form(town: Town) -> None:
    town.until("2026-09-08 11:00")
    alice = town.desk("Alice")
    alice.say("privacy")
    alice.press("Erase")
    alice.submit(sure="yes")
    town.pass_time(minutes=1)
    alice.say("log")
    assert "Before the first question" in alice.screen
    alice.press("I take part")
    alice.submit(**ANSWERS)
    assert "Thank you" in alice.screen


def test_the_audit_trail_does_not_know_who_decided_what(town: Town) -> None:
    town.until("2026-09-08 10:00")
    for name, decision in (("Kim", "No, thank you"), ("Alice", "")):
        town.desk(name).press("Answer")
        if decision:
            town.desk(name).press(decision)
    with town.turns.begin() as turn:
        deeds = {entry.deed for entry in turn.store.audit.entries(1_000)}
    assert not [deed for deed in deeds if "consent" in deed]


def test_a_yes_joins_nothing_that_asks_others(town: Town) -> None:
    with town.turns.begin() as turn:
        [manager] = turn.store.teams.managers(finance(turn))
        kim = turn.store.people.by_email("kim@northlight.example")
        [shipped, *_] = turn.config.surveys.values()
        audiences = {
            "all": Audience(who=Who.EVERYONE),
            "managers": Audience(who=Who.MANAGER, team="Finance"),
            "leads": Audience(who=Who.PROGRAM_LEADS),
        }
        surveys = {n: shipped.model_copy(update={"audience": a}) for n, a in audiences.items()}
        turn = replace(turn, config=turn.config.model_copy(update={"surveys": surveys}))

        assert surveys_for(replace(turn, person=kim)) == ["all"]
        assert surveys_for(replace(turn, person=manager)) == ["all", "managers"]
        leading = frozenset({Role.PROGRAM_LEAD})
        assert surveys_for(replace(turn, person=kim, roles=leading)) == ["all", "leads"]


def finance(turn: Turn) -> str:
    team = turn.store.teams.by_name("Finance")
    assert team is not None
    return team.id
