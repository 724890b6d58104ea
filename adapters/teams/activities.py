"""Messages as the Bot Connector takes them."""

from adapters.teams.fitting import cut
from adapters.teams.render import adaptive_card, attachment
from adapters.teams.render_form import form_card
from adapters.teams.stamps import Stamp
from adapters.teams.wire import Json
from bot.model.forms import Form
from bot.model.ports import Parcel

_LONGEST_SUMMARY = 120
_LONGEST_PLAIN = 4_000


def message_of(parcel: Parcel) -> Json:
    """A parcel as a card, or as text alone when its card was refused once."""
    summary = cut(parcel.card.title, _LONGEST_SUMMARY)
    if parcel.plain:
        text = cut(parcel.card.as_text(), _LONGEST_PLAIN)
        return {"type": "message", "summary": summary, "text": text, "textFormat": "plain"}
    return card_message(adaptive_card(parcel.card, Stamp(parcel.delivery)), summary)


def form_message(form: Form, stamp: Stamp) -> Json:
    return card_message(form_card(form, stamp), cut(form.title, _LONGEST_SUMMARY))


def card_message(drawn: Json, summary: str) -> Json:
    """``summary`` is what the notification shows."""
    return {"type": "message", "summary": summary, "attachments": [attachment(drawn)]}
