"""What all commands share: the process's environment, and errors that say what to do."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.app.logs import set_up_logs
from bot.app.parts import Parts, open_parts
from bot.config import Environment, read_environment
from bot.errors import SchemaError, SetupError, StoreAway
from bot.store.schema import is_current


@contextmanager
def explained() -> Iterator[None]:
    """Turn what an admin can act on into one message and exit status 1."""
    try:
        yield
    except SetupError as error:
        raise click.ClickException(str(error)) from error
    except StoreAway as error:
        raise click.ClickException(f"the store cannot be reached: {error}") from error


def process_environment() -> Environment:
    """What the process was started with. What a command has to say it prints; it does not log."""
    set_up_logs("ERROR")
    asked = {"PYTHONDEVMODE": "1"} if sys.flags.dev_mode else {}  # by `python -X dev`
    return read_environment({**os.environ, **asked}, Path.cwd())


@contextmanager
def opened() -> Iterator[Parts]:
    """The bot's parts over a store whose schema is current."""
    with explained():
        parts = open_parts(process_environment())
        try:
            if not is_current(parts.database):
                raise SchemaError("the store's schema is not current: run `dividend migrate`")
            yield parts
        finally:
            parts.database.close()
