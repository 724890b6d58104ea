"""Answers are forgotten when people were told they would be, and not a day earlier."""

from datetime import timedelta

from bot.store.database import Database
from bot.store.tables import BaselineWeek
from tests.store.rows import NOW, add_person, add_team, add_wave, opened, pilot, response

A_DAY = timedelta(days=1)


def kept(database: Database) -> list[tuple[str, dict[str, float], dict[str, str]]]:
    with opened(database) as store:
        who = {store.pseudonyms.of(name): name for name in ("old", "new")}
        found = store.surveys.of_waves([add_wave(store).id])
        rows = [(who[one.response.respondent], dict(one.numbers), dict(one.texts)) for one in found]
        return sorted(rows)


def answered(database: Database) -> None:
    """Somebody answered ten days ago, somebody yesterday."""
    with opened(database) as store:
        add_team(store)
        wave = add_wave(store)
        for name, days in (("old", 10), ("new", 1)):
            add_person(store, name)
            row = response(wave, store.pseudonyms.of(name), NOW - days * A_DAY)
            store.surveys.record(row, {"task.a": 2.0}, {"note": "words", "normal_week": "no"})


def test_old_answers_go_whole_and_newer_ones_stay(database: Database) -> None:
    answered(database)
    with opened(database) as store:
        assert store.retention.forget_answers(NOW - 10 * A_DAY) == 0, "not a moment too early"
    assert [name for name, _, _ in kept(database)] == ["new", "old"]

    with opened(database) as store:
        assert store.retention.forget_answers(NOW - 9 * A_DAY) == 1
        assert store.retention.forget_answers(NOW - 9 * A_DAY) == 0, "it is safe to repeat"
    assert kept(database) == [("new", {"task.a": 2.0}, {"note": "words", "normal_week": "no"})]


def test_words_go_earlier_unless_they_are_known_to_be_chosen(database: Database) -> None:
    answered(database)
    with opened(database) as store:
        store.retention.forget_texts(NOW - 9 * A_DAY, ["normal_week", "use"])

    assert kept(database) == [
        ("new", {"task.a": 2.0}, {"note": "words", "normal_week": "no"}),
        ("old", {"task.a": 2.0}, {"normal_week": "no"}),
    ]


def test_frozen_weeks_outlive_the_answers_until_the_pilot_is_long_over(database: Database) -> None:
    answered(database)
    with opened(database) as store:
        store.pilots.start(running := pilot("p1", owner="old", team="finance"))
        store.pilots.freeze(
            [
                BaselineWeek(
                    pilot_id="p1",
                    wave_id=add_wave(store).id,
                    respondent=store.pseudonyms.of("old"),
                    hours="[]",
                    contracted_hours=40,
                    normal=True,
                    confirmed=True,
                    wording="v1",
                )
            ]
        )
        store.retention.forget_answers(NOW)
        store.retention.forget_baselines(NOW + 99 * A_DAY)
        assert len(store.pilots.baseline("p1")) == 1, "the pilot still runs"

        store.pilots.stop(store.pilots.get(running.id), NOW)
        store.retention.forget_baselines(NOW)
        assert len(store.pilots.baseline("p1")) == 1
        store.retention.forget_baselines(NOW + A_DAY)
        assert store.pilots.baseline("p1") == []
