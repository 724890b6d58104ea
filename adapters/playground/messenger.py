"""Puts the bot's own messages into rooms."""

from adapters.playground.render import Brush, card
from adapters.playground.rooms import Message, Rooms, is_room
from bot.errors import Unreachable
from bot.model.ports import Clock, Parcel


class PlaygroundMessenger:
    def __init__(self, rooms: Rooms, brush: Brush, clock: Clock) -> None:
        self._rooms, self._brush, self._clock = rooms, brush, clock

    @property
    def can_look(self) -> bool:
        return True

    def send(self, parcel: Parcel) -> str:
        room = parcel.address.conversation
        if not is_room(room):
            raise Unreachable("unknown_room")
        message = Message(
            id=parcel.address.card or parcel.delivery,
            body=card(parcel.card, self._brush),
            at=self._clock(),
            delivery=parcel.delivery,
        )
        self._rooms.put(room, message)
        return message.id

    def find(self, parcel: Parcel) -> str | None:
        message = self._rooms.carrying(parcel.address.conversation, parcel.delivery)
        return message.id if message else None
