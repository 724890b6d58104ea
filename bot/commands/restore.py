"""``dividend restore FILE``"""

from pathlib import Path

import click

from bot.app.restoring import restore
from bot.commands.backup import programs_option
from bot.commands.edge import explained, process_environment


@click.command("restore")
@click.argument("file")
@click.option(
    "--although-used", is_flag=True, help="PostgreSQL: although there are other sessions."
)
@programs_option
def command(file: str, although_used: bool, programs: Path | None) -> None:
    """Put the backup in FILE in the store's place; stop `serve` first.

    The store that was there is kept; its name, given as FILE, takes you back to it.
    """
    with explained():
        environment = process_environment()
        environment.required_key()
        done = restore(environment, file, programs, although_used=although_used)
    click.echo(f"The store is that of {file}.")
    if done.kept_as:
        click.echo(f"The one that was there is kept: {done.kept_as}")
    whole = "whole" if done.broken_at is None else f"broken at {done.broken_at}"
    click.echo(f"The audit chain is {whole}.")
    if done.erased is None:
        click.echo("The store that was there cannot be read. Whoever erased their data since the")
        click.echo("backup is in this one again: dividend people erase EMAIL")
    elif done.erased:
        click.echo(f"{done.erased} had erased their data since; it is erased again.")
    click.echo(f"{done.held} messages are on hold. Next:")
    click.echo("  dividend doctor")
    click.echo("  dividend serve                        sends what is new, not what is on hold")
    click.echo("  dividend deliveries release           sends what is still fresh, or")
    click.echo("  dividend deliveries release --drop    gives it up")
    click.echo("On Teams nobody can look whether a message went out after the backup was made.")
    if done.broken_at is not None:
        raise click.exceptions.Exit(1)
