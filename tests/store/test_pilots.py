"""One pilot runs in a team; figures are published once; the roster stands still for an epoch."""

from datetime import timedelta

from bot.model.events import Address
from bot.store.database import Database
from bot.store.tables import Figure
from tests.store.rows import NOW, add_person, add_team, changed, opened, pilot

TODAY = NOW.date()


def test_at_most_one_pilot_runs_in_a_team(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
        assert store.pilots.start(pilot("copilot"))
        assert not store.pilots.start(pilot("assistant"))

        running = store.pilots.running("finance")
        assert running is not None
        assert running.id == "copilot"


def test_another_pilot_may_start_when_the_first_has_stopped(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
        store.pilots.start(pilot("copilot"))
        store.pilots.stop(store.pilots.get("copilot"), NOW)
        store.people.session.flush()

        assert store.pilots.start(pilot("assistant"))
        assert [p.id for p in store.pilots.all_running()] == ["assistant"]


def test_a_figure_of_one_date_is_published_once(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
        store.pilots.start(pilot("copilot"))
        figure = Figure(
            id="f1",
            team_id="finance",
            question="hours_returned",
            pilot_id="copilot",
            local_date=TODAY,
            published_at=NOW,
            decision="{}",
            set_hash="abc",
        )
        other = changed(figure, id="f2", decision="{1}")

        assert store.figures.publish(figure, ["r1", "r2"])
        assert not store.figures.publish(other, ["r1", "r2", "r3"])
        assert store.figures.members("f1") == {"r1", "r2"}
        assert store.figures.members("f2") == set()


def test_who_joins_in_the_middle_of_an_epoch_counts_from_the_next_one(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store, "Alice")
        assert store.epochs.members("finance", TODAY, 4) == ["alice"]

        add_person(store, "Bob")
        add_person(store, "Carol").active = False
        store.people.session.flush()

        assert store.epochs.members("finance", TODAY, 4) == ["alice"]
        later = TODAY + timedelta(weeks=4)
        assert sorted(store.epochs.members("finance", later, 4)) == ["alice", "bob"]


def test_a_team_has_one_channel(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        store.teams.bind("finance", Address("slack", "T1", "C1"), NOW)
        store.teams.bind("finance", Address("teams", "t", "19:x"), NOW)
        assert store.teams.channel("finance") == Address("teams", "t", "19:x")

        store.teams.leave(Address("teams", "t", "19:x"), NOW)
        assert store.teams.channel("finance") is None

        store.teams.bind("finance", Address("teams", "t", "19:x"), NOW + timedelta(minutes=1))
        assert store.teams.channel("finance") == Address("teams", "t", "19:x")
