"""Twelve weeks of the made-up organisation: people arrive, answer, and start pilots."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot.conversation.turn import Turns
from bot.model.actions import Action
from bot.model.events import (
    Actor,
    Address,
    AnyEvent,
    ButtonPress,
    FormSubmission,
    IncomingCommand,
    Place,
)
from bot.model.ports import Conversation
from bot.model.replies import Reply, ShowCard, ShowForm
from bot.showcase.clock import Clockwork, MovedClock, advance
from bot.showcase.staff import Habits, filled, habits

BEFORE_PILOTS = 2  # weeks of baseline
PILOTS = {
    "Finance": "Copilot for invoices",
    "Support": "Draft answers",
    "Engineering": "Assistant for upkeep",
    "People": "Letters from templates",
}
STOPS = (timedelta(hours=9), timedelta(hours=4), timedelta(hours=11))  # from midnight to midnight
PIECE = timedelta(hours=8)


@dataclass
class Stage:
    """What the history is played on, and who plays in it, by account.

    The ``undecided`` leave it open whether they take part: that is left to a visitor.
    """

    clock: MovedClock
    clockwork: Clockwork
    conversation: Conversation
    turns: Turns
    platform: str
    lead: str
    channels: dict[str, Address]
    arrivals: Sequence[AnyEvent]
    undecided: Collection[str] = ()
    random: Random = field(default_factory=lambda: Random(2026))  # noqa: S311 - made-up people
    people: dict[str, Habits] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.began = self.clock()
        self.people |= {event.actor.account: habits(self.random) for event in self.arrivals}

    @property
    def weeks_of_pilot(self) -> int:
        return max((self.clock() - self.began).days // 7 - BEFORE_PILOTS + 1, 0)


@dataclass(frozen=True, slots=True)
class _Asked:
    account: str
    wave: str


def play(stage: Stage, weeks: int) -> Iterator[tuple[float, datetime]]:
    """Live through so many weeks; yields the share that is done and the time reached."""
    for arrival in stage.arrivals:
        stage.conversation.dispatch(arrival)
    stage.clockwork.beat()
    for team, channel in stage.channels.items():
        _say(stage, "team", f"here {team}", Place.CHANNEL, channel)
    days = weeks * 7
    for day in range(days):
        if day == BEFORE_PILOTS * 7:
            _start_pilots(stage)
        for stop in STOPS:
            for _ in advance(stage.clock, stage.clockwork, stop):
                pass
            _answer(stage)
        yield (day + 1) / days, stage.clock()


def live_on(stage: Stage, step: timedelta, besides: Collection[str]) -> Iterator[datetime]:
    """Time goes by and the others answer as they always did; ``besides`` speak for themselves."""
    end = stage.clock() + step
    while stage.clock() < end:
        yield from advance(stage.clock, stage.clockwork, min(PIECE, end - stage.clock()))
        _answer(stage, besides)


def _answer(stage: Stage, besides: Collection[str] = ()) -> None:
    """Some of those who were asked and have not answered yet open their form and fill it in."""
    silent = {*besides, *stage.undecided}
    for asked in _waiting(stage):
        person = stage.people[asked.account]
        if asked.account in silent or stage.random.random() > person.diligence / 2:
            continue
        reply = _press(stage, asked, "survey.open")
        if isinstance(reply, ShowCard):  # before the first question
            reply = _press(stage, asked, "consent.give")
        if isinstance(reply, ShowForm):
            entered = filled(reply.form, person, stage.weeks_of_pilot, stage.random)
            _submit(stage, asked.account, reply.form.action, entered)


def _press(stage: Stage, asked: _Asked, name: str) -> Reply:
    return stage.conversation.dispatch(
        ButtonPress(
            key=f"history:{name}:{asked.account}:{asked.wave}:{stage.clock().isoformat()}",
            actor=_actor(stage, asked.account),
            occurred_at=stage.clock(),
            action=Action(name, asked.wave),
        )
    )


def _waiting(stage: Stage) -> list[_Asked]:
    """Who was asked and is yet to answer; made-up people know what the bot tells nobody."""
    with stage.turns.begin() as turn:
        accounts = {a.person_id: a.account for a in turn.store.accounts.matched(stage.platform)}
        respondents = turn.store.pseudonyms.of_all(id for id in accounts if id)
        return [
            _Asked(accounts[person_id], wave.id)
            for wave in turn.store.surveys.open_waves(turn.now)
            for answered in [turn.store.surveys.respondents(wave.id)]
            for person_id in turn.store.surveys.invited(wave.id)
            if respondents.get(person_id) not in answered
        ]


def _start_pilots(stage: Stage) -> None:
    with stage.turns.begin() as turn:
        teams = {team.name: team.id for team in turn.store.teams.all()}
    for team, name in PILOTS.items():
        _submit(stage, stage.lead, Action("pilot.start"), {"team": teams[team], "name": name})


def _say(stage: Stage, word: str, argument: str, place: Place, where: Address) -> None:
    stage.conversation.dispatch(
        IncomingCommand(
            key=f"history:{word}:{argument}",
            actor=_actor(stage, stage.lead),
            occurred_at=stage.clock(),
            place=place,
            address=where,
            name=word,
            argument=argument,
        )
    )


def _submit(stage: Stage, account: str, action: Action, entered: dict[str, str]) -> None:
    stage.conversation.dispatch(
        FormSubmission(
            key=f"history:{account}:{action}:{sorted(entered.items())}",
            actor=_actor(stage, account),
            occurred_at=stage.clock(),
            place=Place.DIALOG,
            action=action,
            entered=entered,
        )
    )


def _actor(stage: Stage, account: str) -> Actor:
    return Actor(stage.platform, stage.platform, account)
