"""Before the first question: who sees what, and a no that is respected everywhere."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.conversations.test_check_in import ANSWERS
from tests.conversations.town import PLATFORMS, Settled, Town

INVITED = "Your weekly check-in"


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


def test_a_form_that_was_open_before_the_no_is_not_taken(town: Town) -> None:
    """It was opened on another device, say."""
    town.until("2026-09-08 10:00")
    alice = town.desk("Alice")
    alice.press("Answer")
    with town.turns.begin() as turn:
        person = turn.store.people.by_email("alice@northlight.example")
        assert person is not None
        turn.store.consents.decide(person.id, False, turn.now)

    alice.submit(**ANSWERS)

    assert "Before the first question" in alice.screen
    with town.turns.begin() as turn:
        assert not turn.store.surveys.respondents("checkin_finance-2026-09-08")
