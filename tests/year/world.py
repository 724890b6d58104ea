"""A bot, its people and a clock: the year goes by from one thing that happens to the next."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from bot.app.routing import program_router
from bot.clockwork import Clockwork
from bot.commands.people import known_absences, replace_absences
from bot.config import parse_config
from bot.conversation.dispatch import Dispatcher
from bot.conversation.queueing import queue_to_person
from bot.conversation.turn import Turns
from bot.delivery import Courier
from bot.delivery.pacing import Pacing
from bot.engine.inline import InlineEngine
from bot.leadership import Leadership
from bot.model.actions import Action
from bot.model.events import Actor, ButtonPress, FormSubmission, IncomingCommand
from bot.model.ports import Kind, Parcel
from bot.model.replies import ShowCard
from bot.roster import parse_absences, parse_roster
from bot.showcase.clock import MovedClock
from bot.store.database import Database
from bot.store.tables import Delivery, Response
from tests.store.rows import KEYS
from tests.words import shipped_words
from tests.year.lives import Life, Outage, Sent, Wishes
from tests.year.plans import DAY, Act, born, leave, plans, told_days

HEADER = (
    "name,email,team,parent_team,manager_email,role_band,contracted_hours,zone,platform_id,country"
)
CONFIG = """
organisation: { name: Northlight, zone: Europe/Amsterdam, country: "NL" }
surveys:
  weekly:
    form: surveys/checkin
    tasks: tasks/finance
    audience: { who: everyone }
    invitation: invitations/checkin
    cadence: "0 10 * * TUE"
    open_for_days: 5
  monthly:
    form: surveys/checkin
    tasks: tasks/finance
    audience: { who: everyone }
    invitation: invitations/checkin
    cadence: "30 9 1 * *"
    open_for_days: 7
nudges:
  finish_weekly:
    message: nudges/finish_checkin
    audience: { who: yet_to_answer, survey: weekly }
    cadence: "0 14 * * THU"
"""
NOTE = "summaries/manager"
A_MOMENT = timedelta(microseconds=1)


class Recorder:
    """A platform that takes everything, and writes down whom it was for and when."""

    can_look = True

    def __init__(self, clock: MovedClock) -> None:
        self.clock, self.sent = clock, list[Sent]()

    def send(self, parcel: Parcel) -> str:
        to, title = parcel.address.conversation, parcel.card.title
        self.sent.append(Sent(parcel.delivery, to, parcel.kind, title, self.clock()))
        return parcel.delivery

    def find(self, parcel: Parcel) -> str | None:
        return (
            parcel.delivery if any(one.delivery == parcel.delivery for one in self.sent) else None
        )


class World:
    def __init__(
        self,
        database: Database,
        seed: int,
        people: int,
        start: datetime,
        days: int,
        teams: int = 12,
    ) -> None:
        numbers, self.random = count(1), Random(seed)
        self.clock, self.end, self.teams = MovedClock(start), start + DAY * days, teams
        self.platform = Recorder(self.clock)
        config = parse_config(CONFIG)
        self.turns = Turns(
            database,
            KEYS,
            shipped_words(),
            lambda: config,
            self.clock,
            lambda: f"id{next(numbers):07}",
        )
        self.dispatcher = Dispatcher(self.turns, program_router(), lambda: None)
        self.lives = {life.account: life for life in self._people(people)}
        self.acts = [
            act for life in self.lives.values() for act in plans(life, self.random, start, days)
        ]
        for life in self.lives.values():
            life.leave += leave(self.random, start, days)
        self.acts += [Act(at, "", "tell_leave") for at in told_days(start, days)]
        self.acts += [
            Act(datetime.combine(start.date() + DAY * n, time(9), UTC), "", "write_notes")
            for n in range(days)
            if (start + DAY * n).weekday() == 4
        ]
        heapify(self.acts)
        self._keys, self._seen = count(1), 0
        self._settle()
        self._start()

    def live(self, outages: Sequence[Outage]) -> None:
        self.outages, ahead = outages, list(outages)
        while self.clock() < self.end:
            if ahead and ahead[0].start <= self.clock():
                self._sleep_through(ahead.pop(0))
            self.clockwork.beat()
            self._people_read()
            due = self.clockwork.next_instant() or self.end
            if ahead:
                due = min(due, ahead[0].start)
            while self.acts and self.acts[0].at < min(due, self.end):
                if self._happens(heappop(self.acts)):
                    break
            else:
                self.clock.move_to(max(min(due, self.end), self.clock() + A_MOMENT))

    def rows(self) -> list[Delivery]:
        with self.turns.begin() as turn:
            return turn.store.outbox.all()

    def _start(self) -> None:
        """A process that remembers nothing."""
        leadership = Leadership(self.turns)
        messengers = {"slack": self.platform}
        courier = Courier(self.turns, leadership, messengers, self.random, Pacing({}), workers=1)
        self.clockwork = Clockwork(self.turns, InlineEngine(), courier, {}, leadership)

    def _sleep_through(self, outage: Outage) -> None:
        """People cannot reach the bot meanwhile; what they would have done they do later."""
        late = [act for act in self.acts if act.at < outage.end]
        self.acts = [act for act in self.acts if act.at >= outage.end]
        for act in sorted(late):
            self.clock.move_to(act.at)
            if act.what == "tell_leave":  # the admin's command needs no running bot
                self._happens(act)
            elif act.what != "write_notes":
                wait = timedelta(minutes=self.random.randrange(1, 300), seconds=13)
                self.acts.append(Act(outage.end + wait, act.account, act.what, act.value))
        heapify(self.acts)
        self.clock.move_to(outage.end)
        self._start()

    def _happens(self, act: Act) -> bool:
        """True when something may be due now because of it."""
        self.clock.move_to(act.at)
        getattr(self, f"_{act.what}")(
            *([self.lives[act.account]] if act.account else []), act.value
        )
        return act.what not in ("answer", "look_in")

    def _people_read(self) -> None:
        """Whoever is asked may answer some hours later, or never."""
        for one in sorted(self.platform.sent[self._seen :], key=lambda one: (one.at, one.account)):
            life, is_goodbye = self.lives[one.account], "quiet now" in one.title
            chance = {"invitation": life.keenness, "nudge": life.keenness / 2}.get(one.kind, 0.0)
            if self.random.random() < (0.4 if is_goodbye else chance):
                hours = self.random.expovariate(1 / 15)
                at = (one.at + timedelta(hours=hours)).replace(second=13)
                what = "opt_in" if is_goodbye else "answer"
                heappush(
                    self.acts, Act(max(at, one.at + DAY / 1440), one.account, what, one.delivery)
                )
        self._seen = len(self.platform.sent)

    def _answer(self, life: Life, delivery: str) -> None:
        with self.turns.begin() as turn:
            row = turn.store.outbox.session.get(Delivery, delivery)
            assert row is not None
            wave = turn.store.surveys.get(about(row))
            if wave is not None and wave.closes_at > turn.now:
                response = Response(
                    wave_id=wave.id,
                    respondent=turn.store.pseudonyms.of(life.id),
                    answered_at=turn.now,
                    revised_at=turn.now,
                    contracted_hours=40,
                    wording="v1",
                )
                turn.store.surveys.record(response, {}, {})
                life.answered.setdefault(wave.id, turn.now)
        self._do(life, IncomingCommand, name="help")

    def _look_in(self, life: Life, _: str) -> None:
        self._do(life, IncomingCommand, name="help")

    def _wish(self, life: Life, change: str) -> None:
        name, _, value = change.partition("=")
        parts = value.split(",")
        match name:
            case "days":
                changes: dict[str, object] = {"days": frozenset(map(int, parts))}
            case "hours":
                changes = {"quiet_from": time(int(parts[0])), "quiet_to": time(int(parts[1]))}
            case "kinds":
                changes = {"kinds": frozenset(parts)}
            case _:
                changes = {name: int(value)}
        wishes = life.wish(self.clock(), **changes)
        until = life.snoozed.at(self.clock())
        local = until.astimezone(ZoneInfo(life.zone.at(self.clock()))).date()
        self._submit(life, wishes, f"{local}" if until > self.clock() else "")

    def _snooze(self, life: Life, _: str) -> None:
        """A week, or what was wished for before if that is longer."""
        self._press(life, "quiet.snooze")
        week = self.clock() + timedelta(weeks=1)
        life.snoozed.put(self.clock(), max(week, life.snoozed.at(self.clock())))

    def _snooze_until(self, life: Life, days: str) -> None:
        zone = ZoneInfo(life.zone.at(self.clock()))
        day: date = self.clock().astimezone(zone).date() + DAY * int(days)
        self._submit(life, life.wishes.at(self.clock()), f"{day}")
        life.snoozed.put(self.clock(), datetime.combine(day, time(), zone).astimezone(UTC))

    def _opt_out(self, life: Life, _: str) -> None:
        self._press(life, "quiet.opt_out")
        life.opted_out.put(self.clock(), True)

    def _opt_in(self, life: Life, _: str) -> None:
        self._press(life, "quiet.opt_in")
        life.opted_out.put(self.clock(), False)
        life.snoozed.put(self.clock(), self.clock())

    def _move(self, life: Life, zone: str) -> None:
        """The chat names another zone from the next word on."""
        life.zone.put(self.clock(), zone)
        self._look_in(life, "")

    def _tell_leave(self, _: str) -> None:
        """The admin imports who is away, as far as that is known today."""
        now, today, lines = self.clock(), self.clock().date(), ["email,from,to"]
        for life in self.lives.values():
            for one in life.leave:
                off = one.taken_back_on is not None and one.taken_back_on <= today
                if one.told_on <= today and not off:
                    one.known_from = one.known_from or now
                    lines.append(f"{life.email},{one.first},{one.last}")
                elif off and one.known_from:
                    one.known_until = one.known_until or now
        with self.turns.begin() as turn:
            away = parse_absences("\n".join(lines).encode(), home_zone="Europe/Amsterdam")
            replace_absences(known_absences(away, "leave", turn)[0], "leave", turn)

    def _write_notes(self, _: str) -> None:
        """The weekly notes to managers; no figure is made here, only the sending is tried."""
        with self.turns.begin() as turn:
            for life in self.lives.values():
                if life.manages:
                    person = turn.store.people.get(life.id)
                    values = turn.catalog.example(NOTE, "en")
                    key = f"note-{turn.now.date()}:{life.id}"
                    queue_to_person(turn, Kind.SUMMARY, person, NOTE, values, key)

    def _press(self, life: Life, name: str) -> None:
        self._do(life, ButtonPress, action=Action(name))

    def _submit(self, life: Life, wishes: Wishes, snoozed_until: str) -> None:
        entered = wishes.entered(snoozed_until, manages=life.manages)
        self._do(life, FormSubmission, action=Action("quiet.save"), entered=entered)

    def _do(self, life: Life, event: type, **what: object) -> None:
        actor = Actor("slack", "T1", life.account)
        key = f"event {next(self._keys)}"
        zone, at = life.zone.at(self.clock()), self.clock()
        said = event(key=key, actor=actor, occurred_at=at, zone=zone, **what)
        assert isinstance(self.dispatcher.dispatch(said), ShowCard)
        life.heard.append(self.clock())

    def _people(self, many: int) -> list[Life]:
        return [born(number, self.random, self.teams) for number in range(many)]

    def _settle(self) -> None:
        lines = [HEADER]
        for number, life in enumerate(self.lives.values()):
            boss = "" if life.manages else f"p{number % self.teams:04}@northlight.example"
            team, id = f"Team {number % self.teams}", f"slack:T1:{life.account}"
            cells = (f"P{number} X", life.email, team, "", boss, "band", "40", life.home, id)
            lines.append(",".join((*cells, life.country)))
        with self.turns.begin() as turn:
            zone = turn.config.organisation.zone
            turn.store.roster.replace(
                parse_roster("\n".join(lines).encode(), home_zone=zone), turn.now
            )
            for life in self.lives.values():
                person = turn.store.people.by_email(life.email)
                assert person is not None
                life.id = person.id


def about(row: Delivery) -> str:
    """The wave that an invitation or a nudge is about, by its key alone."""
    kind, name, *rest = row.dedupe_key.split(":")
    return name if kind != "nudge" else f"weekly-{date.fromisoformat(rest[0]) - 2 * DAY}"
