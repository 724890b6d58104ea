"""Files and long answers: to the direct chat of whoever asks, so many a day, and on record."""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.conversation.replying import queue_reply
from bot.conversation.turn import Turn
from bot.errors import TooManyExports, UnknownPerson
from bot.model.cards import Card
from bot.model.events import Event

EXPORT = "export"


def export(cards: Sequence[Card], subject: str, event: Event, turn: Turn) -> None:
    """Queue these cards for the person's direct chat, wherever they asked.

    Raises ``TooManyExports`` beyond a day's number, which undoes the record of what was not sent.
    """
    home = ZoneInfo(turn.config.organisation.zone)
    midnight = datetime.combine(turn.now.astimezone(home), time(), home)
    turn.record(EXPORT, subject)
    if turn.store.audit.times(turn.me.id, EXPORT, midnight) > turn.config.limits.exports_a_day:
        raise TooManyExports(most=turn.config.limits.exports_a_day)
    address = turn.store.people.address(turn.me.id)
    if address is None:
        raise UnknownPerson
    for number, card in enumerate(cards, 1):
        queue_reply(card, address, event.key, turn, after=number)
