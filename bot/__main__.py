"""The program ``dividend``. Nothing is imported for its help but click."""

import importlib
import sys

import click

COMMANDS = {
    "serve": "Run the bot.",
    "check": "Look over app.yaml and messages/, and draw every message on every platform.",
    "preview": "Show one message as text, Block Kit and Adaptive Card.",
    "migrate": "Bring the store's schema up to date.",
    "backup": "Copy the store into a file while the bot runs.",
    "restore": "Put a backup in the store's place; unsent messages are on hold then.",
    "manifest": "Write the app manifest for Slack or the app package for Teams.",
    "people": "Import and list the roster.",
    "role": "Grant and revoke roles.",
    "deliveries": "Show what was sent, and why something was not.",
    "keys": "Seal what is stored under the newest key.",
    "runs": "Show when a schedule is due, without sending anything.",
    "doctor": "Look for what is wrong, and say what to do.",
    "version": "Show the version.",
}


class _Program(click.Group):
    """Imports the module of a command only when that command is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"bot.commands.{cmd_name}")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(f"bot.commands.{cmd_name} has no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Program)
def program() -> None:
    """Drudgery Dividend: hours of dull work, given back in the open."""


if __name__ == "__main__":
    sys.exit(program())
