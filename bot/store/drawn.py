"""Cards and replies as JSON text and back, for rows that keep them."""

from functools import cache

from pydantic import TypeAdapter, ValidationError

from bot.errors import SealBroken
from bot.model.cards import Card
from bot.model.replies import Nothing, Reply, ShowCard, ShowFieldErrors, ShowForm

_KINDS: dict[str, type[object]] = {
    kind.__name__: kind for kind in (Card, ShowCard, ShowForm, ShowFieldErrors, Nothing)
}


@cache
def _adapter(name: str) -> TypeAdapter[object]:
    return TypeAdapter(_KINDS[name])


def written_card(card: Card) -> str:
    return _adapter("Card").dump_json(card).decode()


def read_card(text: str) -> Card:
    """Raises ``SealBroken`` for what another version wrote in another shape."""
    card = _read("Card", text)
    assert isinstance(card, Card)  # noqa: S101 - tells the type checker what the adapter made
    return card


def written_reply(reply: Reply) -> str:
    name = type(reply).__name__
    return f"{name} {_adapter(name).dump_json(reply).decode()}"


def read_reply(text: str) -> Reply:
    """Raises ``SealBroken`` for what another version wrote in another shape."""
    name, _, value = text.partition(" ")
    if name not in _KINDS:
        return Nothing()
    reply = _read(name, value)
    assert isinstance(reply, ShowCard | ShowForm | ShowFieldErrors | Nothing)  # noqa: S101
    return reply


def _read(name: str, text: str) -> object:
    try:
        return _adapter(name).validate_json(text)
    except ValidationError:
        raise SealBroken("written by another version") from None  # its words quote what was said
