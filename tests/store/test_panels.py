"""Who is counted where, and which published sets could be set against each other."""

from datetime import timedelta

import pytest
from alembic import command

from bot.store.database import Database
from bot.store.schema import alembic, migrate
from bot.store.store import Store
from bot.store.tables import Figure
from tests.store.rows import NOW, add_person, add_team, add_wave, opened, pilot, response

DAY = timedelta(days=1)


@pytest.fixture
def filled(database: Database) -> Database:
    with opened(database) as store:
        for team in ("Finance", "Payroll"):
            add_team(store, team)
        add_person(store)
        store.pilots.start(pilot("copilot"))
    return database


def publish(store: Store, team: str, people: str, days_ago: int = 0, question: str = "q") -> None:
    at = NOW - days_ago * DAY
    name = f"{team} {people} {days_ago}"
    figure = Figure(id=name, team_id=team, question=question, pilot_id="copilot",
        local_date=at.date(), published_at=at, decision="{}", set_hash=name)  # fmt: skip
    assert store.figures.publish(figure, people)


def reach(store: Store, people: str, days: int = 364) -> list[str]:
    sets = store.figures.sets_in_reach(people, "q", NOW - days * DAY)
    return sorted("".join(sorted(one)) for one in sets)


def test_a_person_is_counted_in_one_team_at_a_time(filled: Database) -> None:
    with opened(filled) as store:
        store.panels.move("finance", "q", dict.fromkeys("abc", NOW), NOW - 91 * DAY)
        store.panels.move("payroll", "q", dict.fromkeys("cde", NOW + DAY), NOW - 91 * DAY)

        assert store.panels.of("finance", "q") == dict.fromkeys("ab", NOW)
        assert store.panels.of("payroll", "q") == dict.fromkeys("cde", NOW + DAY)
        assert store.panels.of("finance", "another") == {}


def test_whoever_is_counted_no_more_is_remembered_while_the_answer_could_count(
    filled: Database,
) -> None:
    with opened(filled) as store:
        store.panels.move("finance", "q", {"a": NOW, "b": NOW - 90 * DAY}, NOW - 91 * DAY)
        store.panels.move("finance", "q", {"c": NOW}, NOW - 91 * DAY)
        rows = store.panels.counted("q", "abcd")
        assert {row.respondent: row.team_id for row in rows} == {
            "a": None, "b": None, "c": "finance"
        }  # fmt: skip

        store.panels.move("finance", "q", {"c": NOW}, NOW - 89 * DAY)
        assert {row.respondent for row in store.panels.counted("q", "abcd")} == {"a", "c"}


def test_sets_that_share_people_are_found_over_all_teams_step_by_step(filled: Database) -> None:
    with opened(filled) as store:
        publish(store, "finance", "abc", 1)
        publish(store, "payroll", "cde", 2)
        publish(store, "finance", "efg", 3)
        publish(store, "payroll", "xyz", 4)
        publish(store, "finance", "aq", 5, question="another")

        assert reach(store, "a") == ["abc", "cde", "efg"]
        assert reach(store, "z") == ["xyz"]
        assert reach(store, "q") == []


def test_what_is_older_than_the_look_back_is_left_alone(filled: Database) -> None:
    with opened(filled) as store:
        publish(store, "finance", "abc", 10)
        publish(store, "payroll", "cde", 30)

        assert reach(store, "a", days=20) == ["abc"]


def test_an_upgrade_counts_whom_the_last_figures_counted(empty_database: Database) -> None:
    early, late = NOW - 9 * DAY, NOW - 2 * DAY
    with empty_database.connection() as connection:
        command.upgrade(alembic(connection), "2026_11_28_closed")
        connection.commit()
    with opened(empty_database) as store:
        add_team(store)
        add_person(store)
        wave = add_wave(store, early.date())
        store.pilots.start(pilot("copilot"))
        publish(store, "finance", "abx", 8)
        publish(store, "finance", "ab", 1)
        publish(store, "finance", "", 0)
        for who, at in (("a", late), ("b", NOW), ("x", early)):
            store.surveys.record(response(wave, who, at), {}, {})
    migrate(empty_database)

    with opened(empty_database) as store:
        assert store.panels.of("finance", "q") == {"a": late, "b": NOW - DAY}
