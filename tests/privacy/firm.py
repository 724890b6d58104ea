"""A firm with two teams in pilots, whose figures come out each Monday."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from bot.app.outside import fresh_id
from bot.config import read_config
from bot.conversation.turn import Turns
from bot.dividend.publishing import HOURS_RETURNED, decision, publish
from bot.measures.figures import Shown
from bot.showcase.clock import MovedClock
from bot.store.database import Database
from bot.store.tables import BaselineWeek, Person, Response
from tests.store.rows import KEYS, NOW, add_person, add_team, add_wave, pilot
from tests.words import shipped_words

APP = Path(__file__).parent.parent / "conversations" / "app.yaml"
WEEK = timedelta(weeks=1)
FINANCE = [f"Fin {letter}" for letter in "abcdefghij"]
PAYROLL = [f"Pay {letter}" for letter in "abcdefgh"]


class Firm:
    """Everybody has a baseline of ten hours; a wave opens each Monday, and closes with it."""

    def __init__(self, database: Database) -> None:
        self.clock = MovedClock(NOW)
        config, words = read_config(APP), shipped_words()
        self.turns = Turns(database, KEYS, words, lambda: config, self.clock, fresh_id)
        with self.turns.begin() as turn:
            for team, people in (("Finance", FINANCE), ("Payroll", PAYROLL)):
                add_team(turn.store, team)
                for name in people:
                    add_person(turn.store, name, team.lower())
            wave = add_wave(turn.store, (NOW - WEEK).date())
            for team in ("finance", "payroll"):
                turn.store.pilots.start(pilot(f"pilot-{team}", team, FINANCE[0].lower()))
                turn.store.pilots.freeze(
                    BaselineWeek(pilot_id=f"pilot-{team}", wave_id=wave.id, hours='[["a", 10]]',
                        respondent=turn.store.pseudonyms.of(name.lower()), contracted_hours=40,
                        normal=True, confirmed=True, wording="v1")
                    for name in (*FINANCE, *PAYROLL)
                )  # fmt: skip

    def week(self, *answering: Iterable[str], hours: float = 7, normal: bool = True) -> None:
        """A week goes by, in which these people answered."""
        self.clock.move_to(self.clock() + WEEK)
        with self.turns.begin() as turn:
            wave = add_wave(turn.store, self.clock().date())
            for name in (name for names in answering for name in names):
                given = Response(wave_id=wave.id, respondent=turn.store.pseudonyms.of(name.lower()),
                    answered_at=self.clock(), revised_at=self.clock(), contracted_hours=40,
                    wording="v1")  # fmt: skip
                said = {} if normal else {"normal_week": "no"}
                turn.store.surveys.record(given, {"task.a": hours, "checking_hours": 0}, said)

    def weeks_without(self, number: int) -> None:
        for _ in range(number):
            self.week()

    def move(self, name: str, team: str) -> None:
        with self.turns.begin() as turn:
            turn.store.people.session.get_one(Person, name.lower()).team_id = team

    def erase(self, name: str) -> None:
        with self.turns.begin() as turn:
            turn.store.own_data.erase(name.lower(), self.clock(), fresh_id())

    def published(self, team: str = "finance") -> str | None:
        """Who is in the figure that comes out now, by letters; None if there is none."""
        with self.turns.begin() as turn:
            figure = publish(turn.store.pilots.get(f"pilot-{team}"), self.clock().date(), turn)
            if figure is None:
                return None
            if not isinstance(decision(figure), Shown):
                return "withheld"
            everybody = turn.store.pseudonyms.of_all(n.lower() for n in (*FINANCE, *PAYROLL))
            names = {respondent: person for person, respondent in everybody.items()}
            members = turn.store.figures.members(figure.id)
            return "".join(sorted(_letter(names[member]) for member in members))

    def panel(self, team: str = "finance") -> dict[str, datetime]:
        with self.turns.begin() as turn:
            return turn.store.panels.of(team, HOURS_RETURNED)


def _letter(person: str) -> str:
    """``a`` to ``j`` for Finance, ``A`` to ``H`` for Payroll."""
    return person[-1].upper() if person.startswith("pay") else person[-1]
