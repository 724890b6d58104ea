"""A made-up organisation in which the truth is known: who saved what, and what happened anyway."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from bot.measures.comparison import Arms, Member, staggered
from bot.measures.hours_returned import mean, person_hours
from bot.measures.pairing import Paired, paired
from bot.measures.records import WaveHours
from bot.measures.start_order import start_order, start_waves
from bot.measures.winsorising import cap_for
from tests.measures.roster import wave

ANYWAY = 1.0  # the season ends: everybody's dull hours fall by so much, tool or no tool
TEAMS = tuple(f"team{number:02}" for number in range(12))
PEOPLE = 10
PERIOD = (date(2026, 5, 4), date(2026, 5, 31))
STARTS = (date(2026, 5, 4), date(2026, 8, 3))


@dataclass(frozen=True)
class Truth:
    """What the tool does to each person's week, in hours: dull work gone, checking come."""

    gone: float
    checking: float

    @property
    def net(self) -> float:
        return self.gone - self.checking


@dataclass(frozen=True)
class Person:
    name: str
    team: str
    level: float
    leaves: bool
    joins: bool


@dataclass(frozen=True)
class Organisation:
    """All the answers of both periods, and who sits where; the first wave of teams started."""

    before: tuple[WaveHours, ...]
    now: tuple[WaveHours, ...]
    team_of: dict[str, str]
    starts: dict[str, date | None]

    def pairs(self) -> tuple[Paired, ...]:
        return paired(self.before, self.now)

    def arms(self) -> Arms:
        """Teams that started, and as their control those that wait, by the measures' own rules."""
        pairs = self.pairs()
        hours = [person_hours(pair, cap_for(pairs)) for pair in pairs]
        members = [
            Member(h.respondent, self.team_of[h.respondent], h.baseline, h.net) for h in hours
        ]
        return staggered(members, self.starts, *PERIOD)

    def naive(self) -> tuple[list[float], list[float]]:
        """What a slide would compare: the answers of the teams that started, before and now."""
        started = {team for team, day in self.starts.items() if day == STARTS[0]}
        before, now = (
            [w.total for w in weeks if self.team_of[w.respondent] in started and not w.retro]
            for weeks in (self.before, self.now)
        )
        return before, now


def organisation(truth: Truth, seed: int) -> Organisation:
    """Twelve teams of ten start in two waves by lot; people leave, join, and have odd weeks.

    Who has most dull work is who leaves, and whoever takes their place has little: the average
    falls though nobody's week got better.
    """
    chance = Random(seed)
    waves = start_waves(start_order(TEAMS, str(seed)), 2)
    starts = {team: day for team, day in _days(waves)}
    people = [one for team in TEAMS for one in _team(team, chance)]
    luck = {team: chance.gauss(0, 0.2) for team in TEAMS}  # of a team's own weeks
    before = [_week(p, f"b{w}", p.level, 0, chance) for p in people if not p.joins for w in "12"]
    now = []
    for person in people:
        with_tool = starts[person.team] == STARTS[0]
        level = person.level - ANYWAY + luck[person.team] - truth.gone * with_tool
        checking = truth.checking * with_tool
        now += [
            _week(person, f"n{w}", level, checking, chance) for w in "1234" if not person.leaves
        ]
    remembered = [wave(p.name, (14, 4, 2), name="b2", retro=True) for p in people if p.joins]
    team_of = {person.name: person.team for person in people}
    return Organisation((*before, *remembered), tuple(now), team_of, starts)


def _days(waves: tuple[tuple[str, ...], ...]) -> Iterator[tuple[str, date]]:
    for teams, day in zip(waves, STARTS, strict=True):
        yield from ((team, day) for team in teams)


def _team(team: str, chance: Random) -> Iterator[Person]:
    for number in range(PEOPLE):
        level = chance.gammavariate(25, 0.4)
        leaves = level > 11 and chance.random() < 0.6
        yield Person(f"{team}-{number}", team, level, leaves, joins=False)
        if leaves:
            yield Person(f"{team}-{number}-new", team, 7.0, leaves=False, joins=True)


def _week(person: Person, name: str, level: float, checking: float, chance: Random) -> WaveHours:
    """Quarter hours, with the noise of weeks; one in twenty is not normal, and much worse."""
    normal = chance.random() >= 0.05
    total = max(level + chance.gauss(0, 1.5) + (0 if normal else 8), 0.75)
    hours = tuple(round(total * part * 4) / 4 for part in (0.5, 0.3, 0.2))
    spent = max(round((checking + chance.gauss(0, 0.2)) * 4) / 4, 0) if checking else 0
    return wave(person.name, hours, name=name, checking=spent, normal=normal)


def chosen_for_its_drudgery(seed: int) -> tuple[list[Member], list[Member], list[Member]]:
    """240 people, of whom the 80 with the worst week are chosen for a tool that does nothing.

    Half of those chosen, by lot; the other half, who wait; and everybody who was not chosen.
    """
    chance = Random(seed)
    levels = {f"p{number:03}": chance.gammavariate(25, 0.4) for number in range(240)}
    first = {who: level + chance.gauss(0, 2.5) for who, level in levels.items()}
    later = {who: level + chance.gauss(0, 2.5) for who, level in levels.items()}
    worst = sorted(first, key=first.__getitem__)[-80:]
    members = {who: Member(who, who[:3], first[who], first[who] - later[who]) for who in levels}
    lot = start_order(worst, str(seed))
    others = [members[who] for who in levels if who not in worst]
    return [members[who] for who in lot[:40]], [members[who] for who in lot[40:]], others


def net(members: list[Member]) -> float:
    return mean([member.net for member in members])
