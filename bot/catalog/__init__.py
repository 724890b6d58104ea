"""Every word people read, from files that may change while the bot runs."""

from bot.catalog.catalog import Catalog
from bot.catalog.figures import chart_values
from bot.catalog.surveys import Question, SurveyText, TaskText

__all__ = ["Catalog", "Question", "SurveyText", "TaskText", "chart_values"]
