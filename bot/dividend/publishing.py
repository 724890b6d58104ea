"""Publishing a team's figure: at a fixed time, once, through the gate, stored as shown."""

import hashlib
import json
from collections.abc import Collection
from datetime import date, timedelta

from bot.conversation.turn import Turn
from bot.dividend.thresholds import thresholds
from bot.dividend.weeks import thawed, week
from bot.measures.figures import Shown, Withheld, as_json, from_json
from bot.measures.groups import GroupHours
from bot.measures.pairing import Paired, paired
from bot.measures.suppression import Gate
from bot.measures.winsorising import cap_for
from bot.store.erasing import holds_erased
from bot.store.tables import Figure, Pilot, Wave

HOURS_RETURNED = "hours_returned"
CURRENT = timedelta(weeks=4)  # docs/measures.md 2: the waves of the last four weeks


def publish(pilot: Pilot, local_date: date, turn: Turn) -> Figure | None:
    """The figure of the pilot's team on this date, decided now and never again.

    None while fewer than ``k`` of the panel have answered anew since the last one: a single new
    answer would show in the difference (docs/measures.md 10.5). Safe to repeat.
    """
    waves = _current_waves(pilot, turn)
    latest = turn.store.figures.latest(pilot.team_id, HOURS_RETURNED)
    since = latest.published_at if latest else pilot.started_at
    anew = turn.store.surveys.answered_since([wave.id for wave in waves], since)
    asked = _group(pilot, waves, local_date, turn)
    if _would_tell_of_the_gone(asked, turn):
        return None
    if len(anew & asked.panel) < turn.config.privacy.threshold:
        return None
    ruling = _gate(pilot, turn).hours_returned(asked)
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
    members = asked.panel if ruling.audit.shown else ()
    if not turn.store.figures.publish(figure, members):
        return None
    shown = {"set": ruling.audit.set_hash, "shown": ruling.audit.shown}
    turn.record("publish_figure", pilot.team_id, question=HOURS_RETURNED, **shown)
    return figure


def _would_tell_of_the_gone(asked: GroupHours, turn: Turn) -> bool:
    """Whether the difference to a figure could be laid to who erased, or takes part no more.

    The group is silent until enough others came and went as well (docs/measures.md 10.11).
    """
    privacy = turn.config.privacy
    refused = turn.store.pseudonyms.of_all(turn.store.consents.refused_by(turn.now)).values()
    since = turn.now - timedelta(weeks=privacy.look_back_weeks)
    sets = turn.store.figures.sets(asked.group, asked.question, since)
    gone = (one for one in sets if holds_erased(one) or not one.isdisjoint(refused))
    return any(len(one ^ asked.panel) < privacy.batch for one in gone)


def decision(figure: Figure) -> Shown | Withheld:
    """What was decided when the figure was published."""
    return from_json(json.loads(figure.decision))


def _current_waves(pilot: Pilot, turn: Turn) -> list[Wave]:
    recent = turn.store.surveys.recent(pilot.survey, turn.now, CURRENT)
    return [wave for wave in recent if wave.opens_at >= pilot.started_at]


def _group(pilot: Pilot, waves: Collection[Wave], local_date: date, turn: Turn) -> GroupHours:
    weeks = turn.config.privacy.epoch_weeks
    team = turn.store.epochs.members(pilot.team_id, local_date, weeks)
    members = set(team) - turn.store.consents.refused_by(turn.now)
    respondents = set(turn.store.pseudonyms.of_all(members).values())
    people = _pairs(pilot, waves, respondents, turn)
    return GroupHours(
        group=pilot.team_id,
        question=HOURS_RETURNED,
        people=people,
        eligible=len(members),
        cap=cap_for(people),
    )


def _pairs(
    pilot: Pilot, waves: Collection[Wave], respondents: Collection[str], turn: Turn
) -> tuple[Paired, ...]:
    before = [thawed(row) for row in turn.store.pilots.baseline(pilot.id)]
    now = [week(answered) for answered in turn.store.surveys.of_waves([w.id for w in waves])]
    return paired(
        [known for known in before if known.respondent in respondents],
        [known for known in now if known.respondent in respondents],
    )


def _gate(pilot: Pilot, turn: Turn) -> Gate:
    groups = frozenset(team.id for team in turn.store.teams.all())
    seed = int.from_bytes(hashlib.sha256(pilot.id.encode()).digest()[:4])
    return Gate(groups, thresholds(turn), seed)
