"""Sending what waits: the courier, and what decides about each delivery."""

from bot.delivery.courier import Courier

__all__ = ["Courier"]
