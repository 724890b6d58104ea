"""How often, when, about what and in which language: everybody says so for themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.actions import Action
from bot.model.events import Actor, ButtonPress, FormSubmission
from bot.store.tables import Preference
from tests.conversations.town import WORKSPACES, Town, account

INVITED = "Your weekly check-in"
KEPT = {
    "messages_per_week": "2",
    "quiet_from": "18:00",
    "quiet_to": "08:00",
    "working_days": "MON,TUE,WED,THU,FRI",
    "kinds": "invitation,nudge",
    "language": "en",
}


def asked(town: Town, name: str) -> None:
    town.desk(name).say("quiet")
    town.desk(name).press("Change")


def kept(town: Town, name: str) -> Preference:
    with town.turns.begin() as turn:
        person = turn.store.people.by_email(f"{name.lower()}@northlight.example")
        assert person is not None
        return turn.store.people.preference(person.id)


def invited_at(town: Town, name: str) -> list[datetime]:
    with town.turns.begin() as turn:
        person = turn.store.people.by_email(f"{name.lower()}@northlight.example")
        assert person is not None
        return [
            row.settled_at
            for row in turn.store.outbox.all()
            if (row.person_id, row.kind, row.state) == (person.id, "invitation", "sent")
            if row.settled_at
        ]


def test_the_form_shows_what_is_in_force_and_keeps_only_what_differs(town: Town) -> None:
    asked(town, "Alice")
    for shown in ("Monday", "2 messages", "18:00", "Invitations to a survey"):
        assert shown in town.desk("Alice").screen
    town.desk("Alice").submit()

    assert "never between 18:00 and 08:00" in town.desk("Alice").screen
    wishes = kept(town, "Alice")
    assert (wishes.quiet_from, wishes.working_days, wishes.messages_per_week) == (None, None, None)

    asked(town, "Alice")
    town.desk("Alice").submit(working_days="SAT,SUN", quiet_from="22:00", messages_per_week="1")
    screen = town.desk("Alice").screen
    assert "1 message a week" in screen
    assert "never between 22:00 and 08:00" in screen
    assert "Saturday, Sunday" in screen
    wishes = kept(town, "Alice")
    assert (wishes.quiet_from, wishes.quiet_to) == ("22:00", None)
    assert (wishes.working_days, wishes.messages_per_week) == ("SAT SUN", 1)


def test_whoever_works_at_the_weekend_is_invited_at_the_weekend(town: Town) -> None:
    asked(town, "Alice")
    town.desk("Alice").submit(working_days="SAT,SUN")

    town.until("2026-09-13 23:00")

    [at] = invited_at(town, "Alice")
    assert at.isoformat() == "2026-09-12T06:00:00+00:00", "eight o'clock on Saturday in Berlin"
    [at] = invited_at(town, "Ben")
    assert f"{at:%a}" == "Tue"


def test_what_is_not_wanted_is_not_sent_even_if_it_waits_already(town: Town) -> None:
    asked(town, "Alice")
    town.desk("Alice").submit(quiet_to="12:00")
    town.until("2026-09-08 11:00")
    assert not [text for text in town.desk("Alice").inbox if INVITED in text]

    asked(town, "Alice")
    town.desk("Alice").submit(kinds="nudge")
    assert "About: Reminders and hints" in town.desk("Alice").screen
    town.until("2026-09-08 13:00")
    assert not [text for text in town.desk("Alice").inbox if INVITED in text]
    assert [text for text in town.desk("Ben").inbox if INVITED in text]


def test_only_managers_are_asked_about_the_managers_note(town: Town) -> None:
    for name, is_asked in (("Alice", False), ("Mona", True)):
        asked(town, name)
        assert ("weekly note" in town.desk(name).screen) is is_asked
        town.desk(name).submit()
        assert kept(town, name).unwanted_kinds is None

    asked(town, "Mona")
    town.desk("Mona").submit(kinds="invitation,nudge")
    assert kept(town, "Mona").unwanted_kinds == "summary"


def test_another_language_counts_from_the_next_word_on(town: Town) -> None:
    asked(town, "Alice")
    assert "Deutsch" in town.desk("Alice").screen
    town.desk("Alice").submit(language="de")
    assert "Höchstens" in town.desk("Alice").screen

    town.until("2026-09-08 10:00")
    assert "Hi Alice" not in town.desk("Alice").inbox[-1]
    assert "Hi Ben" in town.desk("Ben").inbox[-1]


def test_whoever_is_away_is_left_alone_until_they_are_back(town: Town) -> None:
    for name in ("Alice", "Ben"):
        asked(town, name)
        town.desk(name).submit(snoozed_until="2026-09-21")
        assert "quiet until Monday, September 21" in town.desk(name).screen

    town.until("2026-09-09 10:00")
    asked(town, "Ben")
    assert "2026-09-21" in town.desk("Ben").screen
    town.desk("Ben").submit(snoozed_until="")
    town.until("2026-09-20 23:00")
    assert not invited_at(town, "Alice")
    assert len(invited_at(town, "Ben")) == 2

    town.until("2026-09-23 10:00")
    assert [f"{at:%d}" for at in invited_at(town, "Alice")] == ["22"]


def test_wishes_that_say_nothing_new_about_it_leave_a_snooze_as_it_is(town: Town) -> None:
    alice = town.desk("Alice")
    alice.say("quiet")
    alice.press("Quiet for a week")
    before = kept(town, "Alice").snoozed_until
    asked(town, "Alice")
    alice.submit(messages_per_week="1")

    assert before is not None
    assert kept(town, "Alice").snoozed_until == before


def test_the_button_of_an_old_card_shortens_no_longer_quiet(town: Town) -> None:
    asked(town, "Alice")
    town.desk("Alice").submit(snoozed_until="2026-09-28")
    actor = Actor(town.name, WORKSPACES[town.name], account(town.name, "Alice"))
    town.pass_time(hours=1)
    town.dispatcher.dispatch(
        ButtonPress(
            key="old card",
            actor=actor,
            occurred_at=town.clock(),
            action=Action("quiet.snooze", "1w"),
        )
    )

    town.desk("Alice").say("quiet")
    assert "quiet until Monday, September 28" in town.desk("Alice").screen


def test_nobody_is_quiet_until_a_day_that_is_over(town: Town) -> None:
    asked(town, "Alice")
    town.desk("Alice").submit(snoozed_until="2026-09-06")

    assert kept(town, "Alice").snoozed_until is None
    assert "Monday, September 7" in town.desk("Alice").screen


def test_a_wish_without_a_single_day_is_refused_beside_the_field(town: Town) -> None:
    asked(town, "Alice")
    town.desk("Alice").submit(working_days="")

    assert "Days on which I may write" in town.desk("Alice").screen
    assert kept(town, "Alice").working_days is None
    town.desk("Alice").submit(working_days="WED")
    assert kept(town, "Alice").working_days == "WED"


def test_what_was_entered_last_counts_whatever_arrives_last(town: Town) -> None:
    """Two forms were sent within a minute, and the first arrives last."""
    actor = Actor(town.name, WORKSPACES[town.name], account(town.name, "Alice"))
    now = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
    town.clock.move_to(now + timedelta(minutes=5))
    for number, budget in ((2, "1"), (1, "5")):
        town.dispatcher.dispatch(
            FormSubmission(
                key=f"form {number}",
                actor=actor,
                occurred_at=now + timedelta(seconds=number),
                action=Action("quiet.save"),
                entered={**KEPT, "messages_per_week": budget},
            )
        )

    assert kept(town, "Alice").messages_per_week == 1


def test_you_may_write_again_says_what_else_still_stands_against_it(town: Town) -> None:
    alice = town.desk("Alice")
    asked(town, "Alice")
    alice.submit(messages_per_week="0", kinds="", snoozed_until="2026-09-21")
    alice.press("You may write again")
    assert "0 messages a week" in alice.screen
    assert "no kind of message" in alice.screen
    assert "take no part" not in alice.screen
    assert "I may write to you again" not in alice.screen

    alice.press("Change this")
    alice.press("Change")
    alice.submit(messages_per_week="2", kinds="invitation,nudge")
    with town.turns.begin() as turn:
        person = turn.store.people.by_email("alice@northlight.example")
        assert person is not None
        turn.store.consents.decide(person.id, False, turn.now)
    alice.say("quiet")
    alice.press("Quiet for a week")
    alice.press("You may write again")
    assert "take no part" in alice.screen
    assert "0 messages" not in alice.screen


def test_whoever_never_says_a_word_hears_goodbye_once_and_then_nothing(town: Town) -> None:
    town.until("2026-09-26 10:00")
    said = [text.splitlines()[0] for text in town.desk("Alice").inbox]
    assert said[-4:] == [
        INVITED,
        "Your check-in is still open",
        INVITED,
        "I will be quiet now",
    ]
    with town.turns.begin() as turn:
        assert not [row for row in turn.store.outcomes.undelivered(1000) if row.person_id]

    town.desk("Alice").press("You may write again")
    assert "I may write to you again: seldom" in town.desk("Alice").screen
    town.until("2026-09-29 11:00")
    assert town.desk("Alice").inbox[-1].startswith(INVITED)
    assert "quiet now" in town.desk("Ben").inbox[-1]


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_every_message_that_is_sent_first_can_be_answered_with_quiet(
    town: Town, language: str
) -> None:
    catalog = town.turns.catalog
    first = [
        k for k in catalog.card_keys() if k.startswith(("invitations/", "nudges/", "summaries/"))
    ]
    assert first
    for key in first:
        buttons = catalog.message(key, language).head.buttons
        assert [b for b in buttons if (b.action, b.subject) == ("say", "quiet")], key
