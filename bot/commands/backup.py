"""``dividend backup FILE``"""

from pathlib import Path

import click

from bot.app.backing_up import back_up
from bot.commands.edge import explained, process_environment
from bot.store.database import Database

programs_option = click.option(
    "--programs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="DIVIDEND_PG_PROGRAMS",
    help="The folder of pg_dump, pg_restore and psql, unless they are on the PATH.",
)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over FILE if it exists.")
@programs_option
def command(file: Path, force: bool, programs: Path | None) -> None:
    """Copy the store into FILE, as it is at one moment, while the bot runs."""
    with explained():
        database = Database(process_environment().database_url)
        try:
            written = back_up(database, file, programs, force=force)
        finally:
            database.close()
    rows = sum(written.rows.values())
    click.echo(f"{file}: {rows:,} rows in {len(written.rows)} tables, {written.size:,} bytes.")
    click.echo("Without DIVIDEND_SECRET_KEY it is worth nothing: keep that too, but elsewhere.")
