"""What is forgotten by the clock, as people were told before they answered."""

from datetime import timedelta

from bot.conversation.turn import Turn

BASELINES_KEPT = timedelta(weeks=13)  # after the pilot's end, docs/measures.md 2


def forget_old_answers(turn: Turn) -> None:
    """Answers, words in them, and frozen weeks, each in its own time. Safe to repeat, or late."""
    kept, retention = turn.store.retention, turn.config.retention
    kept.forget_texts(turn.now - timedelta(days=retention.texts_days), _in_own_words(turn))
    kept.forget_answers(turn.now - timedelta(days=retention.answers_days))
    kept.forget_baselines(turn.now - BASELINES_KEPT)


def _in_own_words(turn: Turn) -> frozenset[str]:
    """The questions of all surveys that are answered in own words."""
    language = turn.config.organisation.language
    return frozenset(
        question.id
        for key in turn.catalog.survey_keys()
        for question in turn.catalog.survey_questions(key, language)
        if question.kind == "text"
    )
