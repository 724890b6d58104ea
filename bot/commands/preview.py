"""``dividend preview KEY``"""

import click

from bot.app.drawing import PLATFORMS
from bot.app.parts import open_catalog
from bot.app.routing import program_router
from bot.commands.edge import explained, process_environment
from bot.config import read_config


@click.command("preview")
@click.argument("key")
@click.option("--language", default="", help="A folder under messages/; the organisation's.")
def command(key: str, language: str) -> None:
    """Show the message KEY, drawn from its own example: as text, and as each platform gets it."""
    with explained():
        environment = process_environment()
        config = read_config(environment.config)
        default = config.organisation.language
        catalog = open_catalog(environment.config.parent, default, program_router())
        language = language or default
        card = catalog.card(key, language, catalog.example(key, language))
    click.echo(card.as_text())
    for platform, drawn in PLATFORMS.items():
        click.echo(f"\n--- {platform}\n{drawn(card)}")
