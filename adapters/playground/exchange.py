"""One gesture and its answer: asks the core, and puts what it replies into the room."""

from dataclasses import dataclass
from typing import assert_never

from adapters.playground import fields, render
from adapters.playground.fields import Filled
from adapters.playground.markup import Html
from adapters.playground.parse import Gesture
from adapters.playground.render import Brush
from adapters.playground.rooms import Message, Rooms, is_channel
from bot.model.events import FormChanged
from bot.model.ports import Clock, Conversation
from bot.model.replies import Nothing, Reply, ShowCard, ShowFieldErrors, ShowForm


@dataclass(frozen=True, slots=True)
class Exchange:
    """Safe to repeat: every message's id comes from the gesture, so a repeat lands on itself."""

    rooms: Rooms
    conversation: Conversation
    brush: Brush
    clock: Clock

    def take(self, gesture: Gesture) -> str:
        """The id of the message to look at next; empty where the person goes on typing.

        Raises ``StoreAway``: then nothing was shown.
        """
        if gesture.event is None:
            self.rooms.remove(gesture.room, gesture.form)
            return gesture.card
        reply = self.conversation.dispatch(gesture.event)
        if isinstance(gesture.event, FormChanged) and not self._is_open(gesture):
            return ""  # it was sent or closed meanwhile
        if gesture.said.strip():
            self._repeat_words(gesture)
        return self._answer(gesture, reply)

    def _is_open(self, gesture: Gesture) -> bool:
        return self.rooms.find(gesture.room, gesture.form) is not None

    def _answer(self, gesture: Gesture, reply: Reply) -> str:
        match reply:
            case ShowForm(form):
                return self._show_form(gesture, Filled(_form_id(gesture), form, gesture.card))
            case ShowFieldErrors(form, entered, errors):
                filled = Filled(_form_id(gesture), form, gesture.card, entered, errors)
                shown = self._show_form(gesture, filled)
                return shown if errors else ""  # nothing is wrong: the person goes on there
            case ShowCard():
                self.rooms.remove(gesture.room, gesture.form)
                return self._show_card(gesture, reply)
            case Nothing():
                self.rooms.remove(gesture.room, gesture.form)
                return gesture.card
            case _:
                assert_never(reply)

    def _repeat_words(self, gesture: Gesture) -> None:
        words = render.said(gesture.said.strip())
        only_for = gesture.person if is_channel(gesture.room) else ""
        self._put(gesture, f"{gesture.key}-said", words, author=gesture.person, only_for=only_for)

    def _show_form(self, gesture: Gesture, filled: Filled) -> str:
        drawn = fields.form(filled, self.brush)
        only_for = gesture.person if is_channel(gesture.room) else ""
        self._put(gesture, filled.id, drawn, after=gesture.card, only_for=only_for, is_form=True)
        return filled.id

    def _show_card(self, gesture: Gesture, reply: ShowCard) -> str:
        """Over the card that was pressed, unless that would take it away from everybody else."""
        held = self.rooms.find(gesture.room, gesture.card)
        only_for = gesture.person if is_channel(gesture.room) and reply.private else ""
        drawn = render.card(reply.card, self.brush)
        if held is None or held.only_for != only_for:
            self._put(gesture, gesture.key, drawn, after=gesture.card, only_for=only_for)
            return "" if gesture.said else gesture.key
        self._put(gesture, held.id, drawn, only_for=only_for, delivery=held.delivery)
        return held.id

    def _put(
        self,
        gesture: Gesture,
        message_id: str,
        body: Html,
        *,
        after: str = "",
        author: str = "",
        only_for: str = "",
        delivery: str = "",
        is_form: bool = False,
    ) -> None:
        message = Message(message_id, body, self.clock(), author, only_for, delivery, is_form)
        self.rooms.put(gesture.room, message, after)


def _form_id(gesture: Gesture) -> str:
    """One form for each card or command: opening it again is the same form."""
    return gesture.form or f"{gesture.card or gesture.key}-form"
