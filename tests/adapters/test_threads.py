"""When there is more to do than can be done, some are served in time and the rest is sent away."""

from collections.abc import Iterator
from threading import Event

import pytest
from structlog.testing import capture_logs

from adapters.threads import LONGEST_QUEUE, THREADS, TurnThreads
from bot.errors import StoreAway
from tests.hands import Hand


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def free() -> Event:
    """Set, turns come to their end."""
    return Event()


@pytest.fixture
def threads(hand: Hand, free: Event) -> Iterator[TurnThreads]:
    threads = TurnThreads("test", hand)
    for _ in range(THREADS):
        threads.begin(lambda: free.wait(10))
    yield threads
    free.set()
    threads.close()


def test_whoever_comes_while_the_first_has_waited_too_long_is_sent_away(
    threads: TurnThreads, hand: Hand
) -> None:
    threads.begin(lambda: None)
    hand.seconds = LONGEST_QUEUE
    threads.begin(lambda: None)

    hand.seconds += 0.1
    with pytest.raises(StoreAway):
        threads.begin(lambda: None)


def test_the_log_says_once_a_second_how_many_were_sent_away(
    threads: TurnThreads, hand: Hand
) -> None:
    threads.begin(lambda: None)
    assert not threads.refuses()

    with capture_logs() as told:
        for hand.seconds in (1.1, 1.2, 1.9, 2.1, 2.2):
            assert threads.refuses()

    assert [line["sent_away"] for line in told] == [1, 3]
    assert {line["event"] for line in told} == {"too_busy"}


def test_all_that_wait_are_served_and_then_others_are_let_in_again(
    threads: TurnThreads, hand: Hand, free: Event
) -> None:
    waiting = [threads.begin(lambda n=n: n) for n in range(20)]
    hand.seconds = 60.0

    free.set()

    assert [work.result(10) for work in waiting] == list(range(20))
    assert threads.begin(lambda: "let in").result(10) == "let in"


def test_what_was_taken_back_keeps_nobody_out(threads: TurnThreads, hand: Hand) -> None:
    taken_back = threads.begin(lambda: None)
    hand.seconds = 60.0

    assert taken_back.cancel()

    threads.begin(lambda: None)


def test_a_turn_that_fails_fails_alone(threads: TurnThreads, free: Event) -> None:
    def fail() -> None:
        raise LookupError

    failed, fine = threads.begin(fail), threads.begin(lambda: "fine")
    free.set()

    assert isinstance(failed.exception(10), LookupError)
    assert fine.result(10) == "fine"
