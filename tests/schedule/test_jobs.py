"""What a due time queues, and for whom."""

import json
from datetime import UTC, datetime

from bot.config import parse_config
from bot.schedule.due import keep_in_step, run_due
from bot.store.database import Database
from tests.delivery.post import Post

CONFIG = """
organisation: { name: Northlight, zone: Europe/Amsterdam }
surveys:
  short:
    form: surveys/checkin
    tasks: tasks/finance
    invitation: invitations/checkin
    audience: { who: team, team: Finance }
    cadence: "0 10 * * TUE"
    open_for_days: 4
  long:
    form: surveys/checkin
    tasks: tasks/finance
    invitation: invitations/checkin
    audience: { who: team, team: Finance }
    cadence: "0 10 * * TUE"
    open_for_days: 9
nudges:
  finish_long:
    message: nudges/finish_checkin
    audience: { who: yet_to_answer, survey: long }
    cadence: "0 14 * * THU"
"""
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 13, tzinfo=UTC)


def test_a_nudge_is_about_its_own_survey_although_another_closes_first(
    sqlite_database: Database,
) -> None:
    post = Post(sqlite_database, config=parse_config(CONFIG))
    with post.turns.begin() as turn:
        keep_in_step(turn)
    for at, due in ((TUESDAY, ("short", "long")), (THURSDAY, ("finish_long",))):
        post.clock.move_to(at)
        for schedule in due:
            with post.turns.begin() as turn:
                run_due(schedule, "Europe/Amsterdam", turn)

    nudges = [json.loads(row.values) for row in post.rows() if row.kind == "nudge"]
    assert [nudge["wave"]["id"] for nudge in nudges] == ["long-2026-11-24"] * 3
