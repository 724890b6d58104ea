"""What is kept about whoever asks: all of it to read and as a file, and how to erase it."""

from bot.features.own_data.asking import router

__all__ = ["router"]
