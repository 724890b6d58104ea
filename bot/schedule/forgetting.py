"""What is forgotten by the clock, as people were told before they answered."""

from datetime import timedelta

from bot.conversation.turn import Turn
from bot.store.retention import BASELINES_KEPT


def forget_old_answers(turn: Turn) -> None:
    """Answers, words in them, and frozen weeks, each in its own time. Safe to repeat, or late."""
    kept, retention = turn.store.retention, turn.config.retention
    kept.forget_texts(turn.now - timedelta(days=retention.texts_days), _chosen(turn))
    kept.forget_answers(turn.now - timedelta(days=retention.answers_days))
    kept.forget_baselines(turn.now - BASELINES_KEPT)


def _chosen(turn: Turn) -> frozenset[str]:
    """The questions of all surveys whose answers are chosen, and in none written."""
    language = turn.config.organisation.language
    asked = [
        question
        for key in turn.catalog.survey_keys()
        for question in turn.catalog.survey_questions(key, language)
    ]
    written = {question.id for question in asked if question.kind == "text"}
    return frozenset(question.id for question in asked) - written
