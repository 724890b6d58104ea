"""From a person to their answers there is one way, and it can be cut."""

from sqlmodel import select

from bot.keyring import KeyRing
from bot.store.database import Database
from bot.store.tables import Pseudonym
from tests.store.rows import add_person, add_team, opened


def test_a_person_keeps_their_pseudonym(sqlite_database: Database) -> None:
    with opened(sqlite_database) as store:
        add_team(store)
        add_person(store)
        first = store.pseudonyms.of("alice")

    with opened(sqlite_database) as store:
        assert store.pseudonyms.of("alice") == first


def test_two_people_have_two_pseudonyms(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        for name in ("Alice", "Bob", "Carol"):
            add_person(store, name)
        alice, bob = store.pseudonyms.of("alice"), store.pseudonyms.of("bob")

        assert alice != bob
        assert store.pseudonyms.of_all(["alice", "bob", "carol"]) == {"alice": alice, "bob": bob}


def test_the_database_alone_does_not_tell_who_answered(sqlite_database: Database) -> None:
    with opened(sqlite_database) as store:
        add_team(store)
        add_person(store)
        respondent = store.pseudonyms.of("alice")
        token = store.people.session.exec(select(Pseudonym)).one().token

    assert token != respondent
    with opened(sqlite_database, KeyRing.parse("another-key-of-another-place")) as store:
        assert store.pseudonyms.of("alice") != respondent


def test_an_erased_row_cuts_the_link_for_good(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
        before = store.pseudonyms.of("alice")
        row = store.people.session.get_one(Pseudonym, "alice")
        store.people.session.delete(row)
        store.people.session.flush()
        store.pseudonyms.new_id = lambda: "a new token"

        assert store.pseudonyms.of("alice") != before
