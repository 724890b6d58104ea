"""``dividend migrate``"""

import click

from bot.commands.edge import explained, process_environment
from bot.store.database import Database
from bot.store.schema import migrate


@click.command("migrate")
def command() -> None:
    """Bring the store's schema up to date. Safe to repeat; `serve` does it too."""
    with explained():
        database = Database(process_environment().database_url)
        migrate(database)
        click.echo("The store's schema is current.")
        database.close()
