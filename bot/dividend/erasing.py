"""Erasing a person's data so that no later figure tells what there was."""

from bot.conversation.turn import Turn
from bot.dividend.response_rate import decide_closed


def erase(person_id: str, turn: Turn) -> None:
    """What is over is decided on first: afterwards it would say whether they had answered."""
    decide_closed(turn)
    turn.store.own_data.erase(person_id, turn.now, turn.new_id())
