"""``dividend serve``"""

import click

from bot.app.logs import set_up_logs
from bot.app.playing import play
from bot.app.serving import serve
from bot.commands.edge import explained, process_environment


@click.command("serve")
def command() -> None:
    """Run the bot: Slack, Teams and the clock, or the playground with DIVIDEND_PLAYGROUND=1."""
    with explained():
        environment = process_environment()
        set_up_logs("WARNING" if environment.playground else "INFO")
        if environment.playground:
            play(environment, click.echo)
        else:
            serve(environment)
