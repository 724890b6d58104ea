"""A courier that is woken asks the store as seldom as it can: each question costs everybody."""

import time
from collections.abc import Iterator
from random import Random
from threading import Event, Thread

import pytest
from sqlalchemy import event

from bot.delivery import Courier
from bot.delivery.air import MOST
from bot.model.ports import Parcel
from bot.store.database import Database
from tests.delivery.post import Post, seconds_until

WAKES = 100


@pytest.fixture
def post(sqlite_database: Database) -> Post:
    return Post(sqlite_database)


@pytest.fixture
def courier(post: Post) -> Iterator[Courier]:
    """As in the program: many messages are in the air at once."""
    courier = Courier(post.turns, post.leadership, {"slack": post.slack}, Random(1), post.pacing)
    yield courier
    courier.close()


def questions_while_woken(courier: Courier, database: Database) -> int:
    """How often a running courier asks the store while it is woken every few milliseconds."""
    begun = list[object]()
    note = begun.append
    time.sleep(0.1)
    event.listen(database.engine, "begin", note)
    for _ in range(WAKES):
        courier.wake()
        time.sleep(0.005)
    event.remove(database.engine, "begin", note)
    return len(begun)


@pytest.mark.parametrize(
    ("aloft", "most"),
    [
        pytest.param(MOST, 3, id="nothing more has room"),
        pytest.param(1, WAKES / 2, id="there is room: several wakes are one"),
    ],
)
def test_it_does_not_ask_each_time(
    post: Post, courier: Courier, sqlite_database: Database, aloft: int, most: float
) -> None:
    hanging, go_on = list[Parcel](), Event()

    def hang(parcel: Parcel) -> None:
        hanging.append(parcel)
        go_on.wait(10)

    post.slack.before = hang
    for number in range(aloft):
        post.queue_reply(key=f"Ev{number}", conversation=f"D{number}")
    run = Thread(target=courier.run)
    run.start()
    try:
        seconds_until(lambda: len(hanging) == aloft)
        assert questions_while_woken(courier, sqlite_database) <= most
    finally:
        go_on.set()
        run.join()
