"""How fast a platform is written to."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.delivery.pacing import Pace, Pacing
from bot.errors import Unclear
from bot.model.events import Address
from bot.model.ports import Kind
from bot.store.database import Database
from tests.delivery.post import Post
from tests.store.rows import NOW

PACE = Pace(timedelta(seconds=1), 4)
SECOND = timedelta(seconds=1)


def slack(conversation: str, workspace: str = "T1") -> Address:
    return Address("slack", workspace, conversation)


def test_a_conversation_gets_one_message_a_second() -> None:
    pacing = Pacing({"slack": PACE})
    pacing.take(slack("D1"), NOW)

    assert pacing.next_free(slack("D1"), NOW) == NOW + SECOND
    assert pacing.next_free(slack("D2"), NOW) == NOW
    assert pacing.next_free(slack("D1"), NOW + SECOND) == NOW + SECOND


def test_a_workspace_gets_so_many_a_second_and_no_more() -> None:
    pacing, sent = Pacing({"slack": PACE}), Counter[int]()
    for tick in range(50):
        now = NOW + tick * SECOND / 10
        for number in range(20):
            address = slack(f"D{tick}-{number}")
            if pacing.next_free(address, now) <= now:
                pacing.take(address, now)
                sent[tick // 10] += 1

    assert sent[0] == 7  # a burst of a second's worth, and what comes due in that second
    assert [sent[second] for second in range(1, 5)] == [4, 4, 4, 4]


def test_another_workspace_is_not_slowed_down() -> None:
    pacing = Pacing({"slack": PACE})
    for number in range(4):
        pacing.take(slack(f"D{number}"), NOW)

    assert pacing.next_free(slack("D9"), NOW) > NOW
    assert pacing.next_free(slack("D9", "T2"), NOW) == NOW


def test_the_playground_is_not_paced() -> None:
    pacing, address = Pacing(), Address("playground", "playground", "alice")
    for _ in range(100):
        pacing.take(address, NOW)

    assert pacing.next_free(address, NOW) == NOW


def test_a_platform_that_is_down_is_tried_every_fifteen_seconds() -> None:
    pacing = Pacing({})
    for number in range(20):
        pacing.failed(slack(f"D{number}"), NOW)

    assert pacing.next_free(slack("D1"), NOW) == NOW + 15 * SECOND
    later = NOW + 15 * SECOND
    pacing.take(slack("D1"), later)
    assert pacing.next_free(slack("D2"), later) == later + 15 * SECOND

    pacing.answered(slack("D1"))
    assert pacing.next_free(slack("D2"), later) == later


@pytest.fixture
def paced(sqlite_database: Database) -> Post:
    return Post(sqlite_database, Pacing({"slack": PACE}))


def test_messages_to_one_person_arrive_in_order(paced: Post) -> None:
    for number in range(3):
        paced.queue_reply(key=f"Ev{number}")

    for _ in range(3):
        paced.run(seconds=1)

    assert [p.delivery for p in paced.slack.arrived] == sorted(
        p.delivery for p in paced.slack.arrived
    )
    assert len(paced.slack.arrived) == 3


def test_a_message_stays_behind_an_unclear_one_to_the_same_person(paced: Post) -> None:
    paced.slack.says["D-alice"] = [Unclear("timeout")]
    paced.queue_reply(key="first")
    paced.run()
    paced.queue_reply(key="second")

    for _ in range(10):
        paced.run(seconds=1)

    first, second = paced.slack.arrived
    assert first.delivery < second.delivery


def test_what_is_put_off_is_spread_over_the_time_it_takes(paced: Post) -> None:
    for number in range(20):
        paced.queue_reply(key=f"Ev{number}", conversation=f"D{number}")

    paced.run()

    assert len(paced.slack.arrived) == 4
    waits = sorted(row.send_after - NOW for row in paced.rows() if row.state == "waiting")
    assert waits == [SECOND / 4 * number for number in range(1, 17)]


def test_a_reply_overtakes_what_waits_for_the_pace(paced: Post) -> None:
    for number in range(40):
        paced.queue_digest(key=f"digest {number}")
        paced.queue(Kind.NUDGE, to="bob", key=f"nudge {number}")
    paced.run()
    paced.queue_reply()

    paced.run(seconds=1)

    assert Kind.REPLY in [parcel.kind for parcel in paced.slack.arrived]


def test_many_messages_to_one_person_do_not_slow_down_the_others() -> None:
    pacing = Pacing({"slack": PACE})
    for number in range(5):
        pacing.take(slack(f"D{number}"), NOW)

    assert pacing.is_held(slack("D0"), pacing.next_free(slack("D0"), NOW))
    assert not pacing.is_held(slack("D9"), pacing.next_free(slack("D9"), NOW))
