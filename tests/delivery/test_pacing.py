"""How fast a platform is written to."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.delivery.pacing import Pace, Pacing, lane_of
from bot.errors import Unclear
from bot.model.events import Address
from bot.model.ports import Kind
from bot.store.database import Database
from tests.delivery.post import Post
from tests.store.rows import NOW

PACE = Pace(timedelta(seconds=1), 4)
SECOND = timedelta(seconds=1)
LANE = ("slack", "T1")


def slack(conversation: str, workspace: str = "T1") -> Address:
    return Address("slack", workspace, conversation)


def test_a_conversation_gets_one_message_a_second() -> None:
    pacing = Pacing({"slack": PACE})
    pacing.take(slack("D1"), NOW)

    assert pacing.free_at(slack("D1"), NOW) == NOW + SECOND
    assert pacing.free_at(slack("D2"), NOW) == NOW
    assert pacing.free_at(slack("D1"), NOW + SECOND) == NOW + SECOND


def test_a_workspace_gets_so_many_a_second_and_no_more() -> None:
    pacing, sent = Pacing({"slack": PACE}), Counter[int]()
    for tick in range(50):
        now = NOW + tick * SECOND / 10
        for number in range(20):
            address = slack(f"D{tick}-{number}")
            if pacing.is_open(LANE, now):
                pacing.take(address, now)
                sent[tick // 10] += 1

    assert sent[0] == 7  # a burst of a second's worth, and what comes due in that second
    assert [sent[second] for second in range(1, 5)] == [4, 4, 4, 4]


def test_another_workspace_is_not_slowed_down() -> None:
    pacing = Pacing({"slack": PACE})
    for number in range(4):
        pacing.take(slack(f"D{number}"), NOW)

    assert not pacing.is_open(LANE, NOW)
    assert pacing.is_open(("slack", "T2"), NOW)


def test_the_playground_is_not_paced() -> None:
    pacing, address = Pacing(), Address("playground", "playground", "alice")
    for _ in range(100):
        pacing.take(address, NOW)

    assert pacing.is_open(lane_of(address), NOW)
    assert pacing.free_at(address, NOW) == NOW


def test_a_platform_that_is_down_is_tried_every_fifteen_seconds() -> None:
    pacing = Pacing({})
    for number in range(20):
        pacing.failed(slack(f"D{number}"), NOW)

    later = NOW + 15 * SECOND
    assert not pacing.is_open(LANE, later - SECOND)
    assert pacing.is_open(LANE, later)
    pacing.take(slack("D1"), later)
    assert not pacing.is_open(LANE, later)

    pacing.answered(slack("D1"))
    assert pacing.is_open(LANE, later)


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


def test_what_waits_for_its_workspace_goes_out_at_its_pace_and_in_order(paced: Post) -> None:
    for number in range(20):
        paced.queue_reply(key=f"Ev{number}", conversation=f"D{number}")

    sent = list[int]()
    for _ in range(5):
        paced.run(seconds=1)
        sent.append(len(paced.slack.arrived))

    assert sent == [4, 8, 12, 16, 20]
    arrived = [parcel.delivery for parcel in paced.slack.arrived]
    assert arrived == sorted(arrived)


def test_a_workspace_that_waits_holds_up_no_other(paced: Post) -> None:
    for number in range(300):
        paced.queue_reply(key=f"Ev{number}", conversation=f"D{number}")
    paced.use("teams", "carol", NOW)
    paced.queue(Kind.NUDGE, to="carol")

    paced.run()

    assert len(paced.slack.arrived) == 4
    assert len(paced.teams.arrived) == 1


def test_a_reply_overtakes_what_waits_for_the_pace(paced: Post) -> None:
    for number in range(40):
        paced.queue_digest(key=f"digest {number}")
        paced.queue(Kind.NUDGE, to="bob", key=f"nudge {number}")
    paced.run()
    paced.queue_reply()

    paced.run(seconds=1)

    assert Kind.REPLY in [parcel.kind for parcel in paced.slack.arrived]
