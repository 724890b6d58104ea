"""Whatever happens in an organisation, and whenever somebody asks: nobody can be told apart."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.measures.complementary import Tree
from tests.privacy.attacker import told_apart
from tests.privacy.publishers import ByTheRule, Naively
from tests.privacy.town import START, WEEK

TEAMS = ("red", "blue", "tiny")
SIZES = {"red": 8, "blue": 7, "tiny": 3}


@dataclass(slots=True)
class Village:
    """Three teams in one department; everybody has answered at the start."""

    answers: dict[str, datetime] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    now: datetime = START
    born: int = 0
    tree: Tree = field(default_factory=lambda: {"department": TEAMS})

    def __post_init__(self) -> None:
        for team, size in SIZES.items():
            for _ in range(size):
                self.answer(self.join(team))

    def rosters(self) -> dict[str, frozenset[str]]:
        return {t: frozenset(p for p, mine in self.teams.items() if mine == t) for t in TEAMS}

    def join(self, team: str) -> str:
        self.born += 1
        self.teams[name := f"p{self.born:03}"] = team
        return name

    def answer(self, person: str) -> None:
        self.answers[person] = self.now

    def take(self, step: tuple[str, int, str]) -> None:
        """One step; ``number`` says who, of those who are there."""
        deed, number, team = step
        person = sorted(self.teams)[number % len(self.teams)] if self.teams else self.join(team)
        match deed:
            case "join":
                self.answer(self.join(team))
            case "leave":
                del self.teams[person]
            case "move":
                self.teams[person] = team
            case "answer":
                self.answer(person)
            case "everybody answers":
                for one in sorted(self.teams)[number % 4 :]:
                    self.answer(one)
            case "erase":
                self.answers.pop(person, None)
            case "weeks pass":
                self.now += (number % 8) * WEEK


DEEDS = ("join", "leave", "move", "answer", "everybody answers", "erase", "weeks pass", "ask")
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, 30), st.sampled_from(TEAMS)),
    min_size=20,
    max_size=70,
)


def published(steps: list[tuple[str, int, str]], publisher: ByTheRule | Naively) -> None:
    village = Village()
    publisher.publish(village, village.now)
    for step in steps:
        village.now += WEEK / 14
        village.take(step)
        if step[0] in {"ask", "everybody answers"}:
            publisher.publish(village, village.now)


def nobody_is_told_apart(steps: list[tuple[str, int, str]], seed: int) -> None:
    publisher = ByTheRule(seed=seed, epoch=1)
    published(steps, publisher)
    panels = [figure.panel for figure in publisher.figures]

    assert all(len(panel) >= 6 for panel in panels)
    for answers_change in (False, True):
        assert told_apart(panels, answers_change=answers_change) == set()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, st.integers(0, 3))
def test_nobody_can_be_told_apart(steps: list[tuple[str, int, str]], seed: int) -> None:
    nobody_is_told_apart(steps, seed)


@pytest.mark.soak
@settings(max_examples=4000, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS, st.integers(0, 1000))
def test_nobody_can_be_told_apart_in_thousands_of_histories(
    steps: list[tuple[str, int, str]], seed: int
) -> None:
    nobody_is_told_apart(steps, seed)


def test_the_same_histories_tell_people_apart_under_the_naive_rule() -> None:
    naive = Naively()
    published([("everybody answers", 1, "red"), ("join", 0, "red"), ("ask", 0, "red")], naive)

    assert told_apart([figure.panel for figure in naive.figures], answers_change=False)
