"""A check-in form with nine answers stored, and the thank-you sent to Slack besides."""

from bench.organisation import ANSWERS, ERRAND, PEOPLE
from bench.rounds import in_turns, table
from bench.slack_requests import check_ins
from bench.stage import staged

NAME = "inbound_form"
TARGET = "at least 0.6 of (b)"


async def run() -> None:
    for database in ("SQLite", "PostgreSQL"):
        async with staged(database, lambda: check_ins(PEOPLE, ERRAND, ANSWERS)) as stage:
            contestants = (stage.bolt, stage.bot)
            await in_turns(contestants)
            print(*table(contestants, stage.bolt), sep="\n")
            events, responses, kept = stage.organisation.stored()
            assert events == stage.bot.answered, "something was answered and not kept"
            assert kept == responses * len(ANSWERS) > 0, "answers are missing"
