"""Platforms deliver events in any order; whatever the source said last counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import pytest

from bot.app.outside import fresh_id
from bot.app.routing import program_router
from bot.config import read_config
from bot.conversation.dispatch import Dispatcher
from bot.conversation.turn import Turns
from bot.keyring import KeyRing
from bot.model.actions import Action
from bot.model.events import (
    Actor,
    Address,
    AnyEvent,
    ButtonPress,
    ChannelLeft,
    FormSubmission,
    IncomingCommand,
    PersonArrived,
    PersonLeft,
    Place,
)
from bot.store.database import Database
from bot.store.tables import Account
from tests.e2e.answers import WEEK
from tests.faults.town import CONFIG, QUESTION
from tests.promises import Measured
from tests.store.rows import NOW, TODAY, add_person, add_team, add_wave
from tests.words import shipped_words

WAVE = f"checkin-{TODAY}"
END = NOW + timedelta(days=2)  # the wave closes later
LONGEST = 9  # events of a history
ZONES = ("", "Europe/Berlin", "Asia/Kolkata", "America/New_York")
RELATED = (
    ("says", "arrives", "leaves"),
    ("quiet.opt_out", "quiet.opt_in", "quiet.snooze"),
    ("binds", "removes"),
    ("answers", "says"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a person did; ``number`` says where, in which zone, or how many hours."""

    deed: str
    at: datetime
    number: int


class Village:
    """A store and the core, by whose clock everything arrives long after it happened."""

    def __init__(self, database: Database) -> None:
        router = program_router()
        catalog = shipped_words()
        keys = KeyRing.parse("a key that is long enough for histories")
        config = read_config(CONFIG)
        self._turns = Turns(database, keys, catalog, lambda: config, lambda: END, fresh_id)
        self._core = Dispatcher(self._turns, router, lambda: None)
        with self._turns.begin() as turn:
            add_wave(turn.store)

    def settle(self, name: str) -> None:
        """One more person, who leads the programme and is alone in their team."""
        with self._turns.begin() as turn:
            add_team(turn.store, f"team {name}")
            person = add_person(turn.store, name, f"team {name}")
            place = {"platform": "teams", "workspace": "W1", "account": name}
            account = Account(id=name, person_id=name, conversation=name, **place)
            turn.store.people.session.add(account)
            turn.store.people.grant(person.id, "program_lead", NOW)
            wave = turn.store.surveys.get(WAVE)
            assert wave is not None
            turn.store.surveys.invite(wave, [person], NOW)

    def tell(self, name: str, steps: list[Step]) -> None:
        for step in steps:
            self._core.dispatch(event(name, step))

    def state(self, name: str) -> object:
        """All that events decide about a person."""
        with self._turns.begin() as turn:
            store = turn.store
            account = store.accounts.of(Actor("teams", "W1", name))
            assert account is not None
            wish = store.people.preference(name)
            channel = store.teams.channel(f"team {name}")
            answered = [
                (one.response.answered_at, one.response.revised_at, one.numbers)
                for one in store.surveys.of_respondent(store.pseudonyms.of(name))
            ]
            return (
                (account.conversation.replace(name, ""), account.reachable, account.last_seen_at),
                store.people.get(name).local_zone,
                (wish.opted_out_at, wish.snoozed_until),
                channel and channel.conversation.replace(name, ""),
                answered,
            )


def event(name: str, step: Step) -> AnyEvent:
    who, key = Actor("teams", "W1", name), f"{name} {step.at}"
    chat = Address("teams", "W1", f"chat {step.number} of {name}")
    channel = Address("teams", "W1", f"channel {step.number} of {name}")
    match step.deed:
        case "says":
            return IncomingCommand(
                key=key,
                actor=who,
                occurred_at=step.at,
                zone=ZONES[step.number],
                address=chat,
                name="help",
            )
        case "arrives":
            return PersonArrived(key=key, actor=who, occurred_at=step.at, address=chat)
        case "leaves":
            return PersonLeft(key=key, actor=who, occurred_at=step.at)
        case "removes":
            return ChannelLeft(
                key=key, actor=who, occurred_at=step.at, address=channel, place=Place.CHANNEL
            )
        case "binds":
            return IncomingCommand(
                key=key,
                actor=who,
                occurred_at=step.at,
                address=channel,
                place=Place.CHANNEL,
                name="team",
                argument="here",
            )
        case "answers":
            entered = {**WEEK, QUESTION: f"{step.number}"}
            action = Action("survey.submit", WAVE)
            return FormSubmission(
                key=key, actor=who, occurred_at=step.at, action=action, entered=entered
            )
        case wish:
            return ButtonPress(key=key, actor=who, occurred_at=step.at, action=Action(wish))


def history(random: Random, related: Sequence[str]) -> list[Step]:
    """In the order in which it happened; at no two events the same instant.

    Much of it concerns the same thing, so that one event can undo another.
    """
    deeds = (*related, random.choice(random.choice(RELATED)))
    minutes = sorted(random.sample(range(2 * 24 * 60), random.randint(4, LONGEST)))
    return [
        Step(random.choice(deeds), NOW + timedelta(minutes=minute), random.randrange(len(ZONES)))
        for minute in minutes
    ]


def disordered(steps: list[Step], random: Random) -> list[Step]:
    """The other way round, which is as late as each can be, or in any order."""
    return random.choice((steps[::-1], random.sample(steps, len(steps))))


@pytest.mark.parametrize(
    "histories",
    [
        12,
        pytest.param(500, marks=pytest.mark.soak),
        pytest.param(5_000, marks=pytest.mark.long),
    ],
)
def test_events_in_any_order_come_to_the_same(
    database: Database, histories: int, measured: Measured
) -> None:
    village, random, differ = Village(database), Random(1), list[list[Step]]()

    for number in range(histories):
        steps = history(random, RELATED[number % len(RELATED)])
        first, second = f"first{number}", f"second{number}"
        village.settle(first)
        village.settle(second)
        village.tell(first, steps)
        village.tell(second, disordered(steps, random))
        if village.state(first) != village.state(second):
            differ.append(steps)

    same = f"{histories - len(differ):,} of {histories:,}"
    store = "SQLite" if database.is_sqlite else "PostgreSQL"
    measured("R-S8", f"histories in any order, {store}", "all come to the same", same)
    assert not differ, differ[:2]
