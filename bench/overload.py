"""Commands from four hundred clients at once: what is still done above what the bot can do."""

from itertools import islice

from bench.load import Answers, answers
from bench.organisation import PEOPLE
from bench.rounds import CONNECTIONS
from bench.slack_requests import help_commands
from bench.stage import Stage, staged

NAME = "overload"
TARGET = "as many a second as 32 clients are answered: at least 0.8 of that"

CROWD = 400  # many more than a second's worth
MOST = 20_000  # requests of a round, more than are used up
PAUSE = 1.0  # seconds that a client waits after it was sent away
SECONDS = 10.0
ROUNDS = 3


async def run() -> None:
    for database in ("SQLite", "PostgreSQL"):
        async with staged(database, lambda: help_commands(PEOPLE)) as stage:
            await stage.bot.warm_up()
            print(f"{database:36}{'answered a second':>20}{'sent away a second':>20}{'ratio':>8}")
            for _ in range(ROUNDS):
                few = await _round(stage, CONNECTIONS)
                many = await _round(stage, CROWD)
                print(_line(f"{CONNECTIONS} clients", few, few))
                print(_line(f"{CROWD} clients", many, few))


async def _round(stage: Stage, clients: int) -> Answers:
    requests = list(islice(stage.bot.requests, MOST))
    return await answers(stage.bot.port, requests, clients, SECONDS, PAUSE)


def _line(name: str, measured: Answers, yardstick: Answers) -> str:
    away = measured.sent_away / measured.elapsed
    ratio = measured.a_second / yardstick.a_second
    return f"{name:36}{measured.a_second:>20.0f}{away:>20.0f}{ratio:>8.2f}"
