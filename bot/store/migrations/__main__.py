"""Writes the next migration from changed tables: ``python -m bot.store.migrations WHAT``."""

import sys
from time import strftime

from alembic import command

from bot.store.database import Database
from bot.store.schema import alembic, migrate

_LONGEST_NAME = 32  # of Alembic's version column


def write_migration(what: str) -> None:
    """Compare a store in memory with the tables. Read the file before you keep it."""
    database = Database("sqlite://")
    migrate(database)
    name = f"{strftime('%Y_%m_%d')}_{what.replace(' ', '_')}"[:_LONGEST_NAME]
    with database.connection() as connection:
        command.revision(alembic(connection), message=what, autogenerate=True, rev_id=name)
    database.close()


if __name__ == "__main__":
    write_migration(" ".join(sys.argv[1:]))
