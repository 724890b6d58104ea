"""Draws a card on every platform, for `check` and `preview`."""

import json
from collections.abc import Callable

from adapters.playground import render as playground
from adapters.playground.render import Brush
from adapters.slack import render as slack
from adapters.teams import render as teams
from bot.model.cards import Card
from bot.pictures import svg


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


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
