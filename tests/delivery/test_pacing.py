"""How fast a platform is written to."""

import time
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.delivery.pacing import Pace, Pacing, Window, lane_of
from bot.errors import Away, DeliveryError, StoreAway, Unclear
from bot.model.events import Address
from bot.model.ports import Kind
from bot.store.database import Database
from tests.delivery.post import Post
from tests.promises import Measured
from tests.store.rows import NOW

SECOND = timedelta(seconds=1)
PACE = Pace((Window(1, SECOND),), (Window(4, SECOND),))
# Seven tenths of what Microsoft publishes for a bot, and rounded down.
CONVERSATION = ((4, 1), (5, 2), (42, 30), (1_260, 3_600))
TENANT = ((21, 1),)
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

    assert [sent[second] for second in range(5)] == [4, 4, 4, 4, 4]


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


def most_in(sent: list[datetime], seconds: float) -> int:
    """The most of them in any stretch of so many seconds, its end left out."""
    length = timedelta(seconds=seconds)
    return max(bisect_left(sent, at + length) - place for place, at in enumerate(sent))


def fits(at: datetime, sent: list[datetime], windows: tuple[tuple[int, int], ...]) -> bool:
    return all(
        len(sent) - bisect_right(sent, at - timedelta(seconds=seconds)) < most
        for most, seconds in windows
    )


def earliest(now: datetime, sent: list[datetime], windows: tuple[tuple[int, int], ...]) -> datetime:
    """By trying every instant at which an earlier message falls out of a window."""
    leaving = (at + timedelta(seconds=seconds) for at in sent for _, seconds in windows)
    instants = sorted({now, *(at for at in leaving if at > now)})
    return next(at for at in instants if fits(at, sent, windows))


@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(n, marks=pytest.mark.soak) for n in (3, 4))])
def test_no_window_is_ever_exceeded_and_nobody_waits_longer_than_that_takes(seed: int) -> None:
    chance, pacing, now = Random(seed), Pacing(), NOW
    chats, tenants = defaultdict[str, list[datetime]](list), defaultdict[str, list[datetime]](list)
    for number in range(400):
        now += timedelta(seconds=chance.choice([0, 0, 0, 0.01, 0.2, 1, 9]))
        tenant = chance.choice("ab")
        address = Address("teams", tenant, f"{tenant}{chance.randrange(3)}")
        chat = chats[address.conversation]
        free = pacing.free_at(address, now)
        assert free == earliest(now, chat, CONVERSATION), f"seed {seed}, message {number}"
        while (opens := pacing.opens_at(lane_of(address), free)) > free:
            assert opens == earliest(free, tenants[tenant], TENANT), f"seed {seed}, {number}"
            free = opens
        pacing.take(address, free)
        chat.append(free)
        tenants[tenant].append(free)
        now = free

    for most, seconds in CONVERSATION:
        assert max(most_in(sent, seconds) for sent in chats.values()) <= most
    assert max(most_in(sent, 1) for sent in tenants.values()) <= 21


def test_a_conversation_gets_1260_messages_an_hour_however_many_wait() -> None:
    pacing, now, sent = Pacing(), NOW, list[datetime]()
    address = Address("teams", "tenant", "a:1")
    while now < NOW + timedelta(hours=2):
        now = pacing.free_at(address, now)
        pacing.take(address, now)
        sent.append(now)

    assert [most_in(sent, seconds) for _, seconds in CONVERSATION] == [4, 5, 42, 1_260]


def test_a_clock_that_is_set_back_freezes_nobody_and_hurries_nobody() -> None:
    pacing, address = Pacing({"slack": PACE}), slack("D1")
    pacing.take(address, NOW)
    pacing.hold(slack("D2"), NOW + 5 * SECOND)
    back = NOW - timedelta(days=365)

    assert pacing.free_at(address, back) == back + SECOND
    assert pacing.free_at(slack("D2"), back) == back + 5 * SECOND
    assert pacing.free_at(address, back + SECOND) == back + SECOND


@pytest.mark.parametrize("many", [12_000, pytest.param(100_000, marks=pytest.mark.soak)])
def test_conversations_of_long_ago_are_forgotten(many: int, measured: Measured) -> None:
    pacing, now, begun = Pacing(), NOW, time.perf_counter()
    for number in range(many):
        now += timedelta(seconds=2)
        address = Address("teams", "tenant", f"a:{number}")
        assert pacing.is_open(lane_of(address), now)
        assert pacing.free_at(address, now) == now
        pacing.take(address, now)

    each = (time.perf_counter() - begun) / many * 1e6
    kept = len(pacing._conversations)
    measured("R-T6", f"deciding on one of {many:,} messages", "-", f"{each:.0f} us, {kept:,} kept")
    assert kept <= 10_001


@pytest.mark.parametrize("error", [Unclear("timeout"), Away(5)], ids=["unclear", "away"])
@pytest.mark.parametrize("many", [100, pytest.param(1_000, marks=pytest.mark.soak)])
def test_a_platform_that_is_down_is_hardly_called_and_soon_used_again(
    many: int, error: DeliveryError, sqlite_database: Database, measured: Measured
) -> None:
    post, calls = Post(sqlite_database, Pacing()), list[datetime]()
    returns = NOW + timedelta(seconds=61)

    def called(_: object) -> None:
        calls.append(post.clock())
        if post.clock() < returns:
            raise error

    post.slack.before = called
    for number in range(many):
        post.queue_reply(key=f"Ev{number}", conversation=f"D{number}")
    while post.clock() < returns + 30 * SECOND and len(post.slack.arrived) < many:
        post.run(seconds=1)

    while_down = [at for at in calls if at < returns]
    after = Counter((at - returns) // SECOND for at in calls if at >= returns)
    full_speed = min(second for second in after if after[second] == 8)
    measured(
        "R-O13",
        f"{many:,} waiting, down for a minute ({error.reason})",
        "under 30 calls; full speed within 20 s",
        f"{len(while_down)} calls; after {full_speed} s",
    )
    assert len(while_down) < 30
    assert full_speed < 20


def test_one_failure_does_not_hold_up_the_others(sqlite_database: Database) -> None:
    post = Post(sqlite_database, Pacing())
    post.slack.says["D0"] = [Unclear("timeout")]
    for number in range(8):
        post.queue_reply(key=f"Ev{number}", conversation=f"D{number}")

    post.run()

    assert len(post.slack.arrived) == 7


def test_what_never_came_back_does_not_make_a_platform_look_down() -> None:
    pacing = Pacing({})
    for number in range(50):
        pacing.take(slack(f"D{number}"), NOW)
    pacing.failed(slack("D1"), NOW)

    assert not pacing.is_open(LANE, NOW)
    assert pacing.is_open(LANE, NOW + 40 * SECOND)


def test_what_was_not_sent_after_all_does_not_make_a_platform_look_down() -> None:
    pacing = Pacing({})
    for number in range(50):
        pacing.take(slack(f"D{number}"), NOW)
        pacing.unsent(slack(f"D{number}"))
    pacing.failed(slack("D1"), NOW)

    assert pacing.is_open(LANE, NOW)


def test_one_failure_is_counted_once_however_often_the_store_is_away(
    sqlite_database: Database,
) -> None:
    post, saves = Post(sqlite_database, Pacing({})), 0
    post.slack.says["D0"] = [Unclear("timeout")]

    def lose_the_link(_: object) -> None:
        nonlocal saves
        saves += 1
        if saves > 1:  # what it sends is saved, what became of that is not
            raise OperationalError("COMMIT", {}, ConnectionError())

    post.queue_reply(key="Ev0", conversation="D0")
    event.listen(sqlite_database.engine, "commit", lose_the_link)
    for _ in range(30):
        with suppress(StoreAway):
            post.run()
    event.remove(sqlite_database.engine, "commit", lose_the_link)
    post.queue_reply(key="Ev1", conversation="D1")
    post.run()

    assert len(post.slack.arrived) == 1


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
