"""The question box: held for a day, read by one, and gone when it is answered."""

from datetime import timedelta

from sqlalchemy import text

from bot.keyring import KeyRing
from bot.store.database import Database
from bot.store.sealing import Seals
from tests.store.rows import TODAY, opened

ROOT, NEW = "only-for-the-tests-of-the-store", "a newer key put in front of it"
ROTATED, LOST = KeyRing.parse(f"{NEW},{ROOT}"), KeyRing.parse("another key altogether and no ring")
TOMORROW = TODAY + timedelta(days=1)


def test_a_question_is_read_when_its_day_is_over_and_leaves_when_it_is_settled(
    database: Database,
) -> None:
    with opened(database) as store:
        store.questions.put("First?", TODAY - timedelta(days=1))
        store.questions.put("Second?", TODAY)
        assert store.questions.open_before(TODAY) == 1
        assert store.questions.open_before(TODAY) == 0
        [first] = store.questions.waiting()
        assert (first.text, first.asked_on) == ("First?", TODAY - timedelta(days=1))

    with opened(database) as store:
        assert store.questions.settle(first.id)
        assert not store.questions.settle(first.id)
        assert store.questions.get(first.id) is None
        assert store.questions.waiting() == []


def test_nobody_settles_what_is_still_held(database: Database) -> None:
    with opened(database) as store:
        store.questions.put("First?", TODAY)
        assert store.questions.get("id-1") is None
        assert not store.questions.settle("id-1")


def test_the_oldest_comes_first_and_within_a_day_nothing_says_which_was_first(
    database: Database,
) -> None:
    asked = [f"Number {n}?" for n in range(12)]
    with opened(database) as store:
        for one in asked:
            store.questions.put(one, TODAY)
        store.questions.put("Yesterday?", TODAY - timedelta(days=1))
        assert store.questions.open_before(TOMORROW) == 13

        found = [one.text for one in store.questions.waiting()]
    assert found[0] == "Yesterday?"
    assert set(found[1:]) == set(asked)
    assert found[1:] != asked, "one in 479 million times"


def test_the_database_alone_does_not_show_the_words(database: Database) -> None:
    with opened(database) as store:
        store.questions.put("A canary?", TODAY)
        store.questions.open_before(TOMORROW)
        rows = store.questions.session.connection().execute(text("SELECT * FROM question")).all()

    assert "canary" not in repr(rows)


def test_what_cannot_be_read_without_its_key_is_left_as_it_is(database: Database) -> None:
    with opened(database) as store:
        store.questions.put("First?", TODAY)
    with opened(database, LOST) as store:
        assert store.questions.open_before(TOMORROW) == 0
        assert store.sealing.seals() == Seals(open=0, older=0, lost=1)
    with opened(database) as store:
        store.questions.open_before(TOMORROW)
    with opened(database, LOST) as store:
        assert [one.text for one in store.questions.waiting()] == [None]


def test_a_rotation_seals_questions_anew(database: Database) -> None:
    with opened(database) as store:
        store.questions.put("First?", TODAY)
    with opened(database, ROTATED) as store:
        assert store.sealing.seals().older == 1
        assert store.questions.renew() == (1, 0)
        assert store.questions.renew() == (0, 0)
    with opened(database, KeyRing.parse(f"{NEW}")) as store:
        store.questions.open_before(TOMORROW)
        assert [one.text for one in store.questions.waiting()] == ["First?"]
