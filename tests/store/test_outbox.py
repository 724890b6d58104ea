"""Deliveries are queued once, and never lost with whoever was sending them."""

from datetime import timedelta

from bot.model.ports import Kind
from bot.store.database import Database
from bot.store.tables import Delivery
from tests.store.rows import NOW, add_person, add_team, changed, nudge, opened

LATER = NOW + timedelta(seconds=30)
LATEST = LATER + timedelta(seconds=30)


def queue(database: Database, *rows: Delivery) -> None:
    with opened(database) as store:
        for row in rows:
            store.outbox.add(row)


def due(database: Database) -> list[str]:
    with opened(database) as store:
        return [row.id for row in store.outbox.due(NOW, ("", ""), 200)]


def sent(name: str, **changes: object) -> Delivery:
    settled = {"state": "sent", "person_id": "alice", "settled_at": NOW, **changes}
    return changed(nudge(name), **settled)


def test_a_delivery_is_queued_once(database: Database) -> None:
    with opened(database) as store:
        first, again = nudge("n1"), changed(nudge("n2"), dedupe_key="n1")

        assert store.outbox.add(first)
        assert not store.outbox.add(again)
        assert store.outbox.waiting() == 1


def test_replies_come_before_invitations_before_digests(database: Database) -> None:
    digest, invitation, reply = (
        changed(nudge(name), priority=priority)
        for name, priority in (("digest", 3), ("invitation", 1), ("reply", 0))
    )
    queue(database, digest, invitation, reply)

    assert due(database) == ["reply", "invitation", "digest"]


def test_what_is_not_due_yet_waits(database: Database) -> None:
    queue(database, nudge("now"), nudge("later", at=NOW + timedelta(minutes=1)))

    assert due(database) == ["now"]
    with opened(database) as store:
        assert store.outbox.next_due(NOW) == NOW + timedelta(minutes=1)


def test_it_is_known_for_which_workspaces_something_waits(database: Database) -> None:
    lanes = [("slack", "T1"), ("slack", "T2"), ("teams", "T1"), ("", "")]
    for name, (platform, workspace) in enumerate(lanes * 3):
        queue(database, changed(nudge(f"n{name}"), platform=platform, workspace=workspace))
    queue(database, changed(nudge("gone"), platform="slack", workspace="T3", state="sent"))

    with opened(database) as store:
        assert store.outbox.lanes() == sorted(lanes)
        assert store.outbox.lanes(lambda platform: platform == "slack") == [
            ("", ""),
            ("teams", "T1"),
        ]
        found = [row.id for row in store.outbox.due(NOW, ("slack", "T2"), 2)]
    assert found == ["n1", "n5"]


def test_who_is_being_written_to_is_left_alone(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
    reply = changed(nudge("reply"), conversation="D1")
    queue(database, changed(nudge("alices"), person_id="alice"), reply, nudge("another"))

    with opened(database) as store:
        due = store.outbox.due(NOW, ("", ""), 200, besides=["alice", "D1"])

    assert [row.id for row in due] == ["another"]


def test_what_nobody_is_sending_any_more_is_put_back(database: Database) -> None:
    queue(database, *(changed(nudge(name), state="sending") for name in ("dead", "alive")))

    with opened(database) as store:
        assert store.outbox.take_over(besides=["alive"]) == 1
        assert store.outbox.in_the_air("dead") is None
        assert store.outbox.in_the_air("alive") is not None
    assert due(database) == ["dead"]


def test_only_what_was_written_first_counts_against_the_budget(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
    week_ago = NOW - timedelta(days=7)
    queue(
        database,
        sent("counted"),
        sent("perhaps", state="unclear", settled_at=NOW - timedelta(hours=1)),
        sent("summary", kind=Kind.SUMMARY),
        sent("reply", kind=Kind.REPLY),
        sent("failed", state="failed"),
        sent("long ago", settled_at=week_ago),
        sent("another person's", person_id=None),
    )

    with opened(database) as store:
        found = store.outbox.sent_first("alice", week_ago)
    assert found == [(NOW - timedelta(hours=1), Kind.NUDGE), (NOW, Kind.NUDGE)]


def test_what_became_of_deliveries_is_counted_by_kind_state_and_reason(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
    queue(
        database,
        sent("arrived"),
        sent("arrived too"),
        sent("blocked", state="failed", reason="user_disabled"),
        sent("refused", state="failed", reason="msg_too_long", plain=True),
        nudge("waiting"),
    )

    with opened(database) as store:
        assert sorted(store.outcomes.since(NOW)) == [
            ("nudge", "failed", "user_disabled", 1),
            ("nudge", "refused", "msg_too_long", 1),
            ("nudge", "sent", "", 2),
            ("nudge", "waiting", "", 1),
        ]
        assert store.outcomes.since(LATER) == []
        assert store.outcomes.oldest_due(NOW) == NOW


def test_every_delivery_that_did_not_arrive_is_listed_but_for_reminders(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
    asked = Kind.INVITATION
    queue(
        database,
        sent("arrived"),
        sent("blocked", kind=asked, state="failed", reason="user_disabled"),
        sent("late", kind=asked, state="expired", reason="too_late", settled_at=LATER),
        sent("perhaps", kind=asked, state="unclear", reason="timeout", settled_at=LATEST),
        sent("a wish", kind=asked, state="dropped", reason="opted_out"),
        sent("reminder", state="failed", reason="user_disabled"),
        nudge("waiting"),
    )

    with opened(database) as store:
        listed = [(row.id, row.reason) for row in store.outcomes.undelivered(10, ["opted_out"])]
    assert listed == [("perhaps", "timeout"), ("late", "too_late"), ("blocked", "user_disabled")]
