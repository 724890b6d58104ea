"""A made-up organisation over a year: people join, leave, move, skip weeks, and erase."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from bot.measures.complementary import Tree

START = datetime(2026, 1, 5, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What happens how often: chances a year, but for ``answers``, which is a chance a week.

    ``never`` is the share of people who never answer.
    """

    answers: float = 0.75
    never: float = 0.0
    leaves: float = 0.2
    moves: float = 0.1
    erases: float = 0.02
    vacant_weeks: int = 6


@dataclass(slots=True)
class Team:
    name: str
    seats: list[str | None]


@dataclass(slots=True)
class Town:
    """Teams of ten in departments of five. ``answers``: the last one of each, by its time."""

    teams: int
    habits: Habits
    chance: Random
    seats: int = 10
    a_department: int = 5
    answers: dict[str, datetime] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    _teams: list[Team] = field(default_factory=list)
    _born: int = 0

    def __post_init__(self) -> None:
        for number in range(self.teams):
            newcomers: list[str | None] = [self._newcomer() for _ in range(self.seats)]
            self._teams.append(Team(f"team-{number}", newcomers))

    @property
    def tree(self) -> Tree:
        names = [team.name for team in self._teams]
        return {
            f"department-{start // self.a_department}": names[start : start + self.a_department]
            for start in range(0, len(names), self.a_department)
        }

    def rosters(self) -> dict[str, frozenset[str]]:
        return {team.name: frozenset(filter(None, team.seats)) for team in self._teams}

    def live_a_week(self, now: datetime) -> None:
        for team in self._teams:
            for seat, person in enumerate(team.seats):
                if person is None:
                    if self._happens(52 / self.habits.vacant_weeks):
                        team.seats[seat] = self._newcomer()
                elif self._happens(self.habits.leaves):
                    team.seats[seat] = None
                elif self._happens(self.habits.moves):
                    self._move(team, seat)
        self._answer(now)

    def _answer(self, now: datetime) -> None:
        """Answered in the week before; whoever erases may answer again later, as somebody new."""
        for team in self._teams:
            for seat, person in enumerate(team.seats):
                if person is None or person in self.silent:
                    continue
                if self._happens(self.habits.erases):
                    self.answers.pop(person, None)
                    team.seats[seat] = person = self._newcomer()
                if self.chance.random() < self.habits.answers:
                    self.answers[person] = now - timedelta(hours=1)

    def _move(self, team: Team, seat: int) -> None:
        """Into a vacant seat, or in exchange: mostly within the department."""
        number = self._teams.index(team)
        start = number - number % self.a_department
        near = self._teams[start : start + self.a_department]
        other = self.chance.choice(near if self.chance.random() < 0.8 else self._teams)
        vacant = None in other.seats
        there = other.seats.index(None) if vacant else self.chance.randrange(self.seats)
        team.seats[seat], other.seats[there] = other.seats[there], team.seats[seat]

    def _newcomer(self) -> str:
        self._born += 1
        name = f"p{self._born:05}"
        if self.chance.random() < self.habits.never:
            self.silent.add(name)
        return name

    def _happens(self, times_a_year: float) -> bool:
        return self.chance.random() < times_a_year / 52


def weeks(number: int) -> Iterator[datetime]:
    return (START + week * WEEK for week in range(number))
