"""Answering a check-in: mistakes, corrections, second thoughts."""

import pytest

from tests.conversations.town import Desk, Town

ANSWERS = {
    "task.invoice_matching": "3",
    "task.payment_chasing": "1",
    "task.expense_checks": "0",
    "task.month_end_copying": "0",
    "task.report_formatting": "0",
    "task.data_cleanup": "0",
    "checking_hours": "0.5",
    "normal_week": "yes",
}


@pytest.fixture
def invited(town: Town) -> Town:
    town.until("2026-09-08 10:00")
    return town


def stored(town: Town, name: str) -> list[dict[str, float]]:
    with town.turns.begin() as turn:
        person = turn.store.people.by_email(f"{name.lower()}@northlight.example")
        assert person is not None
        respondent = turn.store.pseudonyms.of(person.id)
        return [dict(one.numbers) for one in turn.store.surveys.of_respondent(respondent)]


def test_a_wrong_value_is_named_at_its_field_and_nothing_typed_is_lost(invited: Town) -> None:
    alice = invited.desk("Alice")
    assert "Your weekly check-in" in alice.inbox[-1]
    alice.press("Answer")
    alice.submit(**{**ANSWERS, "task.invoice_matching": "a few", "task.payment_chasing": "2,5"})
    assert "number" in alice.screen
    assert "a few" in alice.screen
    assert "2,5" in alice.screen
    assert stored(invited, "Alice") == []

    alice.submit(**{**ANSWERS, "task.payment_chasing": "2,5"})
    assert "Thank you" in alice.screen
    assert [one["task.payment_chasing"] for one in stored(invited, "Alice")] == [2.5]


def test_second_thoughts_replace_the_first_for_seven_days(invited: Town) -> None:
    alice = invited.desk("Alice")
    alice.press("Answer")
    alice.submit(**ANSWERS)
    alice.press("Edit")
    assert "3" in alice.screen
    alice.submit(**{"task.invoice_matching": "4"})
    assert [one["task.invoice_matching"] for one in stored(invited, "Alice")] == [4]

    invited.pass_time(days=6)  # the wave has closed meanwhile
    alice.press("Edit")
    alice.submit(**{"task.invoice_matching": "5"})
    assert [one["task.invoice_matching"] for one in stored(invited, "Alice")] == [5]

    invited.pass_time(days=2)
    alice.press("Edit")
    assert "closed" in alice.screen.lower()


def test_the_second_week_takes_seven_touches_at_most(invited: Town) -> None:
    """From the invitation to the thank-you, last week's hours being filled in already."""
    alice = invited.desk("Alice")
    alice.press("Answer")
    alice.submit(**ANSWERS)
    invited.until("2026-09-15 10:00")
    assert "Your weekly check-in" in alice.inbox[-1]

    changed = {"task.invoice_matching": "2", "task.expense_checks": "1", "checking_hours": "1"}
    not_filled_in = {"normal_week": "yes"}
    alice.press("Answer")
    assert "3" in alice.screen
    alice.submit(**changed, **not_filled_in)

    assert "Thank you" in alice.screen
    first, second = stored(invited, "Alice")
    assert second == {**first, **{question: float(hours) for question, hours in changed.items()}}
    pressed_and_sent = 2
    assert pressed_and_sent + len(changed) + len(not_filled_in) <= 7


def in_the_second_week(town: Town, **first: str) -> Desk:
    """Alice has answered the first check-in, and opens the second."""
    alice = town.desk("Alice")
    alice.press("Answer")
    alice.submit(**{**ANSWERS, **first})
    town.until("2026-09-15 10:00")
    alice.press("Answer")
    return alice


def test_a_usual_week_is_sent_as_it_stands(invited: Town) -> None:
    alice = in_the_second_week(invited)
    alice.submit(normal_week="yes")

    assert "Thank you" in alice.screen
    first, second = stored(invited, "Alice")
    assert second == first


def test_less_and_more_than_last_time_are_picked_from_a_list(invited: Town) -> None:
    alice = in_the_second_week(invited)
    for pick in ("Same as last time: 3 h", "Less: 2.5 h", "More: 4 h", "Another number"):
        assert pick in alice.screen
    assert "How many hours?" not in alice.screen

    picked = {"task.invoice_matching": "2.5", "task.payment_chasing": "2", "normal_week": "yes"}
    alice.choose(**picked)
    alice.submit()

    assert "Thank you" in alice.screen
    first, second = stored(invited, "Alice")
    assert second == {**first, "task.invoice_matching": 2.5, "task.payment_chasing": 2}
    opened_and_sent = 2
    assert opened_and_sent + len(picked) <= 7


def test_any_other_number_is_typed_below_its_task(invited: Town) -> None:
    alice = in_the_second_week(invited)
    alice.choose(**{"task.invoice_matching": "another_number", "normal_week": "yes"})
    if invited.name == "teams":  # a card there cannot change while it is filled in
        alice.submit()
    assert "How many hours?" in alice.screen
    alice.submit(**{"own.invoice_matching": "a few"})
    assert "number" in alice.screen
    assert "a few" in alice.screen
    alice.submit(**{"own.invoice_matching": "7,25"})

    assert "Thank you" in alice.screen
    first, second = stored(invited, "Alice")
    assert second == {**first, "task.invoice_matching": 7.25}

    alice.press("Edit")
    assert "As you answered: 7.25 h" in alice.screen
    assert "Same as last time" not in alice.screen
    alice.submit(**{"task.invoice_matching": "6.5"})
    assert stored(invited, "Alice")[-1] == {**first, "task.invoice_matching": 6.5}


def test_the_first_time_there_is_nothing_to_pick_from(invited: Town) -> None:
    alice = invited.desk("Alice")
    alice.press("Answer")
    assert "Another number" not in alice.screen
    assert "last time" not in alice.screen


def test_log_opens_the_form_at_any_time_with_what_was_answered(invited: Town) -> None:
    alice = invited.desk("Alice")
    alice.say("log")
    alice.submit(**ANSWERS)
    alice.say("dividend log")
    assert "Matching invoices" in alice.screen
    alice.submit()
    assert len(stored(invited, "Alice")) == 1


def test_a_late_answer_is_refused_kindly_and_stored_nowhere(invited: Town) -> None:
    alice = invited.desk("Alice")
    alice.press("Answer")
    invited.pass_time(days=5)
    alice.submit(**ANSWERS)
    assert "closed" in alice.screen.lower()
    assert stored(invited, "Alice") == []
    alice.say("log")
    assert "Matching invoices" not in alice.screen


def test_more_hours_than_the_contract_has_are_asked_about_once(invited: Town) -> None:
    alice = invited.desk("Alice")
    alice.press("Answer")
    assert "these hours are right" not in alice.screen
    long = {**ANSWERS, "task.invoice_matching": "45"}
    alice.submit(**long)
    assert stored(invited, "Alice") == []
    assert "more than your contract's 40" in alice.screen
    alice.submit(**long, long_week="yes")
    assert "Thank you" in alice.screen

    alice.press("Edit")
    assert "these hours are right" not in alice.screen
    alice.submit(**{"task.invoice_matching": "50"})
    assert [one["task.invoice_matching"] for one in stored(invited, "Alice")] == [45]
    assert "these hours are right" in alice.screen


def test_more_hours_than_a_week_has_are_refused(invited: Town) -> None:
    alice = invited.desk("Alice")
    alice.press("Answer")
    alice.submit(**{**ANSWERS, "task.invoice_matching": "100", "task.data_cleanup": "100"})
    assert "a week has only 168" in alice.screen
    assert stored(invited, "Alice") == []


def test_hours_that_no_task_names_count_as_everything_else(invited: Town) -> None:
    """Left out, they are none: a week with them and one without them are compared."""
    alice, ben = invited.desk("Alice"), invited.desk("Ben")
    alice.press("Answer")
    alice.submit(**ANSWERS, **{"task.other": "2"})
    ben.press("Answer")
    ben.submit(**ANSWERS)

    assert [one["task.other"] for one in stored(invited, "Alice")] == [2]
    assert [one["task.other"] for one in stored(invited, "Ben")] == [0]


def test_what_is_disliked_is_chosen_among_the_tasks(invited: Town) -> None:
    alice = invited.desk("Alice")
    alice.press("Answer")
    alice.submit(**ANSWERS, disliked="payment_chasing,invoice_matching")
    assert "Thank you" in alice.screen

    alice.say("privacy")
    alice.press("Show everything")
    assert "Matching invoices, Chasing payments" in "\n".join(alice.inbox)


def test_a_note_is_kept_without_what_leads_to_people(invited: Town) -> None:
    alice = invited.desk("Alice")
    alice.press("Answer")
    alice.submit(**ANSWERS, note="Ask kim@northlight.example about <!channel> *copies*")
    assert "Ask […] about" in alice.screen
    assert "kim@northlight.example" not in alice.screen


def test_an_invitation_of_somebody_else_leads_nowhere(invited: Town) -> None:
    """Lena of Office was not asked: the word opens nothing for her."""
    lena = invited.desk("Lena")
    lena.say("log")
    assert "Matching invoices" not in lena.screen


def test_whoever_opted_out_gets_no_invitation_and_can_come_back(town: Town) -> None:
    alice, ben = town.desk("Alice"), town.desk("Ben")
    alice.say("quiet")
    alice.press("Never write first")
    town.until("2026-09-08 10:00")
    assert not [text for text in alice.inbox if "Your weekly check-in" in text]
    assert "Your weekly check-in" in ben.inbox[-1]

    alice.say("quiet")
    alice.press("You may write again")
    town.until("2026-09-15 10:00")
    assert [text for text in alice.inbox if "Your weekly check-in" in text]


def test_a_snooze_holds_messages_back_until_it_ends(town: Town) -> None:
    alice = town.desk("Alice")
    alice.say("quiet")
    alice.press("Quiet for a week")
    town.until("2026-09-08 12:00")
    assert not [text for text in alice.inbox if "Your weekly check-in" in text]


def test_when_nothing_is_open_one_is_told_when_something_will_be(town: Town) -> None:
    alice = town.desk("Alice")
    alice.say("log")
    assert "Tuesday, September 8" in alice.screen


def test_days_are_those_of_where_one_lives(town: Town) -> None:
    with town.turns.begin() as turn:
        alice = turn.store.people.by_email("alice@northlight.example")
        assert alice is not None
        alice.chat_zone = "Pacific/Kiritimati"  # half a day ahead of Berlin
        alice.language = "en"

    town.until("2026-09-08 14:00")
    town.desk("Alice").say("quiet")
    town.desk("Alice").press("Quiet for a week")

    assert "Wednesday, September 16" in town.desk("Alice").screen
    assert any("Sunday, September 13" in text for text in town.desk("Alice").inbox)
