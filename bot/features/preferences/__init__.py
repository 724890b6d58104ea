"""Being left alone, and when and about what to be written to."""

from bot.features.preferences.quieting import router

__all__ = ["router"]
