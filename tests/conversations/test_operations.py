"""What the people who run the bot ask it."""

from tests.conversations.town import Town


def test_an_admin_sees_what_arrived_and_nobody_else_does(town: Town) -> None:
    town.until("2026-09-08 10:00")
    ada, alice = town.desk("Ada"), town.desk("Alice")
    ada.say("deliveries")
    assert "Arrived: 25" in ada.screen
    ada.say("health")
    assert "Everything works" in ada.screen
    alice.say("deliveries")
    assert "Arrived" not in alice.screen


def test_the_team_reads_the_note_that_its_manager_got(town: Town) -> None:
    alice = town.desk("Alice")
    alice.say("team note")
    assert "No team figure to show" in alice.screen
