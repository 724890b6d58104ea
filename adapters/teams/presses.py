"""Telling a press that the client repeats from a later press of the same button."""

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta

from adapters.teams.parse import Carrier, Incoming
from bot.model.events import ButtonPress

REPEATED_WITHIN = timedelta(seconds=60)
"""Clients repeat a press under a new activity id for about half a minute."""

_MOST_KEPT = 10_000


class Presses:
    """Gives all deliveries of one press one key: what was pressed, and when it was first.

    A card that stays in place, as in a channel, can so be pressed again another day. The instant is
    the activity's own, which quick repeats share, so that two replicas agree on those.
    """

    def __init__(self) -> None:
        self._first: OrderedDict[str, datetime] = OrderedDict()

    def counted(self, incoming: Incoming) -> Incoming:
        event = incoming.event
        if incoming.carrier is not Carrier.EXECUTE or not isinstance(event, ButtonPress):
            return incoming
        first = self._first.get(event.key)
        if first is None or abs(event.occurred_at - first) > REPEATED_WITHIN:
            first = self._first[event.key] = event.occurred_at
            self._first.move_to_end(event.key)
        if len(self._first) > _MOST_KEPT:
            self._first.popitem(last=False)
        key = f"{event.key}:{first.isoformat()}"
        return replace(incoming, event=replace(event, key=key))
