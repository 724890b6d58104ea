"""What people call a survey: by its title, and by the team that is asked."""

from bot.conversation.turn import Turn


def survey_name(survey: str, turn: Turn) -> str:
    chosen = turn.config.surveys[survey]
    title = turn.catalog.survey_title(chosen.form, turn.language)
    return f"{title}, {chosen.audience.team}" if chosen.audience.team else title
