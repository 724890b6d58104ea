"""``dividend version``"""

from importlib.metadata import version

import click


@click.command("version")
def command() -> None:
    """Show the version."""
    click.echo(version("drudgery-dividend"))
