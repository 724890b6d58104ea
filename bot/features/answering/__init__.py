"""The check-in: from the invitation to the thank-you."""

from bot.features.answering.answers import router

__all__ = ["router"]
