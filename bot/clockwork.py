"""The alarm clock: one short tick that asks what is due and lets the courier go.

The only importer of APScheduler, whose own triggers lose or double days at clock changes.
"""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from structlog.contextvars import bound_contextvars

from bot.conversation.turn import Turn, Turns
from bot.delivery.air import GATHERED
from bot.dividend.response_rate import decide_closed
from bot.errors import StoreAway
from bot.leadership import Leadership
from bot.model.ports import Directory, Engine
from bot.schedule.due import AT_ONCE, keep_in_step, run_all_due
from bot.schedule.forgetting import forget_old_answers
from bot.schedule.profiles import look_up_profiles

TICK = 1  # seconds
RUN_DUE = "run_due"
KEPT = timedelta(days=7)  # promises.md R-S4: how long an event's key is remembered
TIDIED_EVERY = timedelta(hours=1)
log = structlog.get_logger()


class Sends(Protocol):
    """What the clock needs of the courier."""

    def run(self) -> int:
        """Send what may be sent now; how many deliveries were settled or put off."""
        ...

    def next_instant(self, turn: Turn) -> datetime | None:
        """When something may be sent next; None when nothing waits."""
        ...

    def wake(self) -> None:
        """Something was queued; a run that is under way sends that, too."""
        ...

    def stop(self) -> None:
        """Send no more; a run that is under way ends early."""
        ...


class Clockwork:
    """Everything that happens by itself. ``beat`` is one tick, for real and for a moved clock."""

    def __init__(
        self,
        turns: Turns,
        engine: Engine,
        courier: Sends,
        directories: Mapping[str, Directory],
        leadership: Leadership,
    ) -> None:
        self._turns, self._engine, self._courier = turns, engine, courier
        self._directories, self._leadership = directories, leadership
        self._seen_roster = object()
        self._beating, self._sending = threading.Lock(), threading.Lock()
        self._scheduler: BackgroundScheduler | None = None
        self._lookups, self._looking = ThreadPoolExecutor(1, "look-ups"), Future[None]()
        self._looking.set_result(None)
        self._woken = False
        self._tidied: datetime | None = None
        self.last_beat: datetime | None = None
        engine.register(RUN_DUE, self._run_due)

    def beat(self) -> None:
        """Do all that is due now, and send. Safe to run twice, or late, or on two replicas at once.

        What waits is sent whatever goes wrong before; what went wrong is raised then.
        """
        try:
            self._keep_time()
            look_up_profiles(self._turns, self._directories)
        finally:
            self._send()

    def next_instant(self) -> datetime | None:
        """When something will be due next, for a clock that jumps; None when nothing waits."""
        with self._turns.begin() as turn:
            closes = turn.store.closed_waves.next_close(turn.now)
            found = (turn.store.schedules.earliest(), self._courier.next_instant(turn), closes)
        return min((at for at in found if at is not None), default=None)

    def forget(self) -> None:
        """The store was emptied: whatever was known of it is no longer so."""
        self._seen_roster = object()

    def start(self) -> None:
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a long beat is no news
        self._scheduler = BackgroundScheduler(timezone="UTC")
        for work in (self._tick, self._round):
            self._scheduler.add_job(
                work, "interval", seconds=TICK, max_instances=1, coalesce=True, id=work.__name__
            )
        self._scheduler.start()
        self._scheduler.add_job(self._tick, misfire_grace_time=None)
        self.wake()

    def wake(self) -> None:
        """Send at once, because something was queued that a person waits for.

        However many ask, one more round is enough, as long as it begins after the last asked.
        """
        scheduler = self._scheduler  # another thread may be stopping
        if scheduler is None:
            return
        self._courier.wake()
        if not self._woken:
            self._woken = True
            scheduler.add_job(self._round, max_instances=2, misfire_grace_time=None)

    def stop_sending(self) -> None:
        """Begin to stop: what is in the air may arrive while the last requests are answered."""
        self._courier.stop()

    def stop(self) -> None:
        """Let the present beat end, begin no other, and let another replica lead."""
        self._courier.stop()
        self._lookups.shutdown(wait=False, cancel_futures=True)
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None
        with suppress(StoreAway):
            self._leadership.resign()

    def _tick(self) -> None:
        with bound_contextvars(beat=self._turns.new_id()), _store_may_be_away():
            self._keep_time()
            if self._leadership.term is not None and self._looking.done():
                self._looking = self._lookups.submit(self._look_up)

    def _look_up(self) -> None:
        """In a thread of its own: a platform that hangs must not stop the clock."""
        with bound_contextvars(beat=self._turns.new_id()), _store_may_be_away():
            look_up_profiles(self._turns, self._directories)

    def _round(self) -> None:
        time.sleep(GATHERED)
        with bound_contextvars(beat=self._turns.new_id()), _store_may_be_away():
            self._send()

    def _keep_time(self) -> None:
        """What only the leader does by the clock; the others see to it that there is one."""
        with self._beating:
            if self._leadership.keep():
                self._start_due()
                self._decide()
                self._tidy()
            self.last_beat = self._turns.clock()

    def _start_due(self) -> None:
        self._keep_in_step()
        for schedule, zone, at in self._due():
            ids = (schedule, zone, at.isoformat())
            self._engine.start(RUN_DUE, "|".join(ids), *ids)

    def _send(self) -> None:
        with self._sending:
            self._woken = False  # whoever asks from here on is answered by the next round
            if self._leadership.term is not None:
                self._courier.run()

    def _keep_in_step(self) -> None:
        """Only when somebody moved, came or went, or other choices are in force, and once a day."""
        with self._turns.begin() as turn:
            roster = (turn.now.date(), turn.store.people.whereabouts(), turn.config)
            if roster != self._seen_roster:
                keep_in_step(turn)
        self._seen_roster = roster

    def _decide(self) -> None:
        """At once, before anybody erases an answer to what is over."""
        with self._turns.begin() as turn:
            decide_closed(turn)

    def _tidy(self) -> None:
        """Once an hour: forget what nobody repeats or fetched, open yesterday's question box."""
        now = self._turns.clock()
        if self._tidied is None or now - self._tidied > TIDIED_EVERY:
            with self._turns.begin() as turn:
                turn.store.events.purge(now - KEPT)
                forget_old_answers(turn)
                turn.store.questions.open_before(turn.today)
                turn.store.downloads.purge(now)
            self._tidied = now

    def _due(self) -> list[tuple[str, str, datetime]]:
        with self._turns.begin() as turn:
            return [(d.schedule, d.zone, d.at) for d in turn.store.schedules.due(turn.now, AT_ONCE)]

    def _run_due(self, schedule: str, zone: str, at: str) -> None:
        """What was due once stays due, although the clock may have been set back since."""
        until = max(self._turns.clock(), datetime.fromisoformat(at))
        run_all_due(schedule, zone, until, self._turns)


@contextmanager
def _store_may_be_away() -> Iterator[None]:
    """The next tick tries again."""
    try:
        yield
    except StoreAway as away:
        log.warning("store_away", reason=str(away))
