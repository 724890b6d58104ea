"""One person, several accounts; the one used last is written to."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

from bot.model.events import Actor, Address
from bot.store.database import Database
from bot.store.store import Store
from tests.store.rows import NOW, add_person, add_team, opened

SLACK, TEAMS = Actor("slack", "T1", "U1"), Actor("teams", "tenant", "a-1")


def meet(store: Store, actor: Actor, hours: int, conversation: str) -> None:
    known = store.accounts.meet(
        actor, conversation, NOW + timedelta(hours=hours), f"account-{actor.account}"
    )
    known.account.person_id = "alice"
    store.people.session.flush()


def test_a_message_goes_to_the_account_used_last(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
        meet(store, SLACK, 1, "D1")
        meet(store, TEAMS, 2, "a:1")
        assert store.people.address("alice") == Address("teams", "tenant", "a:1")

        meet(store, SLACK, 3, "D1")
        assert store.people.address("alice") == Address("slack", "T1", "D1")


def test_an_account_that_cannot_be_reached_is_passed_over(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
        meet(store, SLACK, 1, "D1")
        meet(store, TEAMS, 2, "a:1")

        store.accounts.mark_unreachable(Address("teams", "tenant", "a:1"))
        store.people.session.flush()
        assert store.people.address("alice") == Address("slack", "T1", "D1")

        store.accounts.mark_unreachable(Address("slack", "T1", "D1"))
        store.people.session.flush()
        assert store.people.address("alice") is None


def test_equal_account_ids_in_two_workspaces_are_two_accounts(database: Database) -> None:
    with opened(database) as store:
        here = store.accounts.meet(SLACK, "D1", NOW, "one").account
        there = store.accounts.meet(Actor("slack", "T2", "U1"), "D1", NOW, "two").account

        assert here.id != there.id


def test_an_older_event_does_not_move_the_conversation_back(database: Database) -> None:
    with opened(database) as store:
        store.accounts.meet(SLACK, "D2", NOW, "one")
        account = store.accounts.meet(SLACK, "D1", NOW - timedelta(hours=1), "two").account

        assert account.conversation == "D2"


def test_two_events_of_one_account_at_once_take_turns(database: Database) -> None:
    """The older one has to see what the newer one wrote, or it would write over it."""
    with opened(database) as store:
        store.accounts.meet(SLACK, "D1", NOW, "one")

    def hear_the_older() -> None:
        with opened(database) as store:
            store.accounts.meet(SLACK, "D2", NOW + timedelta(minutes=1), "two")

    with ThreadPoolExecutor(1) as other:
        with opened(database) as store:
            store.accounts.meet(SLACK, "D3", NOW + timedelta(minutes=2), "three")
            older = other.submit(hear_the_older)
            assert not wait([older], timeout=0.5).done
        older.result()

    with opened(database) as store:
        known = store.accounts.known(SLACK)
        assert known is not None
        assert known.account.conversation == "D3"


def test_whoever_has_reports_is_a_manager_until_they_have_none(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store, "Alice")
        bob = add_person(store, "Bob")
        bob.manager_id = "alice"
        store.people.session.flush()
        assert "manager" in store.people.roles("alice")

        bob.active = False
        store.people.session.flush()
        assert store.people.roles("alice") == {"employee"}


def test_a_role_is_granted_once_and_can_be_taken_back(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
        assert store.people.grant("alice", "auditor", NOW)
        assert not store.people.grant("alice", "auditor", NOW)
        assert store.people.revoke("alice", "auditor")
        store.people.session.flush()
        assert not store.people.revoke("alice", "auditor")
