"""One tick does everything that happens by itself, and is woken when somebody waits."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.clockwork import Clockwork
from bot.engine.inline import InlineEngine
from bot.store.database import Database
from tests.delivery.post import Post
from tests.store.rows import NOW


@pytest.fixture
def post(sqlite_database: Database) -> Post:
    return Post(sqlite_database)


@pytest.fixture
def clockwork(post: Post) -> Iterator[Clockwork]:
    clockwork = Clockwork(post.turns, InlineEngine(), post.courier, {})
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
