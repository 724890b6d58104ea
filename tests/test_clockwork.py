"""One tick does everything that happens by itself, and is woken when somebody waits."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.clockwork import Clockwork
from bot.engine.inline import InlineEngine
from bot.store.database import Database
from bot.store.tables import NextDue
from tests.delivery.post import Post
from tests.store.rows import NOW


@pytest.fixture
def post(sqlite_database: Database) -> Post:
    return Post(sqlite_database)


@pytest.fixture
def clockwork(post: Post) -> Iterator[Clockwork]:
    clockwork = Clockwork(post.turns, InlineEngine(), post.courier, {}, post.leadership)
    yield clockwork
    clockwork.stop()


def test_a_beat_sends_what_waits(post: Post, clockwork: Clockwork) -> None:
    post.queue()

    clockwork.beat()

    assert len(post.slack.arrived) == 1
    assert clockwork.last_beat == NOW


def test_the_next_instant_is_when_something_is_due(post: Post, clockwork: Clockwork) -> None:
    clockwork.beat()
    assert clockwork.next_instant() is None

    post.queue()
    post.wish("alice", snoozed_until=NOW + timedelta(hours=1))
    clockwork.beat()

    assert clockwork.next_instant() == NOW + timedelta(hours=1)


def test_whoever_waits_does_not_wait_for_the_tick(post: Post, clockwork: Clockwork) -> None:
    arrived = threading.Event()
    post.slack.before = lambda _: arrived.set()
    clockwork.start()

    post.queue_reply()
    clockwork.wake()

    assert arrived.wait(10)


def test_after_a_stop_nothing_is_sent(post: Post, clockwork: Clockwork) -> None:
    clockwork.start()
    clockwork.stop()
    post.queue()

    clockwork.wake()
    clockwork.stop()

    assert post.slack.arrived == []


def test_a_stop_ends_a_long_run_early(post: Post, clockwork: Clockwork) -> None:
    for number in range(40):
        post.queue_reply(key=f"Ev{number}", conversation=f"D{number}")
    post.slack.before = lambda _: post.courier.stop()

    clockwork.beat()

    assert 0 < len(post.slack.arrived) <= 16


def test_what_waits_is_sent_although_a_schedule_cannot_run(post: Post) -> None:
    class Broken(InlineEngine):
        def start(self, name: str, key: str, *ids: str) -> None:
            raise RuntimeError("the engine is away")

    clockwork = Clockwork(post.turns, Broken(), post.courier, {}, post.leadership)
    clockwork.beat()
    with post.turns.begin() as turn:
        turn.store.schedules.put(NextDue(schedule="any", zone="UTC", cadence="0 9 * * *", at=NOW))
    post.queue()

    with pytest.raises(RuntimeError, match="engine"):
        clockwork.beat()

    assert len(post.slack.arrived) == 1


def test_however_many_ask_during_a_long_beat_one_more_follows(post: Post) -> None:
    class Slow:
        """A courier with much to do."""

        def __init__(self) -> None:
            self.runs, self.began, self.go_on = 0, threading.Event(), threading.Event()

        def run(self) -> int:
            self.runs += 1
            self.began.set()
            self.go_on.wait(10)
            return 0

        def next_instant(self, turn: object) -> None:
            """Nothing waits with it."""

        def wake(self) -> None:
            """Hears nothing while it runs."""

        def stop(self) -> None:
            self.go_on.set()

    courier = Slow()
    clockwork = Clockwork(post.turns, InlineEngine(), courier, {}, post.leadership)
    clockwork.start()
    assert courier.began.wait(10)

    for _ in range(20):
        clockwork.wake()
        time.sleep(0.005)
    clockwork.stop()

    assert courier.runs <= 3
