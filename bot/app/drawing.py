"""Draws a card on every platform, for `check` and `preview`."""

import json
from collections.abc import Callable

from adapters.playground import render as playground
from adapters.playground.render import Brush
from adapters.slack import render as slack
from adapters.teams import render as teams
from bot.catalog import Catalog
from bot.model.cards import Card
from bot.pictures import svg

_LESSONS = "lessons/"


def as_block_kit(card: Card) -> str:
    return _json(slack.content(card, {}))


def as_adaptive_card(card: Card) -> str:
    return _json(teams.adaptive_card(card))


def as_html(card: Card) -> str:
    return str(playground.card(card, Brush(svg, lambda key, language="": key)))


PLATFORMS: dict[str, Callable[[Card], str]] = {
    "Slack": as_block_kit,
    "Teams": as_adaptive_card,
    "playground": as_html,
}


def example_cards(catalog: Catalog, key: str, language: str, role: str = "") -> tuple[Card, ...]:
    """A message drawn from its example; of a lesson all cards, about the first task of a role."""
    if not key.startswith(_LESSONS):
        return (catalog.card(key, language, catalog.example(key, language)),)
    task = catalog.tasks(f"tasks/{role}", language)[0].label if role else ""
    lesson = catalog.lesson(key, language, task, role)
    return lesson.cards(lambda name: catalog.label(name, language))


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
