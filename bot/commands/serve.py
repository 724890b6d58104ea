"""``dividend serve``"""

import click

from bot.app.logs import leave_nothing_to_the_interpreter, set_up_logs
from bot.app.playing import play
from bot.app.serving import serve
from bot.commands.edge import explained, process_environment


@click.command("serve")
def command() -> None:
    """Run the bot: Slack, Teams and the clock, or the playground with DIVIDEND_PLAYGROUND=1."""
    with explained():
        environment = process_environment()
        usual = "WARNING" if environment.playground else "INFO"
        set_up_logs(environment.log_level or usual)
        leave_nothing_to_the_interpreter()
        if environment.playground:
            play(environment, click.echo)
        else:
            serve(environment)
