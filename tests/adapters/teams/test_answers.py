"""Which answers travel in HTTP, and which follow as a message."""

from adapters.teams.answers import answer
from bot.model.replies import Nothing, ShowCard
from tests.adapters.teams.payloads import parsed
from tests.adapters.teams.scripted import CLOSED


def test_a_card_instead_of_a_dialog_also_replaces_the_card_behind_it() -> None:
    answered = answer(parsed("task_fetch"), ShowCard(CLOSED))

    assert answered.body is not None
    assert answered.body["task"]["type"] == "continue"
    assert answered.follow_up is not None
    assert answered.follow_up.address.card == "1763888400000"


def test_in_a_channel_the_card_behind_a_dialog_stays_for_the_others() -> None:
    channel = {"id": "19:a@thread.tacv2", "conversationType": "channel"}
    in_channel = parsed("task_fetch", conversation=channel)
    assert answer(in_channel, ShowCard(CLOSED)).follow_up is None


def test_nothing_to_say_closes_a_dialog_and_leaves_a_card() -> None:
    assert answer(parsed("task_submit"), Nothing()).body is None

    pressed = answer(parsed("execute_button"), Nothing())
    assert pressed.body is not None
    assert pressed.body["type"] == "application/vnd.microsoft.activity.message"
