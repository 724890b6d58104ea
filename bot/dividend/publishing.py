"""Publishing a team's figure: at a fixed time, once, through the gate, stored as shown."""

import hashlib
import json
from datetime import date, timedelta
from random import Random

from bot.conversation.turn import Turn
from bot.dividend.counting import Answers, circle
from bot.dividend.thresholds import thresholds
from bot.measures.differencing import PublishedSets
from bot.measures.figures import Shown, Withheld, as_json, from_json
from bot.measures.groups import GroupHours
from bot.measures.panel import Panel, fresh, next_panel
from bot.measures.rules import Differenced, Fresh
from bot.measures.suppression import Gate, Ruling
from bot.measures.winsorising import cap_for
from bot.store.tables import Figure, Pilot

HOURS_RETURNED = "hours_returned"


def publish(pilot: Pilot, local_date: date, turn: Turn) -> Figure | None:
    """The figure of the pilot's team on this date, decided now and never again.

    None while too few answered anew, or the panel may not change as it has to: the last one stands
    (docs/measures.md 10.3 and 10.5). Safe to repeat.
    """
    epoch = turn.config.privacy.epoch_weeks
    team = turn.store.epochs.members(pilot.team_id, local_date, epoch)
    members = set(team) - turn.store.consents.refused_by(turn.now)
    belonging = frozenset(turn.store.pseudonyms.of_all(members).values())
    last = turn.store.panels.of(pilot.team_id, HOURS_RETURNED)
    answers = Answers(pilot, belonging | last.keys(), turn)
    published = _published(belonging | last.keys(), turn)
    around = circle(pilot, HOURS_RETURNED, last, belonging, answers, turn)
    chance = Random(f"{_seed(pilot)} {local_date}")  # noqa: S311 - who sits out can be told again
    panel = next_panel(last, around, thresholds(turn).m, published.permits, chance)
    if panel is None:
        return None
    anew = Fresh(thresholds(turn), fresh(panel, last))
    if len(anew.anew) < thresholds(turn).k:
        return None
    further = (anew, Differenced(published))  # asked again: all that comes out passes the gate
    gate = Gate(_teams(turn), thresholds(turn), _seed(pilot), further)
    eligible = len(members) + len(panel.keys() - belonging)
    ruling = gate.hours_returned(_group(pilot, panel, eligible, answers))
    return _stored(pilot, local_date, ruling, panel, turn)


def decision(figure: Figure) -> Shown | Withheld:
    """What was decided when the figure was published."""
    return from_json(json.loads(figure.decision))


def _published(respondents: frozenset[str], turn: Turn) -> PublishedSets:
    since = turn.now - timedelta(weeks=turn.config.privacy.look_back_weeks)
    sets = turn.store.figures.sets_in_reach(respondents, HOURS_RETURNED, since)
    return PublishedSets(thresholds(turn).m, sets)


def _group(pilot: Pilot, panel: Panel, eligible: int, answers: Answers) -> GroupHours:
    """Whoever left the team counts with what they said until then."""
    counted = {**answers.newest, **answers.that_count(panel)}
    people = tuple(counted[who].pair for who in sorted(panel))
    return GroupHours(
        group=pilot.team_id,
        question=HOURS_RETURNED,
        people=people,
        eligible=eligible,
        cap=cap_for(people),
    )


def _stored(
    pilot: Pilot, local_date: date, ruling: Ruling, panel: Panel, turn: Turn
) -> Figure | None:
    figure = Figure(
        id=turn.new_id(),
        team_id=pilot.team_id,
        question=HOURS_RETURNED,
        pilot_id=pilot.id,
        local_date=local_date,
        published_at=turn.now,
        decision=json.dumps(as_json(ruling.outcome)),
        set_hash=ruling.audit.set_hash,
    )
    if not turn.store.figures.publish(figure, panel if ruling.audit.shown else ()):
        return None
    if ruling.audit.shown:
        usable = timedelta(weeks=turn.config.privacy.answers_usable_weeks)
        turn.store.panels.move(pilot.team_id, HOURS_RETURNED, panel, turn.now - usable)
    shown = {"set": ruling.audit.set_hash, "shown": ruling.audit.shown}
    turn.record("publish_figure", pilot.team_id, question=HOURS_RETURNED, **shown)
    return figure


def _teams(turn: Turn) -> frozenset[str]:
    return frozenset(team.id for team in turn.store.teams.all())


def _seed(pilot: Pilot) -> int:
    return int.from_bytes(hashlib.sha256(pilot.id.encode()).digest()[:4])
