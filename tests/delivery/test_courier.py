"""From the outbox to the person: once, at a time they allow, or with a reason why not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.conversation.queueing import queue_to_person
from bot.leadership import LEASE
from bot.model.ports import Kind, Parcel
from bot.store.database import Database
from tests.delivery.post import CLOSES, Post
from tests.store.rows import NOW, add_wave, response


def test_a_message_arrives_on_the_account_used_last(post: Post) -> None:
    post.queue(Kind.INVITATION)

    post.run()

    [parcel] = post.slack.arrived
    assert (parcel.address.conversation, parcel.kind) == ("D-alice", Kind.INVITATION)
    assert "Hi Alice" in parcel.card.as_text()
    assert post.teams.arrived == []
    assert (post.row().state, post.row().receipt) == ("sent", f"receipt of {parcel.delivery}")


def test_it_speaks_the_persons_language(post: Post) -> None:
    with post.turns.begin() as turn:
        turn.store.people.get("alice").language = "de"
    post.queue(Kind.INVITATION)

    post.run()

    assert "Hallo Alice" in post.slack.arrived[0].card.as_text()


def test_nothing_is_sent_twice(post: Post) -> None:
    post.queue()
    post.queue()

    post.run()
    post.run(hours=1)

    assert len(post.slack.arrived) == 1


def test_what_was_taken_back_is_never_sent(post: Post) -> None:
    with pytest.raises(ZeroDivisionError), post.turns.begin() as turn:
        post_one_and_fail(post, turn)

    post.run()

    assert post.slack.arrived == []


def post_one_and_fail(post: Post, turn: object) -> None:
    from bot.conversation.queueing import queue_to_person
    from bot.conversation.turn import Turn

    assert isinstance(turn, Turn)
    person = turn.store.people.get("alice")
    queue_to_person(turn, Kind.NUDGE, person, "nudges/finish_checkin", {}, "n")
    raise ZeroDivisionError


def test_a_digest_goes_to_the_channel_that_the_team_chose(post: Post) -> None:
    post.queue_digest("finance")
    post.queue_digest("support", key="by app.yaml")
    post.queue_digest("legal", key="nowhere")

    post.run()

    channels = [parcel.address.conversation for parcel in post.slack.arrived]
    assert channels == ["C-finance", "C-support"]
    assert ("failed", "no_channel") in post.outcomes()


def test_a_message_waits_for_whoever_has_not_met_the_bot_as_long_as_it_makes_sense(
    post: Post,
) -> None:
    post.queue(to="carol")

    post.run()
    assert post.outcomes() == [("waiting", "not_met_yet")]

    post.run(days=30)
    assert post.outcomes() == [("failed", "not_met_yet")]


def test_who_opts_out_gets_nothing_that_waits_already(post: Post) -> None:
    post.queue(Kind.INVITATION)
    post.queue(Kind.NUDGE)
    post.wish("alice", opted_out_at=NOW)

    post.run()

    assert post.slack.arrived == []
    assert post.outcomes() == [("dropped", "opted_out")] * 2


def test_an_answer_reaches_also_those_who_opted_out(post: Post) -> None:
    post.wish("alice", opted_out_at=NOW)
    post.queue_reply()

    post.run()

    assert [parcel.card.title for parcel in post.slack.arrived] == ["Hello"]
    assert post.row().card == ""


def test_a_nudge_waits_for_the_end_of_quiet_hours_and_is_fresh_from_then_on(post: Post) -> None:
    post.run(hours=9)  # seven in the evening in Amsterdam
    post.queue(Kind.NUDGE)

    post.run()
    assert post.outcomes() == [("waiting", "quiet_hours")]

    morning = NOW.replace(hour=7) + timedelta(days=1)
    assert (post.row().send_after, post.row().expires_at) == (
        morning,
        morning + timedelta(hours=4),
    )
    post.run(hours=13)
    assert len(post.slack.arrived) == 1


def test_an_invitation_waits_until_its_wave_closes(post: Post) -> None:
    post.queue(Kind.INVITATION)
    post.wish("alice", snoozed_until=NOW + timedelta(days=3))

    post.run()

    assert post.outcomes() == [("waiting", "snoozed")]
    assert post.row().expires_at == CLOSES
    post.run(days=3)
    assert len(post.slack.arrived) == 1


def test_an_invitation_to_a_closed_wave_is_never_sent(post: Post) -> None:
    post.queue(Kind.INVITATION)

    post.run(days=5)

    assert post.slack.arrived == []
    assert post.outcomes() == [("expired", "too_late")]


def test_a_nudge_of_this_morning_is_not_sent_in_the_afternoon(post: Post) -> None:
    post.queue(Kind.NUDGE)

    post.run(hours=4)

    assert post.outcomes() == [("expired", "too_late")]


@pytest.mark.parametrize(
    ("reason", "wishes"),
    [
        ("snoozed", {"snoozed_until": CLOSES + timedelta(days=30)}),
        ("day_off", {"working_days": "SUN"}),
        ("budget", {"messages_per_week": 1}),
    ],
)
def test_what_a_wish_held_back_to_the_end_says_so_as_soon_as_it_is_over(
    post: Post, reason: str, wishes: dict[str, object]
) -> None:
    if reason == "budget":
        post.queue(Kind.INVITATION, key="earlier")
        post.run()
    post.wish("alice", **wishes)
    post.queue(Kind.INVITATION)
    post.run(days=1)
    assert ("waiting", reason) in post.outcomes()

    post.run(days=4)
    assert post.outcomes()[-1] == ("expired", reason)


def test_a_wish_that_was_over_in_time_is_not_why_it_came_too_late(post: Post) -> None:
    post.wish("alice", snoozed_until=NOW + timedelta(days=1))
    post.queue(Kind.INVITATION)
    post.run()
    post.run(days=5)  # nobody came to it for four days

    assert post.outcomes() == [("expired", "too_late")]


def test_a_third_message_in_a_week_waits(post: Post) -> None:
    for key in ("one", "two", "three"):
        post.run(days=1)
        post.queue(Kind.NUDGE, key=key)
        post.run()

    assert len(post.slack.arrived) == 2
    assert post.outcomes().count(("waiting", "budget")) == 1


@pytest.mark.parametrize("between", [0.0, 1.0])
def test_several_nudges_to_one_person_become_one(post: Post, between: float) -> None:
    for key in ("one", "two", "three"):
        post.queue(Kind.NUDGE, key=key)
    post.run(hours=between)
    post.queue(Kind.NUDGE, key="four")
    post.run()

    assert len(post.slack.arrived) == 1
    assert post.outcomes().count(("dropped", "merged")) == 3


def test_nobody_is_asked_two_surveys_on_one_date(post: Post) -> None:
    post.queue(Kind.INVITATION, key="one")
    post.queue(Kind.INVITATION, key="two")

    post.run()
    assert len(post.slack.arrived) == 1
    assert ("waiting", "asked_today") in post.outcomes()

    post.run(days=1)
    assert len(post.slack.arrived) == 2


def test_nobody_is_reminded_before_or_on_the_heels_of_what_they_are_asked(post: Post) -> None:
    """The invitation waits for the next day, because of another survey."""
    post.queue(Kind.INVITATION, key="another")
    post.run()
    post.queue(Kind.INVITATION, key="checkin-2026-11-23")
    post.queue(Kind.NUDGE)
    post.run()
    assert ("waiting", "asked_today") in post.outcomes()
    assert ("dropped", "merged") in post.outcomes()

    post.run(days=1)
    post.queue(Kind.NUDGE, key="two")
    post.run()
    assert post.outcomes().count(("dropped", "merged")) == 2
    assert len(post.slack.arrived) == 2


def test_who_has_answered_meanwhile_is_not_asked_again(post: Post) -> None:
    post.queue(Kind.INVITATION)
    post.queue(Kind.NUDGE)
    with post.turns.begin() as turn:
        wave = add_wave(turn.store)
        turn.store.surveys.record(response(wave, turn.store.pseudonyms.of("alice")), {}, {})

    post.run()

    assert post.slack.arrived == []
    assert post.outcomes() == [("dropped", "not_needed")] * 2
    with post.turns.begin() as turn:
        kept = [str(row.model_dump()) for row in turn.store.outbox.all()]
    assert not [row for row in kept if "alice" in row], "nothing lists who has answered"


def test_after_an_opt_out_none_of_a_hundred_waiting_messages_goes_out(post: Post) -> None:
    for number in range(50):
        post.queue(Kind.INVITATION, key=f"survey {number}")
        post.queue(Kind.NUDGE, key=f"nudge {number}")
    with post.turns.begin() as turn:
        wishes = turn.store.people.preference("alice")
        wishes.opted_out_at = turn.now
        turn.store.people.save_preference(wishes)

    post.run()

    assert post.slack.arrived == []
    assert post.outcomes() == [("dropped", "opted_out")] * 100


def test_who_has_left_gets_nothing(post: Post) -> None:
    post.queue()
    with post.turns.begin() as turn:
        turn.store.people.get("alice").active = False

    post.run()

    assert post.outcomes() == [("dropped", "left")]


def test_a_message_that_cannot_be_drawn_does_not_hold_up_the_others(post: Post) -> None:
    with post.turns.begin() as turn:
        alice = turn.store.people.get("alice")
        queue_to_person(turn, Kind.INVITATION, alice, "nudges/gone", {}, "gone")
    post.queue(to="bob")

    post.run()

    assert len(post.slack.arrived) == 1
    assert ("failed", "message_file") in post.outcomes()


def test_a_reply_that_cannot_be_read_does_not_hold_up_the_others(post: Post) -> None:
    post.queue_reply(key="Ev1")
    with post.turns.begin() as turn:
        [row] = turn.store.outbox.all()
        row.card = "0123456789abcdef.c29tZWJvZHkgY2hhbmdlZCB0aGlz"
        turn.store.outbox.save(row)
    post.queue_reply(key="Ev2")

    post.run()

    assert len(post.slack.arrived) == 1
    assert sorted(post.outcomes()) == [("failed", "unreadable"), ("sent", "")]


def test_a_message_without_its_facts_does_not_hold_up_the_others(post: Post) -> None:
    with post.turns.begin() as turn:
        alice = turn.store.people.get("alice")
        values: dict[str, object] = {"days": 7}
        queue_to_person(turn, Kind.INVITATION, alice, "replies/deliveries", values, "old")
    post.queue(to="bob")

    post.run()

    assert len(post.slack.arrived) == 1
    assert ("failed", "message_file") in post.outcomes()


def test_replies_go_first(post: Post) -> None:
    post.queue_digest()
    post.queue(to="bob")
    post.queue_reply()

    post.run()

    kinds = [parcel.kind for parcel in post.slack.arrived]
    assert kinds == [Kind.REPLY, Kind.NUDGE, Kind.DIGEST]


def test_two_couriers_at_once_send_everything_once(database: Database) -> None:
    post = Post(database)
    for number in range(60):
        post.queue_reply(key=f"Ev{number}", conversation=f"D{number}")

    _, follower = post.replica("second")
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda courier: courier.run(), [post.courier, follower]))

    conversations = [parcel.address.conversation for parcel in post.slack.arrived]
    assert sorted(conversations) == sorted({f"D{number}" for number in range(60)})


def test_whoever_slept_until_another_took_over_sends_and_settles_nothing(post: Post) -> None:
    leadership, another = post.replica("second")

    def sleep(parcel: Parcel) -> None:
        post.slack.before = lambda _: None
        post.seconds += LEASE
        assert leadership.keep()
        another.run()

    post.slack.before = sleep
    post.queue(Kind.INVITATION)

    post.run()

    assert len(post.slack.arrived) == 1
    assert len(post.slack.looked) == 1
    assert (post.row().state, post.row().tries) == ("sent", 2)


def test_whoever_was_slow_but_leads_again_sends_after_all(post: Post) -> None:
    def dawdle(parcel: Parcel) -> None:
        post.slack.before = lambda _: None
        post.seconds += LEASE

    post.slack.before = dawdle
    post.queue(Kind.INVITATION)

    post.run()
    assert post.outcomes() == [("waiting", "")]
    assert post.row().tries == 0

    assert post.leadership.keep()
    post.run(seconds=1)
    assert len(post.slack.arrived) == 1
    assert post.slack.looked == []


def test_a_reply_is_kept_without_the_key_of_the_event_it_answers(post: Post) -> None:
    """A form's key has a hash of what was entered, which could be guessed."""
    post.queue_reply(key="slack:form:T1:V1:hash-of-the-values")

    assert "hash-of-the-values" not in post.row().dedupe_key
