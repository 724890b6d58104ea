"""How many answered a wave, in bands, once it is closed; never who."""

from datetime import datetime

from bot.conversation.turn import Turn
from bot.dividend.thresholds import thresholds
from bot.measures.figures import RateFigure, Shown
from bot.measures.groups import GroupResponses
from bot.measures.suppression import Gate
from bot.store.tables import Wave

RESPONSE_RATE = "response_rate"


def response_rates(since: datetime, turn: Turn) -> list[tuple[Wave, str]]:
    """Of each survey the last wave that closed since then, and the label of its band.

    The label is ``coverage.withheld`` where too few were asked. An open wave has no rate: it would
    move with each answer, and tell when somebody gave theirs.
    """
    found = list[tuple[Wave, str]]()
    for survey in turn.config.surveys:
        closed = [w for w in turn.store.surveys.waves(survey) if since < w.closes_at <= turn.now]
        if closed:
            found.append((closed[-1], _rate(closed[-1], turn)))
    return found


def _rate(wave: Wave, turn: Turn) -> str:
    invited = turn.store.surveys.invited(wave.id)
    answering = turn.store.pseudonyms.of_all(invited)
    asked = GroupResponses(
        group=wave.survey,
        question=RESPONSE_RATE,
        invited=frozenset(answering.get(person, person) for person in invited),
        responded=turn.store.surveys.respondents(wave.id) & frozenset(answering.values()),
    )
    ruling = Gate(frozenset(turn.config.surveys), thresholds(turn)).response_rate(asked)
    seen = {"set": ruling.audit.set_hash, "shown": ruling.audit.shown, "wave": wave.id}
    turn.record("see_response_rate", wave.survey, **seen)
    if isinstance(ruling.outcome, Shown) and isinstance(ruling.outcome.figure, RateFigure):
        return f"coverage.{ruling.outcome.figure.share}"
    return "coverage.withheld"
