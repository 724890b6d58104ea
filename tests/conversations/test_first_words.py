"""What somebody sees who has never spoken to the bot."""

from tests.conversations.town import Town


def test_saying_nothing_shows_the_home_card(town: Town) -> None:
    alice = town.desk("Alice")
    alice.say("")
    assert "Hello Alice" in alice.screen
    assert "Nothing is waiting" in alice.screen


def test_help_lists_what_one_may_say_and_no_more(town: Town) -> None:
    alice, lena = town.desk("Alice"), town.desk("Lena")
    alice.say("help")
    assert "log" in alice.screen
    assert "pilot" not in alice.screen
    lena.say("help")
    assert "pilot" in lena.screen


def test_home_is_a_word_too(town: Town) -> None:
    alice = town.desk("Alice")
    alice.say("home")
    assert "Nothing is waiting" in alice.screen


def test_people_say_the_words_of_their_own_language_and_the_english_ones(town: Town) -> None:
    ben, carl = town.desk("Ben"), town.desk("Carl")
    for desk, language in ((ben, "fr"), (carl, "de")):
        desk.say("quiet")
        desk.press("Change")
        desk.submit(language=language)
    for desk, word, title in (
        (ben, "Confidentialité", "Ce qui est conservé, et qui le voit"),
        (ben, "confidentialite", "Ce qui est conservé, et qui le voit"),
        (ben, "privacy", "Ce qui est conservé, et qui le voit"),
        (carl, "Ruhe", "Wie ich dir schreiben darf"),
        (carl, "confidentialité", "Das habe ich nicht verstanden"),
    ):
        desk.say(word)
        assert title in desk.screen, word


def test_an_unknown_word_gets_the_closest_one(town: Town) -> None:
    alice = town.desk("Alice")
    alice.type("halp *me* <!channel>")
    assert "halp *me* <!channel>" in alice.screen
    alice.press("help")
    assert "log" in alice.screen


def test_what_one_may_not_do_is_refused_in_one_sentence(town: Town) -> None:
    alice = town.desk("Alice")
    alice.say("pilot start")
    assert "not" in alice.screen
    with town.turns.begin() as turn:
        assert turn.store.audit.entries(1)[0].deed == "refused"


def test_a_refusal_in_the_middle_of_a_command_is_kept_too(town: Town) -> None:
    alice = town.desk("Alice")
    alice.say("team here")
    assert "Not for your role" in alice.screen
    with town.turns.begin() as turn:
        refused = turn.store.audit.entries(1)[0]
    assert (refused.deed, refused.subject) == ("refused", "bind_channel")


def test_ending_a_pilot_that_does_not_run_says_just_that(town: Town) -> None:
    lena = town.desk("Lena")
    lena.say("pilot stop Finance")
    assert "No pilot is running there" in lena.screen
    lena.say("pilot stop Nowhere")
    assert "I do not know that team" in lena.screen
