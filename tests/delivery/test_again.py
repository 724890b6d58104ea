"""What is on hold goes out when it is let go; what failed is sent again, as the same message."""

from datetime import timedelta

import pytest

from adapters.slack.messenger import SlackMessenger
from adapters.teams.messenger import TeamsMessenger
from bot.commands.deliveries import LOOKS
from bot.delivery.again import drop, release, resend, why_not
from bot.errors import Unclear, Unreachable
from bot.model.ports import Kind
from tests.delivery.post import Post


def hold(post: Post) -> None:
    with post.turns.begin() as turn:
        turn.store.outbox.hold()


def let_go(post: Post) -> None:
    with post.turns.begin() as turn:
        for row in turn.store.outbox.on_hold():
            release(row, turn, LOOKS)


def against(post: Post, *, doubles: bool = False) -> str:
    with post.turns.begin() as turn:
        [row] = turn.store.outbox.all()
        return why_not(row, turn, doubles=doubles)


def again(post: Post) -> None:
    with post.turns.begin() as turn:
        [row] = turn.store.outbox.all()
        resend(row, turn, LOOKS)


def test_what_is_on_hold_stays_until_it_is_let_go_and_arrives_once(post: Post) -> None:
    post.queue()
    hold(post)
    post.run(minutes=10)
    assert (post.slack.arrived, post.outcomes()) == ([], [("held", "")])

    let_go(post)
    post.run()
    post.run()

    assert [parcel.address.conversation for parcel in post.slack.arrived] == ["D-alice"]
    assert post.outcomes() == [("sent", "")]


def test_what_went_out_after_the_backup_is_found_and_not_sent_again(post: Post) -> None:
    post.queue(to="bob")
    post.run()
    with post.turns.begin() as turn:  # as the backup knew it
        [row] = turn.store.outbox.all()
        row.state, row.settled_at, row.receipt, row.conversation = "waiting", None, "", ""
        row.first_tried_at = None
    hold(post)

    let_go(post)
    post.run(minutes=1)

    assert len(post.slack.arrived) == 1
    assert post.row().receipt == f"found {post.row().id}"


def test_what_was_on_hold_for_too_long_expires(post: Post) -> None:
    post.queue()
    hold(post)
    post.run(hours=5)

    let_go(post)
    post.run()

    assert post.slack.arrived == []
    assert post.outcomes() == [("expired", "too_late")]


def test_what_is_dropped_is_never_sent(post: Post) -> None:
    post.queue()
    hold(post)

    with post.turns.begin() as turn:
        for row in turn.store.outbox.on_hold(Kind.NUDGE):
            drop(row, turn)
    post.run()

    assert post.slack.arrived == []
    assert post.outcomes() == [("dropped", "dropped_by_admin")]


def test_one_can_look_where_it_says_so() -> None:
    assert SlackMessenger.can_look
    assert not TeamsMessenger.can_look
    assert LOOKS == ("slack",)


def test_what_failed_is_sent_again_as_the_same_message(post: Post) -> None:
    post.queue_digest()
    post.slack.says["C-finance"] = [Unreachable("is_archived")]
    post.run()
    failed = post.row()
    assert (failed.state, against(post)) == ("failed", "")

    post.clock.move_to(post.clock() + timedelta(days=2))
    again(post)
    post.run()

    assert [parcel.delivery for parcel in post.slack.arrived] == [failed.id]
    assert post.outcomes() == [("sent", "")]
    with post.turns.begin() as turn:
        [entry] = turn.store.audit.entries(1)
        assert (entry.deed, entry.subject) == ("resend", failed.id)
        assert "is_archived" in entry.details


def test_what_may_have_arrived_wants_a_word_and_on_slack_a_look(post: Post) -> None:
    post.queue(Kind.INVITATION, to="bob")
    post.slack.loses["D-bob"] = [Unclear("timeout")]
    post.run()
    with post.turns.begin() as turn:
        [row] = turn.store.outbox.all()
        row.state, row.reason = "unclear", "timeout"
    assert "--even-if-double" in against(post)
    assert against(post, doubles=True) == ""

    again(post)
    post.run(minutes=10)

    assert len(post.slack.arrived) == 1
    assert post.outcomes() == [("sent", "")]


@pytest.mark.parametrize("doubles", [False, True])
def test_what_makes_no_sense_any_more_is_not_sent_again(post: Post, doubles: bool) -> None:
    post.queue_reply()
    post.slack.says["D-alice"] = [Unreachable("channel_not_found")]
    post.run()
    assert "the person asks again" in against(post, doubles=doubles)
    with post.turns.begin() as turn:
        [row] = turn.store.outbox.all()
        row.kind = Kind.NUDGE
    assert against(post, doubles=doubles) == ""
    post.clock.move_to(post.clock() + timedelta(days=2))
    assert "too old" in against(post, doubles=doubles)
    with post.turns.begin() as turn:
        [row] = turn.store.outbox.all()
        row.kind, row.closes_at = Kind.INVITATION, post.clock()
    assert "is over" in against(post, doubles=doubles)
    with post.turns.begin() as turn:
        [row] = turn.store.outbox.all()
        row.state = "sent"
    assert against(post, doubles=doubles) == "it is sent"


def test_sending_again_does_not_go_past_a_persons_wishes(post: Post) -> None:
    post.queue(to="bob")
    post.slack.says["D-bob"] = [Unreachable("user_disabled")]
    post.run()
    post.use("slack", "bob", post.clock())
    post.wish("bob", opted_out_at=post.clock())

    again(post)
    post.run()

    assert post.slack.arrived == []
    assert post.outcomes() == [("dropped", "opted_out")]
