"""What goes back for a reply: in the HTTP answer where that can carry it, else as a message."""

from dataclasses import dataclass, replace

from adapters.teams.activities import card_message, form_message
from adapters.teams.parse import Carrier, Incoming
from adapters.teams.render import CONTENT_TYPE, adaptive_card
from adapters.teams.render_form import continued, dialog, form_card
from adapters.teams.stamps import Stamp
from adapters.teams.wire import Json
from bot.model.cards import Card
from bot.model.events import Address, Place
from bot.model.replies import Nothing, Reply, ShowCard, ShowFieldErrors, ShowForm

EMPTY: Json = {}
_MESSAGE = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A message sent after the acknowledgement; it replaces the card that ``address`` names."""

    address: Address
    activity: Json


@dataclass(frozen=True, slots=True)
class Answer:
    """The HTTP answer, and what follows it."""

    status: int = 200
    body: Json | None = None
    follow_up: FollowUp | None = None


def answer(incoming: Incoming, reply: Reply) -> Answer:
    match incoming.carrier:
        case Carrier.EXECUTE:
            return Answer(body=_replacing(incoming, reply))
        case Carrier.TASK:
            return _in_dialog(incoming, reply)
        case Carrier.MESSAGE | Carrier.NOTICE:
            return Answer(follow_up=_in_chat(incoming, reply))


def _replacing(incoming: Incoming, reply: Reply) -> Json:
    """The card that takes the place of the one that was pressed, for the person who pressed."""
    drawn = _drawn(reply, incoming.stamp)
    if drawn is None:
        return {"statusCode": 200, "type": _MESSAGE, "value": ""}
    return {"statusCode": 200, "type": CONTENT_TYPE, "value": drawn}


def _in_dialog(incoming: Incoming, reply: Reply) -> Answer:
    """A form is shown again or next; an empty answer closes the dialog."""
    match reply:
        case ShowForm(form) | ShowFieldErrors(form, _, _):
            return Answer(body=dialog(form, _drawn(reply, incoming.stamp) or EMPTY))
        case ShowCard(card):
            shown = continued(card.title, adaptive_card(card, incoming.stamp))
            return Answer(body=shown, follow_up=_behind_dialog(incoming, card))
        case Nothing():
            return Answer()


def _behind_dialog(incoming: Incoming, card: Card) -> FollowUp | None:
    """The card whose button answered with a card is replaced too, where only this person sees it.

    A dialog was expected, so the answer has to be one: the same card is shown in it.
    """
    if not incoming.stamp.card or incoming.event.place is Place.CHANNEL:
        return None
    in_chat = replace(incoming.stamp, dialog=False, card="")
    address = replace(incoming.private, card=incoming.stamp.card)
    return FollowUp(address, card_message(adaptive_card(card, in_chat), card.title))


def _in_chat(incoming: Incoming, reply: Reply) -> FollowUp | None:
    address = incoming.event.reply_to or incoming.private
    match reply:
        case ShowForm(form):
            return FollowUp(address, form_message(form, incoming.stamp))
        case ShowFieldErrors(form, _, _):
            drawn = _drawn(reply, incoming.stamp) or EMPTY
            return FollowUp(address, card_message(drawn, form.title))
        case ShowCard(card):
            return FollowUp(address, card_message(adaptive_card(card, incoming.stamp), card.title))
        case Nothing():
            return None


def _drawn(reply: Reply, stamp: Stamp) -> Json | None:
    match reply:
        case ShowCard(card):
            return adaptive_card(card, stamp)
        case ShowForm(form):
            return form_card(form, stamp)
        case ShowFieldErrors(form, entered, errors):
            return form_card(form, stamp, entered, errors)
        case Nothing():
            return None
