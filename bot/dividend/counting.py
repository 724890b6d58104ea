"""Whose answers a team's figure is over, and which of them, from what is stored."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.conversation.turn import Turn
from bot.dividend.weeks import thawed, week
from bot.measures.pairing import Paired, paired
from bot.measures.panel import Circle, Panel
from bot.store.erasing import erased_of
from bot.store.surveys import Answered
from bot.store.tables import Pilot

CURRENT = timedelta(weeks=4)  # docs/measures.md 2: what people answered so long before their last


@dataclass(frozen=True, slots=True)
class Counted:
    """A person's weeks before and now, and when the newest of those now was last changed."""

    at: datetime
    pair: Paired


class Answers:
    """What some people answered since a pilot began, beside their baselines."""

    def __init__(self, pilot: Pilot, respondents: Collection[str], turn: Turn) -> None:
        waves = turn.store.surveys.waves(pilot.survey)
        since = [wave.id for wave in waves if pilot.started_at <= wave.opens_at <= turn.now]
        kept = (thawed(row) for row in turn.store.pilots.baseline(pilot.id))
        self._before = [known for known in kept if known.respondent in respondents]
        self._now = turn.store.surveys.of_some(since, respondents)
        self.newest = self._counted(self._now)

    def that_count(self, panel: Panel) -> dict[str, Counted]:
        """Of the people of a panel what counts in it, where it is still what it was."""
        then = [
            one for one in self._now
            if one.response.respondent in panel
            and one.response.revised_at <= panel[one.response.respondent]
        ]  # fmt: skip
        found = self._counted(then)
        return {who: counted for who, counted in found.items() if counted.at == panel[who]}

    def _counted(self, answered: Collection[Answered]) -> dict[str, Counted]:
        given = {(one.response.respondent, one.wave.id): one for one in answered}
        pairs = paired(self._before, [week(one) for one in answered])
        return {pair.respondent: _last_weeks(pair, given) for pair in pairs}


def circle(
    pilot: Pilot,
    question: str,
    panel: Panel,
    belonging: Collection[str],
    answers: Answers,
    turn: Turn,
) -> Circle:
    """Who could be counted in the next figure of the pilot's team."""
    newest = {who: one.at for who, one in answers.newest.items() if who in belonging}
    still = answers.that_count(panel).keys() | {
        who for who in newest.keys() & panel.keys() if newest[who] >= panel[who]
    }
    refused = turn.store.pseudonyms.of_all(turn.store.consents.refused_by(turn.now)).values()
    withdrawn = erased_of(panel) | (panel.keys() & set(refused))
    others = [
        row for row in turn.store.panels.counted(question, newest) if row.team_id != pilot.team_id
    ]
    busy = {running.team_id for running in turn.store.pilots.all_running()}
    usable = timedelta(weeks=turn.config.privacy.answers_usable_weeks)
    return Circle(
        newest=newest,
        usable_since=turn.now - usable,
        lost=frozenset(panel.keys() - still - withdrawn),
        withdrawn=withdrawn,
        spent={row.respondent: row.answered_at for row in others},
        elsewhere=frozenset(row.respondent for row in others if row.team_id in busy),
    )


def _last_weeks(pair: Paired, given: Mapping[tuple[str, str], Answered]) -> Counted:
    """What a person says now does not change until they say something else, however time passes."""
    theirs = [given[pair.respondent, one.wave] for one in pair.current]
    since = max(one.wave.opens_at for one in theirs) - CURRENT
    recent = {one.wave.id: one for one in theirs if one.wave.opens_at > since}
    current = tuple(one for one in pair.current if one.wave in recent)
    at = max(one.response.revised_at for one in recent.values())
    return Counted(at, replace(pair, current=current))
