"""What a platform may answer, and what becomes of the message then."""

from datetime import timedelta

import pytest

from bot.errors import Away, Refused, Throttled, Unclear, Unreachable, WorkspacePaused
from bot.model.ports import Gone, Kind
from tests.delivery.post import Post
from tests.store.rows import NOW


def test_only_the_conversation_that_the_platform_named_has_to_wait(post: Post) -> None:
    post.slack.says["D-alice"] = [Throttled(30)]
    post.queue()
    post.queue(to="bob")

    post.run()

    assert [parcel.address.conversation for parcel in post.slack.arrived] == ["D-bob"]
    post.run(seconds=29)
    assert len(post.slack.arrived) == 1
    post.run(seconds=1)
    assert len(post.slack.arrived) == 2


@pytest.mark.parametrize("error", [Away(), Throttled()], ids=["away", "throttled"])
def test_where_nobody_says_how_long_the_wait_grows_and_is_never_the_same(
    post: Post, error: Throttled
) -> None:
    post.slack.says["D-alice"] = [error] * 12
    post.queue(Kind.INVITATION)
    waits = list[float]()

    post.run()
    while post.row().state == "waiting":
        waits.append((post.row().send_after - post.clock()).total_seconds())
        post.run(seconds=waits[-1])

    assert len(waits) == 12
    assert all(wait <= min(2.0**tries, 300.0) for tries, wait in enumerate(waits, 1))
    assert max(waits) > 30
    assert len(set(waits)) == len(waits)


def test_a_platform_cannot_make_us_wait_longer_than_an_hour(post: Post) -> None:
    post.slack.says["D-alice"] = [Throttled(1e9)]
    post.queue(Kind.INVITATION)

    post.run()

    assert post.row().send_after == NOW + timedelta(hours=1)


def test_whoever_blocked_one_account_gets_it_on_the_other(post: Post) -> None:
    post.slack.says["D-alice"] = [Unreachable("user_disabled")]
    post.queue()

    post.run()

    assert [parcel.address.conversation for parcel in post.teams.arrived] == ["a-alice"]
    assert post.outcomes() == [("sent", "")]


def test_whoever_cannot_be_reached_anywhere_is_tried_once_and_named(post: Post) -> None:
    post.slack.says["D-bob"] = [Unreachable("user_disabled")]
    post.queue(to="bob")
    post.queue(to="bob", key="two")

    post.run()

    assert post.outcomes() == [("failed", "user_disabled"), ("failed", "unreachable")]


def test_why_somebody_cannot_be_reached_is_told_each_time(post: Post) -> None:
    post.slack.says["D-bob"] = [Unreachable("the platform's word", Gone.BLOCKED)]
    post.queue(to="bob")
    post.queue(to="bob", key="two")

    post.run()

    assert post.outcomes() == [("failed", "blocked: the platform's word")] * 2


def test_refused_content_is_sent_once_more_as_plain_text(post: Post) -> None:
    post.slack.says["D-alice"] = [Refused("invalid_blocks")]
    post.queue()

    post.run()

    assert [parcel.plain for parcel in post.slack.arrived] == [True]


def test_content_that_is_refused_as_plain_text_too_has_failed(post: Post) -> None:
    post.slack.says["D-alice"] = [Refused("invalid_blocks"), Refused("msg_too_long")]
    post.queue()

    post.run()

    assert post.outcomes() == [("failed", "msg_too_long")]


def test_a_paused_workspace_waits_while_others_go_on(post: Post) -> None:
    post.slack.says["D-alice"] = [WorkspacePaused("token_revoked")]
    post.use("teams", "carol", NOW)
    for person in ("alice", "bob", "carol"):
        post.queue(Kind.INVITATION, to=person)
        post.run()

    assert post.slack.arrived == []
    assert [parcel.address.conversation for parcel in post.teams.arrived] == ["a-carol"]
    post.run(minutes=15)
    assert {p.address.conversation for p in post.slack.arrived} == {"D-alice", "D-bob"}


def test_what_is_found_is_not_sent_again(post: Post) -> None:
    post.slack.loses["D-alice"] = [Unclear("timeout")]
    post.queue()

    post.run()
    assert post.outcomes() == [("waiting", "timeout")]
    post.run(seconds=5)

    assert len(post.slack.arrived) == 1
    assert [parcel.first_tried_at for parcel in post.slack.looked] == [NOW]
    assert post.row().receipt.startswith("found")


def test_what_is_not_found_is_sent_again(post: Post) -> None:
    post.slack.says["D-alice"] = [Unclear("reset"), Unclear("reset")]
    post.queue()

    for _ in range(3):
        post.run(seconds=10)

    assert len(post.slack.arrived) == 1
    assert len(post.slack.looked) == 2
    assert post.outcomes() == [("sent", "")]


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.NUDGE, Kind.SUMMARY])
def test_where_nobody_can_look_it_is_not_repeated_but_listed(kind: Kind, post: Post) -> None:
    post.use("teams", "alice", NOW)
    post.teams.says["a-alice"] = [Unclear("http_502")]
    post.queue(kind)

    post.run()
    post.run(seconds=10)

    assert post.teams.arrived == []
    assert post.outcomes() == [("unclear", "http_502")]


def test_a_digest_is_repeated_once_and_says_so(post: Post) -> None:
    post.slack.can_look = False
    post.slack.loses["C-finance"] = [Unclear("timeout"), Unclear("timeout")]
    post.queue_digest()

    for _ in range(3):
        post.run(seconds=10)

    first, second = (parcel.card.as_text() for parcel in post.slack.arrived)
    assert second.startswith(first)
    assert "You may have seen this before" in second
    assert post.outcomes() == [("unclear", "timeout")]


def test_what_may_have_arrived_on_one_account_is_not_sent_to_another(post: Post) -> None:
    post.slack.loses["D-alice"] = [Unclear("timeout")]
    post.queue()
    post.run()

    post.use("teams", "alice", NOW + timedelta(minutes=2))
    post.run(minutes=3)

    assert post.teams.arrived == []
    assert post.outcomes() == [("sent", "")]


def test_what_may_have_arrived_before_they_left_stays_unclear(post: Post) -> None:
    post.slack.says["D-alice"] = [Unclear("timeout"), Unreachable("user_disabled")]
    post.queue()

    post.run()
    post.run(seconds=10)

    assert post.teams.arrived == []
    assert post.outcomes() == [("unclear", "user_disabled")]


def test_after_a_day_without_a_clear_answer_it_is_left_to_the_admin(post: Post) -> None:
    post.slack.says["D-alice"] = [Unclear("http_500")] * 1000
    post.queue(Kind.INVITATION)

    for _ in range(27):
        post.run(hours=1)

    assert post.outcomes() == [("unclear", "http_500")]


def test_what_a_dead_worker_was_sending_is_looked_for_first(post: Post) -> None:
    post.queue()
    post.slack.before = dies
    with pytest.raises(SystemExit):
        post.run()
    assert post.outcomes() == [("sending", "")]

    post.slack.before = lambda _: None
    post.restart()
    post.run()

    assert len(post.slack.looked) == 1
    assert len(post.slack.arrived) == 1


def dies(_: object) -> None:
    raise SystemExit


def test_a_mistake_in_a_messenger_does_not_hold_up_the_others(post: Post) -> None:
    post.slack.says["D-alice"] = [KeyError("ts")]
    post.queue()
    post.queue(to="bob")

    post.run()

    assert [parcel.address.conversation for parcel in post.slack.arrived] == ["D-bob"]
    assert ("waiting", "messenger_failed") in post.outcomes()


def test_messages_of_an_adapter_that_is_off_wait(post: Post) -> None:
    post.use("another", "alice", NOW)
    post.queue()

    post.run()

    assert post.row().state == "waiting"
