"""Files on Teams, where a bot can put none into a chat without asking: a link, or their text."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from adapters.teams.activities import message_of, text_message
from adapters.teams.wire import Json
from bot.model.cards import Element, File
from bot.model.ports import Parcel
from bot.model.texts import Paragraph, Span, Text

Link = Callable[[str, File], str]
"""The address at which a delivery's file can be fetched once."""

_LONGEST = 8_000  # characters of a message, well within Teams' 28 KB in UTF-16


def messages_of(parcel: Parcel, link: Link | None) -> list[Json]:
    """The parcel as one message, and without links the text of its files in further ones."""
    if link is None:
        return [message_of(parcel), *_spelled_out(parcel)]
    linked = tuple(_linked(one, parcel.delivery, link) for one in parcel.card.elements)
    return [message_of(replace(parcel, card=replace(parcel.card, elements=linked)))]


def _linked(element: Element, delivery: str, link: Link) -> Element:
    if not isinstance(element, File):
        return element
    return Text((Paragraph((Span(element.label, link=link(delivery, element)),)),))


def _spelled_out(parcel: Parcel) -> Iterator[Json]:
    for file in parcel.card.files:
        for start in range(0, len(file.content), _LONGEST):
            yield text_message(file.content[start : start + _LONGEST], file.name)
