"""In which band people answered a wave: decided once, when it is over; never who."""

import json
from datetime import datetime, timedelta

from bot.conversation.turn import Turn
from bot.dividend.thresholds import thresholds
from bot.measures.figures import RateFigure, Shown, as_json, from_json
from bot.measures.groups import GroupResponses
from bot.measures.suppression import Gate, Ruling
from bot.store.tables import ClosedWave, Wave

RESPONSE_RATE = "response_rate"
LOOKED_BACK = timedelta(weeks=26)  # about as long as answers are kept


def decide_closed(turn: Turn) -> None:
    """Rule on each wave that is over, once: anew, the band would move with whoever erases.

    Safe to repeat; the clock does it as soon as a wave is over.
    """
    since = turn.now - LOOKED_BACK
    for wave in turn.store.closed_waves.undecided(turn.config.surveys, since, turn.now):
        ruling = _ruling(wave, turn)
        shown, set_hash = ruling.audit.shown, ruling.audit.set_hash
        closed = ClosedWave(
            wave_id=wave.id,
            decided_at=turn.now,
            decision=json.dumps(as_json(ruling.outcome)),
            set_hash=set_hash,
            reminded=turn.store.closed_waves.reminders_sent(wave) if shown else 0,
        )
        if turn.store.closed_waves.decide(closed):
            seen = {"set": set_hash, "shown": shown, "wave": wave.id}
            turn.record("decide_response_rate", wave.survey, **seen)


def response_rates(since: datetime, turn: Turn) -> list[tuple[Wave, str]]:
    """Of each survey the last wave that closed since then, and the label of its band.

    The label is ``coverage.withheld`` where too few were asked. An open wave has no rate: it would
    move with each answer, and tell when somebody gave theirs.
    """
    decide_closed(turn)
    waves = list[Wave]()
    for survey in turn.config.surveys:
        closed = [w for w in turn.store.surveys.waves(survey) if since < w.closes_at <= turn.now]
        waves += closed[-1:]
    decided = turn.store.closed_waves.decided([wave.id for wave in waves])
    seen = [wave for wave in waves if wave.id in decided]
    if seen:
        turn.record("see_response_rates", "surveys", waves=[wave.id for wave in seen])
    return [(wave, _label(decided[wave.id])) for wave in seen]


def _ruling(wave: Wave, turn: Turn) -> Ruling:
    """Over everybody who was asked and takes part; a no that comes later does not move it."""
    refused = turn.store.consents.refused_by(turn.now)
    invited = [who for who in turn.store.surveys.invited(wave.id) if who not in refused]
    answering = turn.store.pseudonyms.of_all(invited)
    asked = GroupResponses(
        group=wave.survey,
        question=RESPONSE_RATE,
        invited=frozenset(answering.get(person, person) for person in invited),
        responded=turn.store.surveys.respondents(wave.id) & frozenset(answering.values()),
    )
    return Gate(frozenset(turn.config.surveys), thresholds(turn)).response_rate(asked)


def _label(closed: ClosedWave) -> str:
    outcome = from_json(json.loads(closed.decision))
    if isinstance(outcome, Shown) and isinstance(outcome.figure, RateFigure):
        return f"coverage.{outcome.figure.share}"
    return "coverage.withheld"
