"""``/dividend help`` through gate, dedupe, turn and commit: the whole program, over HTTP."""

from bench.organisation import PEOPLE
from bench.rounds import in_turns, table
from bench.slack_requests import help_commands
from bench.stage import staged

NAME = "inbound_slack"
TARGET = "at least 1.0 of (b); p50 alone under 5 ms; p99 of 32 under 100 ms"


async def run() -> None:
    for database in ("SQLite", "PostgreSQL"):
        async with staged(database, lambda: help_commands(PEOPLE)) as stage:
            await in_turns(stage.contestants)
            print(*table(stage.contestants, stage.bolt), sep="\n")
            events, *_ = stage.organisation.stored()
            assert events == stage.bot.answered, "something was answered and not kept"
