"""The check-in: from the invitation to the thank-you."""

from bot.features.checkin.answering import router

__all__ = ["router"]
