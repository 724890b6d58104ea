"""How many people a figure needs, as this installation has chosen."""

from bot.conversation.turn import Turn
from bot.measures.thresholds import Thresholds


def thresholds(turn: Turn) -> Thresholds:
    privacy = turn.config.privacy
    return Thresholds(k=privacy.threshold, sensitive=privacy.sensitive_threshold, m=privacy.batch)
