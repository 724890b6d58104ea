"""Ten thousand digests that wait for their workspace hold up nobody else."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest

from bot.conversation.queueing import queue_to_team
from bot.conversation.replying import queue_reply
from bot.delivery.pacing import Pacing
from bot.model.cards import Card
from bot.model.events import Address
from bot.model.ports import Kind
from bot.store.database import Database
from tests.delivery.post import BAND, FakeMessenger, Post, seconds_until
from tests.promises import Measured
from tests.store.rows import NOW

TEAMS = Address("teams", "tenant", "a:other")
NEIGHBOUR = Address("slack", "T2", "D-other")
PERSON = Address("slack", "T1", "D-person")


@pytest.fixture
def post(sqlite_url: str) -> Iterator[Post]:
    database = Database(sqlite_url)
    yield Post(database, Pacing())
    database.close()


def fill(post: Post, many: int) -> None:
    """So many digests for as many channels of one workspace."""
    with post.turns.begin() as turn:
        values, team = post.catalog.example(BAND, "en"), turn.store.teams.get("finance")
        for number in range(many):
            queue_to_team(turn, Kind.DIGEST, team, BAND, values, f"digest {number}")
        for number, row in enumerate(turn.store.outbox.all()):
            row.team_id, row.platform, row.workspace = None, "slack", "T1"
            row.conversation = f"C{number}"
            turn.store.outbox.save(row)


@contextmanager
def at_work(post: Post) -> Iterator[None]:
    """The courier sends by a clock that goes as clocks do."""
    done, begun = Event(), time.monotonic()

    def work() -> None:
        while not done.wait(0.02):
            post.clock.move_to(NOW + timedelta(seconds=time.monotonic() - begun))
            post.leadership.keep()
            post.courier.run()

    worker = Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        done.set()
        worker.join()


def has(messenger: FakeMessenger, address: Address) -> Callable[[], bool]:
    return lambda: any(parcel.address == address for parcel in list(messenger.arrived))


@pytest.mark.parametrize(
    "many", [500, pytest.param(10_000, marks=[pytest.mark.soak, pytest.mark.alone])]
)
def test_digests_of_one_workspace_hold_up_nobody(post: Post, many: int, measured: Measured) -> None:
    fill(post, many)
    waited = dict[str, float]()
    with at_work(post):
        seconds_until(lambda: len(post.slack.arrived) >= 8)
        for name, messenger, address in (
            ("another platform", post.teams, TEAMS),
            ("another workspace", post.slack, NEIGHBOUR),
            ("a person of the same workspace", post.slack, PERSON),
        ):
            with post.turns.begin() as turn:
                queue_reply(Card("Hello"), address, name, turn)
            waited[name] = seconds_until(has(messenger, address))

    for name, seconds in waited.items():
        what = f"{name}, {many:,} digests waiting"
        measured("R-O3", what, "under 2 s", f"{seconds:.2f} s")
    assert len(post.slack.arrived) < many / 2, "nobody had to wait for anything"
