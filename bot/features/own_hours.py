"""What a person sees of their own: hours, trend, and what is stored about them."""

from bot.conversation.asking import taking_part
from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.dividend.own import own_answers, own_hours_returned
from bot.dividend.weeks import task_hours, week
from bot.measures.own import own_weeks
from bot.model.charts import TrendChart, TrendPoint
from bot.model.events import IncomingCommand
from bot.model.replies import Reply
from bot.permissions import Deed
from bot.store.surveys import Answered

SHOWN_WEEKS = 12
router = Router()


@router.command("me", Deed.SEE_OWN_FIGURES)
def me(command: IncomingCommand, turn: Turn) -> Reply:
    answered = own_answers(turn)
    check_ins = [one for one in answered if task_hours(one)]  # other surveys ask for no hours
    weeks = own_weeks([week(one) for one in check_ins])
    returned = own_hours_returned(answered, turn)
    return turn.say(
        "replies/me",
        person={"first_name": turn.me.first_name},
        answered=len(weeks),
        latest=weeks[-1].drudgery if weeks else 0.0,
        returned=returned,
        measured=returned is not None,
        trend=_trend(check_ins, turn),
        stored=_stored(answered, turn),
    )


@router.command("privacy", Deed.SEE_OWN_DATA)
def privacy(command: IncomingCommand, turn: Turn) -> Reply:
    """What is kept, and whether they take part: at any time it can be changed here."""
    return turn.say(
        "replies/privacy",
        threshold=turn.config.privacy.threshold,
        stored=[
            (turn.word("stored.consent"), taking_part(turn)),
            *_stored(own_answers(turn), turn),
        ],
        takes_part=turn.store.consents.is_given(turn.me.id),
        refused=turn.store.consents.is_refused(turn.me.id),
    )


def _trend(answered: list[Answered], turn: Turn) -> TrendChart | None:
    points = tuple(
        TrendPoint(turn.day(one.wave.local_date), round(week(one).total, 1))
        for one in answered[-SHOWN_WEEKS:]
    )
    if len(points) < 2:
        return None
    return TrendChart(turn.word("chart.own_hours"), points, turn.word("chart.hours_a_week"))


def _stored(answered: list[Answered], turn: Turn) -> list[tuple[str, object]]:
    """Name and amount of what is kept about whoever asks."""
    notes = sum("note" in one.texts for one in answered)
    place = turn.catalog.place(turn.me.local_zone, turn.language)
    return [
        (turn.word("stored.profile"), f"{turn.me.name}, {turn.me.email}, {place}"),
        (turn.word("stored.team"), turn.store.teams.get(turn.me.team_id).name),
        (turn.word("stored.check_ins"), len(answered)),
        (turn.word("stored.notes"), notes),
        (turn.word("stored.absences"), turn.store.absences.count(turn.me.id)),
    ]
