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
    title = parcel.card.title
    if parcel.plain:
        return text_message(cut(parcel.card.as_text(), _LONGEST_PLAIN), title)
    return card_message(adaptive_card(parcel.card, Stamp(parcel.delivery)), title)


def text_message(text: str, title: str) -> Json:
    """Nothing in it is markup."""
    summary = cut(title, _LONGEST_SUMMARY)
    return {"type": "message", "summary": summary, "text": text, "textFormat": "plain"}


def form_message(form: Form, stamp: Stamp) -> Json:
    return card_message(form_card(form, stamp), form.title)


def card_message(drawn: Json, title: str) -> Json:
    """``title`` is what the notification shows."""
    summary = cut(title, _LONGEST_SUMMARY)
    return {"type": "message", "summary": summary, "attachments": [attachment(drawn)]}
