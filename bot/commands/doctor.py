"""``dividend doctor``"""

import click

from bot.app.diagnosis import diagnose
from bot.app.parts import open_parts
from bot.commands.edge import explained, process_environment


@click.command("doctor")
def command() -> None:
    """Check credentials, scopes, store, clock, schema and messages, and say what to do."""
    wrong = 0
    with explained():
        environment = process_environment()
        parts = open_parts(environment)
        for finding in diagnose(environment, parts):
            click.echo(f"{'do  ' if finding.to_do else 'well'}  {finding.about}: {finding.seen}")
            if finding.to_do:
                wrong += 1
                click.echo(f"      -> {finding.to_do}")
        parts.database.close()
    if wrong:
        raise click.exceptions.Exit(1)
