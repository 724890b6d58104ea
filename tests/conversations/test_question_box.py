"""Anybody asks without a name; the program lead answers in the channels, within five days."""

import pytest
from sqlalchemy import update

from bot.model.actions import Action
from bot.model.events import Actor, FormSubmission
from bot.store.tables import Question
from tests.conversations.town import WORKSPACES, Town, account
from tests.words import shipped_words

QUESTION = "Will the tool read my mail?"
ANSWER = "No. It only sees what you paste into it."
TITLE = "A question from the box"


def opens_box(town: Town, name: str) -> None:
    town.desk(name).say("ask")
    if "Ready when you are" in town.desk(name).screen:  # where a word cannot open a form
        town.desk(name).press("Open")


def asks(town: Town, name: str, text: str = QUESTION) -> None:
    opens_box(town, name)
    town.desk(name).submit(question=text)


def opened_channels(town: Town) -> None:
    """Two teams share one."""
    for team, channel in (("Finance", "finance"), ("Payroll", "payroll"), ("Legal", "finance")):
        town.desk("Lena").say_in(channel, f"team here {team}")


def listed(town: Town) -> str:
    town.desk("Lena").say("questions")
    return town.desk("Lena").screen


def settles(town: Town, decision: str, reply: str, button: str = "Answer 1") -> None:
    listed(town)
    town.desk("Lena").press(button)
    town.desk("Lena").submit(decision=decision, reply=reply)


def published(town: Town, channel: str, title: str = TITLE) -> list[str]:
    return [text for text in town.platform.channel(channel) if text.startswith(title)]


def said(town: Town, name: str) -> str:
    return town.desk(name).inbox[-1]


def sent(town: Town, name: str, action: Action, entered: dict[str, str], key: str) -> None:
    """A form as it arrives, of which the person may have two open."""
    actor = Actor(town.name, WORKSPACES[town.name], account(town.name, name))
    town.dispatcher.dispatch(
        FormSubmission(
            key=key, actor=actor, occurred_at=town.clock(), action=action, entered=entered
        )
    )


def test_a_question_is_answered_once_in_every_channel(town: Town) -> None:
    opened_channels(town)
    opens_box(town, "Alice")
    assert "I do not keep who asks" in town.desk("Alice").screen
    assert "within 5 working days" in town.desk("Alice").screen
    town.desk("Alice").submit(question=QUESTION)
    assert "Your name is not on it" in town.desk("Alice").screen
    assert QUESTION not in town.desk("Alice").screen

    town.until("2026-09-08 09:00")
    assert "waits 1 working day" in listed(town)
    settles(town, "publish", ANSWER)
    assert "published in 2 channels" in town.desk("Lena").screen
    for channel in ("finance", "payroll"):
        [text] = published(town, channel)
        assert QUESTION in text
        assert ANSWER in text
    assert "No question waits" in listed(town)


def test_what_came_today_is_shown_from_tomorrow_on(town: Town) -> None:
    asks(town, "Alice")
    assert "No question waits" in listed(town)

    town.until("2026-09-08 01:30")
    assert QUESTION in listed(town)


def test_a_declined_question_is_told_by_its_reason_alone(town: Town) -> None:
    opened_channels(town)
    asks(town, "Alice", "Why is Ben so slow?")
    town.until("2026-09-08 09:00")
    settles(town, "decline", "It is about a person.")

    assert "people read your reason" in town.desk("Lena").screen
    [text] = published(town, "finance", "A question without an answer")
    assert "It is about a person." in text
    assert "Ben" not in text
    assert "No question waits" in listed(town)


def test_whoever_answers_too_late_hears_that_it_is_gone(town: Town) -> None:
    opened_channels(town)
    asks(town, "Alice")
    town.until("2026-09-08 09:00")
    listed(town)
    town.desk("Lena").press("Answer 1")
    with town.turns.begin() as turn:
        [question] = turn.store.questions.waiting()
    other = {"decision": "publish", "reply": "Yes."}
    sent(town, "Lena", Action("question.settle", question.id), other, "the other form")
    town.desk("Lena").submit(decision="publish", reply=ANSWER)

    assert "That question is gone" in town.desk("Lena").screen
    assert len(published(town, "finance")) == 1


def test_without_a_channel_nothing_is_published_and_the_question_stays(town: Town) -> None:
    asks(town, "Alice")
    town.until("2026-09-08 09:00")
    settles(town, "publish", ANSWER)

    assert "No team has a channel yet" in town.desk("Lena").screen
    assert ANSWER in town.desk("Lena").screen
    assert QUESTION in listed(town)


def test_the_same_submission_twice_is_one_question(town: Town) -> None:
    for _ in range(2):
        sent(town, "Alice", Action("question.put"), {"question": QUESTION}, "the same")
    town.until("2026-09-08 09:00")

    with town.turns.begin() as turn:
        assert len(turn.store.questions.waiting()) == 1


def test_what_leads_to_a_person_is_taken_out_by_whoever_asks(town: Town) -> None:
    asks(town, "Alice", "Why does ben@northlight.example get all my mail?")
    assert "This may stay: Why does […] get all my mail?" in town.desk("Alice").screen
    town.desk("Alice").submit(question="Why does one person get all my mail?")
    assert "Your name is not on it" in town.desk("Alice").screen

    town.until("2026-09-08 09:00")
    assert "Why does one person get all my mail?" in listed(town)
    assert "northlight" not in listed(town)


def test_whoever_answers_sees_first_what_would_be_published(town: Town) -> None:
    opened_channels(town)
    asks(town, "Alice")
    town.until("2026-09-08 09:00")
    listed(town)
    town.desk("Lena").press("Answer 1")
    assert "May it be published so?" not in town.desk("Lena").screen
    town.desk("Lena").submit(decision="publish", reply="No. Call +49 30 901820 and ask.")
    assert "you can also change it: No. Call […] and ask." in town.desk("Lena").screen
    assert published(town, "finance") == []

    town.desk("Lena").submit()
    assert "you can also change it: No. Call […] and ask." in town.desk("Lena").screen
    assert published(town, "finance") == []
    town.desk("Lena").submit(as_kept="yes")
    [text] = published(town, "finance")
    assert "No. Call […] and ask." in text


def test_what_is_said_along_with_the_word_is_not_lost(town: Town) -> None:
    """A message in Slack opens no form, and no card may carry the words: they are put in as is."""
    alice, long = town.desk("Alice"), f"{QUESTION} " + "And why? " * 45
    alice.type(f"ask {long}")
    if town.name != "slack":
        assert QUESTION in alice.screen
        alice.submit()
    assert "Your name is not on it" in alice.screen
    assert QUESTION not in alice.screen

    town.until("2026-09-08 09:00")
    assert long.strip() in listed(town)


def test_what_leads_to_a_person_is_not_put_in_as_it_was_said(town: Town) -> None:
    alice = town.desk("Alice")
    alice.type("ask Why does ben@northlight.example get all my mail?")
    if town.name == "slack":
        assert "not in the box yet" in alice.screen
        assert "northlight" not in alice.screen
        alice.press("Ask in the form")
    alice.submit(question="Why does one person get all my mail?")

    town.until("2026-09-08 09:00")
    assert "Why does one person get all my mail?" in listed(town)
    assert "northlight" not in listed(town)


def test_what_nobody_can_read_is_neither_answered_nor_declined(town: Town) -> None:
    opened_channels(town)
    asks(town, "Alice")
    town.until("2026-09-08 09:00")
    listed(town)
    town.desk("Lena").press("Answer 1")
    with town.turns.begin() as turn:
        [question] = turn.store.questions.waiting()
    with town.turns.database.transaction() as session:
        session.execute(update(Question).values(sealed="v1.nothing"))
    town.desk("Lena").submit(decision="publish", reply=ANSWER)

    assert "cannot be read" in town.desk("Lena").screen
    assert published(town, "finance") == []
    assert "It cannot be read any more" in listed(town)
    assert "Answer 1" not in town.desk("Lena").screen
    with town.turns.begin() as turn:
        assert [one.id for one in turn.store.questions.waiting()] == [question.id]


def test_the_oldest_five_have_a_button_and_the_others_are_counted(town: Town) -> None:
    opened_channels(town)
    for name in town.people("Finance")[:6]:
        asks(town, name, f"What will I do all day, says {name}?")
    town.until("2026-09-08 09:00")

    assert "One more waits" in listed(town)
    settles(town, "publish", ANSWER, "Answer 5")
    assert "more" not in listed(town)


def test_the_program_lead_is_told_on_mondays_how_many_wait_and_how_long(town: Town) -> None:
    town.until("2026-09-07 10:00")
    assert "no question waits in the box" in said(town, "Lena")
    asks(town, "Alice")
    town.until("2026-09-10 09:00")
    asks(town, "Ben", "Who decides what is automated?")

    town.until("2026-09-14 10:00")
    assert "2 questions wait in the box, the oldest for 5 working days" in said(town, "Lena")
    assert "passed" not in said(town, "Lena")
    assert "too long" not in listed(town)
    town.until("2026-09-15 10:00")
    assert "waits 6 working days, too long" in listed(town)
    town.until("2026-09-21 10:00")
    assert "the oldest for 10 working days" in said(town, "Lena")
    assert "2 have passed the five working days" in said(town, "Lena")
    for other in ("Mona", "Ada", "Alice"):
        assert not [text for text in town.desk(other).inbox if "The program this week" in text]


def test_only_the_program_lead_reads_the_box(town: Town) -> None:
    asks(town, "Alice")
    town.until("2026-09-08 09:00")
    town.desk("Mona").say("questions")
    assert QUESTION not in town.desk("Mona").screen
    town.desk("Mona").say("help")
    assert "without your name" in town.desk("Mona").screen
    assert "wait for your answer" not in town.desk("Mona").screen

    with town.turns.begin() as turn:
        [question] = turn.store.questions.waiting()
    entered = {"decision": "publish", "reply": ANSWER}
    sent(town, "Mona", Action("question.settle", question.id), entered, "made up")
    assert QUESTION in listed(town)


def test_the_audit_chain_says_who_answered_and_not_what_was_asked(town: Town) -> None:
    opened_channels(town)
    asks(town, "Alice")
    town.until("2026-09-08 09:00")
    settles(town, "publish", ANSWER)

    with town.turns.begin() as turn:
        entries = turn.store.audit.entries(100)
    [answered] = [entry for entry in entries if entry.deed == "answer_question"]
    assert answered.details == '{"channels": 2, "waited": 1}'
    assert not [one for one in entries if QUESTION in f"{one.subject} {one.details}"]
    assert not [one for one in entries if one.actor.startswith("alice")]


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_the_box_says_what_is_kept_in_every_language(language: str) -> None:
    intro = shipped_words().survey("surveys/question", language, {"within": 5}).intro
    kept = {
        "en": "I do not keep who asks",
        "de": "nicht, wer fragt",
        "fr": "conserve pas l'identité",
    }

    assert intro is not None
    assert kept[language] in intro.as_text()
    assert "5" in intro.as_text()
