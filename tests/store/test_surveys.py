"""Waves are opened once, people invited once, and the last answer by the source's time counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from bot.store.database import Database
from tests.store.rows import NOW, add_person, add_team, add_wave, changed, opened, response


def test_a_wave_of_one_date_is_opened_once(database: Database) -> None:
    with opened(database) as store:
        first = add_wave(store)
        again = changed(first, id="another")

        assert store.surveys.open(again).id == first.id
        assert store.surveys.count("checkin") == 1


def test_a_person_is_invited_to_a_wave_once(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        people = [add_person(store, name) for name in ("Alice", "Bob")]
        wave = add_wave(store)

        assert store.surveys.invite(wave, people[:1], NOW) == 1
        assert store.surveys.invite(wave, people, NOW) == 1
        assert sorted(store.surveys.invited(wave.id)) == ["alice", "bob"]


def test_a_second_response_replaces_the_first_whole(database: Database) -> None:
    later = NOW + timedelta(hours=1)
    with opened(database) as store:
        wave = add_wave(store)
        store.surveys.record(response(wave), {"task.invoices": 4, "task.mail": 1}, {"note": "x"})

        assert store.surveys.record(response(wave, at=later), {"task.invoices": 3}, {})

        [answered] = store.surveys.of_respondent("r1")
        assert (answered.numbers, answered.texts) == ({"task.invoices": 3}, {})
        assert (answered.response.answered_at, answered.response.revised_at) == (NOW, later)


def test_an_older_response_that_arrives_later_changes_nothing(database: Database) -> None:
    with opened(database) as store:
        wave = add_wave(store)
        store.surveys.record(response(wave), {"task.invoices": 4}, {})

        earlier = response(wave, at=NOW - timedelta(seconds=1))
        assert not store.surveys.record(earlier, {"task.invoices": 9}, {})

        [answered] = store.surveys.of_waves([wave.id])
        assert answered.numbers == {"task.invoices": 4}


def test_first_responses_at_the_same_instant_take_turns_and_the_last_counts(
    database: Database,
) -> None:
    with opened(database) as store:
        wave = add_wave(store)
    together = Barrier(4)

    def respond(hours: int) -> None:
        one = response(wave, at=NOW + timedelta(minutes=hours))
        together.wait()
        with opened(database) as store:
            store.surveys.record(one, {"task.invoices": hours}, {})

    with ThreadPoolExecutor(4) as accounts:
        list(accounts.map(respond, [3, 1, 4, 2]))

    with opened(database) as store:
        [answered] = store.surveys.of_respondent("r1")
    assert answered.numbers == {"task.invoices": 4}
    assert answered.response.answered_at == NOW + timedelta(minutes=1)


def test_the_responses_of_two_people_stay_apart(database: Database) -> None:
    with opened(database) as store:
        wave = add_wave(store)
        store.surveys.record(response(wave, "r1"), {"task.invoices": 4}, {})
        store.surveys.record(response(wave, "r2"), {"task.invoices": 5}, {})
        store.surveys.record(response(wave, "r2", NOW + timedelta(1)), {"task.invoices": 6}, {})

        found = {a.response.respondent: a.numbers for a in store.surveys.of_waves([wave.id])}
        assert found == {"r1": {"task.invoices": 4}, "r2": {"task.invoices": 6}}


def test_the_open_wave_is_one_that_the_person_was_invited_to(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        alice, bob = add_person(store, "Alice"), add_person(store, "Bob")
        wave = add_wave(store)
        store.surveys.invite(wave, [alice], NOW)

        [(found, answered)] = store.surveys.open_for(alice.id, "nobody", NOW)
        assert (found.id, answered) == (wave.id, False)
        assert store.surveys.open_for(bob.id, "nobody", NOW) == []
        assert store.surveys.open_for(alice.id, "nobody", wave.closes_at) == []
