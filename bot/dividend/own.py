"""A person's own hours, from what is stored; nobody else ever gets them."""

from bot.conversation.turn import Turn
from bot.dividend.counting import CURRENT
from bot.dividend.weeks import thawed, week
from bot.measures.own import own_change
from bot.store.surveys import Answered


def own_answers(turn: Turn) -> list[Answered]:
    """Everything that whoever asks has answered, oldest first."""
    return turn.store.surveys.of_respondent(turn.respondent)


def own_hours_returned(answered: list[Answered], turn: Turn) -> float | None:
    """Hours a week, on the half hour, that whoever asks got back under the pilot in their team.

    None without a pilot, or while a period has no usable week (docs/measures.md 2 and 3).
    """
    pilot = turn.store.pilots.running(turn.me.team_id)
    if pilot is None:
        return None
    before = [thawed(row) for row in turn.store.pilots.baseline_of(pilot.id, turn.respondent)]
    since = max(pilot.started_at, turn.now - CURRENT)
    now = [week(one) for one in answered if one.wave.opens_at >= since]
    change = own_change(before, now)
    return change.printed if change else None
