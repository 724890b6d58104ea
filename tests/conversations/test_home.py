"""The home page: what waits for me and until when, what came back, wishes and privacy."""

from tests.conversations.test_check_in import ANSWERS
from tests.conversations.town import Town


def test_home_says_what_waits_until_when_and_in_whose_time(town: Town) -> None:
    alice = town.desk("Alice")
    alice.open_home()
    assert "Nothing is waiting for you" in alice.screen
    assert "The next survey comes on Tuesday, September 8, 10:00" in alice.screen
    assert "Berlin" in alice.screen

    town.until("2026-09-08 10:00")
    alice.open_home()
    assert "Check-in is waiting for you until Sunday, September 13, 10:00" in alice.screen
    alice.press("Answer")
    alice.submit(**ANSWERS)

    alice.open_home()
    assert "Nothing is waiting for you" in alice.screen
    assert "The next survey comes on Tuesday, September 15" in alice.screen


def test_wishes_and_privacy_are_a_press_away(town: Town) -> None:
    alice = town.desk("Alice")
    alice.open_home()
    alice.press("Quiet")
    assert "never between 18:00 and 08:00 (Berlin)" in alice.screen
    alice.open_home()
    alice.press("Privacy")
    assert "What is kept, and who sees it" in alice.screen
