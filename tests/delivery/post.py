"""A post office to try the courier in: people, a clock to move, and a platform that misbehaves."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from time import monotonic, sleep

from bot.config import Config, parse_config
from bot.conversation.queueing import queue_to_person, queue_to_team
from bot.conversation.replying import queue_reply
from bot.conversation.turn import Turn, Turns
from bot.delivery import Courier
from bot.delivery.pacing import Pacing
from bot.errors import Superseded
from bot.leadership import Leadership
from bot.model.cards import Card
from bot.model.events import Actor, Address
from bot.model.ports import Kind, Parcel
from bot.showcase.clock import MovedClock
from bot.store.database import Database
from bot.store.tables import Delivery
from tests.store.rows import KEYS, NOW, add_person, add_team
from tests.words import shipped_words

CONFIG = """
organisation: { name: Northlight, zone: Europe/Amsterdam }
channels: { Support: "slack:T1:C-support" }
"""
BAND = "digests/dividend_band"
CLOSES = NOW + timedelta(days=5)


@dataclass
class FakeMessenger:
    """Keeps what arrived. ``says`` are answers to come, by conversation; ``loses`` after taking."""

    can_look: bool = True
    arrived: list[Parcel] = field(default_factory=list)
    looked: list[Parcel] = field(default_factory=list)
    says: dict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    loses: dict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    before: Callable[[Parcel], None] = lambda parcel: None

    def send(self, parcel: Parcel) -> str:
        self.before(parcel)
        if not parcel.may_go():
            raise Superseded
        if self.says[parcel.address.conversation]:
            raise self.says[parcel.address.conversation].pop(0)
        self.arrived.append(parcel)
        if self.loses[parcel.address.conversation]:
            raise self.loses[parcel.address.conversation].pop(0)
        return f"receipt of {parcel.delivery}"

    def find(self, parcel: Parcel) -> str | None:
        self.looked.append(parcel)
        there = {(one.delivery, one.address) for one in self.arrived}
        return f"found {parcel.delivery}" if (parcel.delivery, parcel.address) in there else None


class Post:
    """Alice has Slack (used last) and Teams, Bob has Slack, Carol has nothing yet."""

    def __init__(
        self, database: Database, pacing: Pacing | None = None, config: Config | None = None
    ) -> None:
        numbers = count(1)
        self.clock = MovedClock(NOW)
        self.slack, self.teams = FakeMessenger(), FakeMessenger(can_look=False)
        self.catalog = shipped_words()
        config = config or parse_config(CONFIG)
        self.turns = Turns(
            database,
            KEYS,
            self.catalog,
            lambda: config,
            self.clock,
            lambda: f"id{next(numbers):04}",
        )
        self.pacing = pacing or Pacing({})
        self.seconds = 0.0  # by the clock that nobody can set
        self.leadership, self.courier = self.replica("first")
        with self.turns.begin() as turn:
            self._settle(turn)

    def replica(self, name: str) -> tuple[Leadership, Courier]:
        """Another one, or under the same name a restarted one; it leads if it may."""
        messengers = {"slack": self.slack, "teams": self.teams}
        leadership = Leadership(self.turns, name, elapsed=lambda: self.seconds)
        leadership.keep()
        courier = Courier(self.turns, leadership, messengers, Random(1), self.pacing, workers=1)
        return leadership, courier

    def restart(self) -> None:
        """The courier's process was killed; another one under its name does its work."""
        self.leadership, self.courier = self.replica("first")

    def queue(self, kind: Kind = Kind.NUDGE, to: str = "alice", key: str = "one") -> None:
        message = "invitations/checkin" if kind is Kind.INVITATION else "nudges/finish_checkin"
        values = dict(self.catalog.example(message, "en"))
        values["person"] = {"first_name": to.title()}
        values["wave"] = {"id": "checkin-2026-11-23", "closes": CLOSES.isoformat()}
        with self.turns.begin() as turn:
            person = turn.store.people.get(to)
            closes = CLOSES if kind is Kind.INVITATION else None
            queue_to_person(turn, kind, person, message, values, f"{key}:{to}", closes)

    def queue_digest(self, team: str = "finance", key: str = "digest") -> None:
        with self.turns.begin() as turn:
            values = self.catalog.example(BAND, "en")
            queue_to_team(turn, Kind.DIGEST, turn.store.teams.get(team), BAND, values, key)

    def queue_reply(self, key: str = "Ev1", conversation: str = "D-alice") -> None:
        with self.turns.begin() as turn:
            queue_reply(Card("Hello"), Address("slack", "T1", conversation), key, turn)

    def run(self, **later: float) -> None:
        """Let the courier go, ``later`` than before."""
        self.clock.move_to(self.clock() + timedelta(**later))
        while self.courier.run():
            pass

    def wish(self, person: str, **wishes: object) -> None:
        with self.turns.begin() as turn:
            preference = turn.store.people.preference(person)
            for name, value in wishes.items():
                setattr(preference, name, value)
            turn.store.people.save_preference(preference)

    def use(self, platform: str, person: str, at: datetime) -> None:
        with self.turns.begin() as turn:
            self._meet(turn, platform, person, at)

    def rows(self) -> list[Delivery]:
        with self.turns.begin() as turn:
            return turn.store.outbox.all()

    def row(self) -> Delivery:
        [row] = self.rows()
        return row

    def outcomes(self) -> list[tuple[str, str]]:
        return [(row.state, row.reason) for row in self.rows()]

    def _settle(self, turn: Turn) -> None:
        for team in ("Finance", "Support", "Legal"):
            add_team(turn.store, team)
        for name in ("Alice", "Bob", "Carol"):
            add_person(turn.store, name)
        turn.store.teams.bind("finance", Address("slack", "T1", "C-finance"), NOW)
        self._meet(turn, "teams", "alice", NOW - timedelta(hours=2))
        self._meet(turn, "slack", "alice", NOW - timedelta(hours=1))
        self._meet(turn, "slack", "bob", NOW - timedelta(hours=1))

    @staticmethod
    def _meet(turn: Turn, platform: str, person: str, at: datetime) -> None:
        workspace, prefix = ("T1", "D") if platform == "slack" else ("tenant", "a")
        actor = Actor(platform, workspace, person)
        account = turn.store.accounts.meet(actor, f"{prefix}-{person}", at, turn.new_id()).account
        account.person_id = person


def seconds_until(happened: Callable[[], bool], patience: float = 10) -> float:
    begun = monotonic()
    while not happened():
        assert monotonic() - begun < patience, "it never went out"
        sleep(0.005)
    return monotonic() - begun
