"""Of several replicas one leads; when it falls silent another does, and it knows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import StoreAway
from bot.leadership import LEASE, Leadership
from bot.store.database import Database
from tests.delivery.post import Post


class Watch:
    """A clock that nobody can set, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


Replica = Callable[[str], Leadership]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def post(database: Database) -> Post:
    post = Post(database)
    post.leadership.resign()
    return post


@pytest.fixture
def replica(post: Post, watch: Watch) -> Replica:
    return lambda name: Leadership(post.turns, name, LEASE, watch)


def is_sure(leadership: Leadership, post: Post) -> bool:
    with post.turns.begin() as turn:
        return leadership.is_sure(turn)


def test_the_first_leads_and_the_second_follows(replica: Replica, post: Post) -> None:
    first, second = replica("first"), replica("second")

    assert first.keep()
    assert not second.keep()
    assert (first.may_send(), second.may_send()) == (True, False)
    assert (is_sure(first, post), is_sure(second, post)) == (True, False)


def test_of_eight_that_start_at_once_one_leads(replica: Replica) -> None:
    eight = [replica(f"r{number}") for number in range(8)]

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda leadership: leadership.keep(), eight)) == 1


def test_whoever_is_heard_of_goes_on_leading(replica: Replica, watch: Watch) -> None:
    first, second = replica("first"), replica("second")

    for _ in range(100):
        watch.seconds += 1
        assert first.keep()
        assert not second.keep()


def test_after_a_whole_lease_of_silence_another_leads(
    replica: Replica, watch: Watch, post: Post
) -> None:
    first, second = replica("first"), replica("second")
    first.keep()
    second.keep()

    watch.seconds += LEASE - 0.001
    assert not second.keep()
    watch.seconds += 0.001
    assert second.keep()

    assert not first.may_send()
    assert not is_sure(first, post)
    assert not first.keep()
    assert first.term is None


def test_nothing_is_begun_in_the_second_half_of_a_lease(replica: Replica, watch: Watch) -> None:
    first = replica("first")
    first.keep()

    watch.seconds += LEASE / 2
    assert not first.may_send()
    assert first.keep()
    assert first.may_send()


def test_a_restarted_replica_leads_at_once_under_its_own_name(replica: Replica, post: Post) -> None:
    killed, restarted = replica("first"), replica("first")
    killed.keep()

    assert restarted.keep()
    assert not is_sure(killed, post)


def test_whoever_stops_makes_room_at_once(replica: Replica) -> None:
    first, second = replica("first"), replica("second")
    first.keep()
    second.keep()

    first.resign()

    assert second.keep()
    first.resign()
    assert second.keep()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # its file can be locked
def test_while_the_store_is_away_the_lease_runs_out(
    replica: Replica, watch: Watch, post: Post
) -> None:
    first = replica("first")
    first.keep()
    post.turns.database.close()

    with post.turns.begin():
        watch.seconds += LEASE
        with ThreadPoolExecutor(1) as threads, pytest.raises(StoreAway):
            threads.submit(first.keep).result()

    assert first.term is not None
    assert not first.may_send()
