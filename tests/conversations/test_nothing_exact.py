"""No number that anybody may see moves with a single answer, reminder, wish or erasure."""

from bot.app.web import metrics_text
from bot.commands.deliveries import listing
from tests.conversations.test_operations import answer
from tests.conversations.test_response_rates import erase
from tests.conversations.town import Town


def test_what_those_who_run_the_bot_see_is_the_same_whoever_answers_wishes_or_erases(
    town: Town,
) -> None:
    town.until("2026-09-08 11:00")
    before = told(town)

    answer(town, "Ben")
    town.desk("Carl").say("quiet")
    town.desk("Carl").press("Never write first")
    town.until("2026-09-10 14:05")
    assert "still open" in town.desk("Dora").inbox[-1], "whoever has not answered is reminded"
    assert told(town) == before

    erase(town, "Emil")
    assert told(town) == before


def test_reminders_count_when_their_wave_is_over_and_no_erasure_takes_them_back(town: Town) -> None:
    """Twelve are reminded in each wave."""
    ada = town.desk("Ada")
    town.until("2026-09-17 14:05")
    ada.say("deliveries")
    assert "under 20 (nudges)" in ada.screen

    town.until("2026-09-21 10:00")
    for name in ("Alice", "Ben", "Carl"):
        erase(town, name)
    ada.say("deliveries")
    assert "20+ (nudges)" in ada.screen


def told(town: Town) -> list[str]:
    """In the chat, on the server and by the metrics."""
    ada, screens = town.desk("Ada"), list[str]()
    for word in ("deliveries", "health"):
        ada.say(word)
        screens.append(ada.screen)
    with town.turns.begin() as turn:
        return [*screens, metrics_text(town.turns, 0).decode(), *listing(turn, 99)]
