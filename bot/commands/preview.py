"""``dividend preview KEY``"""

import click

from bot.app.drawing import PLATFORMS, example_cards
from bot.app.parts import open_catalog
from bot.app.routing import program_router
from bot.commands.edge import explained, process_environment
from bot.config import read_config


@click.command("preview")
@click.argument("key")
@click.option("--language", default="", help="A folder under messages/; the organisation's.")
@click.option("--role", default="", help="For a lesson: whose try-it, by the name in tasks/.")
def command(key: str, language: str, role: str) -> None:
    """Show the message or lesson KEY with example values: as text, and as each platform gets it."""
    with explained():
        environment = process_environment()
        config = read_config(environment.config)
        default = config.organisation.language
        catalog = open_catalog(environment.config.parent, default, program_router())
        cards = example_cards(catalog, key, language or default, role)
    click.echo("\n\n".join(card.as_text() for card in cards))
    for platform, drawn in PLATFORMS.items():
        click.echo(f"\n--- {platform}")
        for card in cards:
            click.echo(drawn(card))
