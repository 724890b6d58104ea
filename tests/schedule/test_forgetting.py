"""Every hour what is too old is forgotten, by the surveys as they stand now."""

from datetime import timedelta

from bot.schedule.forgetting import forget_old_answers
from bot.store.database import Database
from tests.conversations.town import Town
from tests.store.rows import add_wave, response


def test_words_to_a_question_that_left_its_survey_go_with_all_other_words(
    sqlite_database: Database,
) -> None:
    town = Town("playground", sqlite_database)
    words = {"note": "a remark", "asked_last_year": "another", "normal_week": "no"}
    with town.turns.begin() as turn:
        wave, then = add_wave(turn.store), turn.now - timedelta(days=91)
        turn.store.surveys.record(response(wave, "r1", then), {"task.a": 2.0}, words)

    with town.turns.begin() as turn:
        forget_old_answers(turn)

    with town.turns.begin() as turn:
        [kept] = turn.store.surveys.of_respondent("r1")
        assert (dict(kept.numbers), dict(kept.texts)) == ({"task.a": 2.0}, {"normal_week": "no"})
