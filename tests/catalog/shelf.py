"""A folder of messages to edit, and the catalog that reads it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.catalog import Catalog
from bot.errors import MessageFileError
from bot.model.actions import Action
from bot.model.cards import Card, Element
from bot.model.texts import Text

HARD = {
    "en": "The organisational implementation of automation necessitates considerable reorganisation"
    " of individual responsibilities throughout the administrative departments concerned.",
    "de": "Die organisatorische Implementierung der Automatisierungsmaßnahmen erfordert erhebliche"
    " Veränderungen der individuellen Verantwortlichkeiten in allen betroffenen"
    " Verwaltungsabteilungen der jeweiligen Organisationseinheiten.",
    "fr": "L'implémentation organisationnelle de l'automatisation nécessite une réorganisation"
    " considérable des responsabilités individuelles dans l'ensemble des départements"
    " administratifs concernés par la transformation.",
}
"""Sentences that nobody wants to read, by language."""


def opens_nothing(action: Action) -> bool:
    return False


@dataclass
class Shelf:
    """``edit`` writes a file as an editor would; ``told`` is what the catalog complained about."""

    folder: Path
    told: list[MessageFileError] = field(default_factory=list)
    edits: int = 0

    def edit(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.edits += 1  # a clock tick between edits, however fast the test is
        seen = path.stat()
        os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns + self.edits * 1_000_000))

    def catalog(
        self, *in_front: Path, opens_form: Callable[[Action], bool] = opens_nothing
    ) -> Catalog:
        return Catalog([*in_front, self.folder], "en", opens_form, self.told.append)


def element(card: Card, kind: type[Element]) -> Element | None:
    return next((element for element in card.elements if isinstance(element, kind)), None)


def body(card: Card) -> Text:
    return next(element for element in card.elements if isinstance(element, Text))
