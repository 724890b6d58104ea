"""Deliveries are queued once, taken by one worker at a time, and never lost with a worker."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot.model.ports import Kind
from bot.store.database import Database
from bot.store.tables import Delivery
from tests.store.rows import NOW, add_person, add_team, changed, nudge, opened

LEASE = timedelta(seconds=30)
LATER = NOW + LEASE


def queue(database: Database, *rows: Delivery) -> None:
    with opened(database) as store:
        for row in rows:
            store.outbox.add(row)


def claimed(database: Database, limit: int = 200, at: timedelta = timedelta()) -> list[str]:
    with opened(database) as store:
        return [row.id for row in store.outbox.claim(NOW + at, LEASE, limit)]


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

    assert claimed(database) == ["reply", "invitation", "digest"]


def test_what_is_not_due_yet_waits(database: Database) -> None:
    queue(database, nudge("now"), nudge("later", at=NOW + timedelta(minutes=1)))

    assert claimed(database) == ["now"]
    with opened(database) as store:
        assert store.outbox.next_due(NOW) == NOW + timedelta(minutes=1)


def test_a_claimed_row_belongs_to_one_worker_until_its_lease_ends(database: Database) -> None:
    queue(database, nudge("n1"))

    assert claimed(database) == ["n1"]
    assert claimed(database, at=LEASE / 2) == []
    assert claimed(database, at=LEASE) == ["n1"]


def test_eight_workers_at_once_share_the_rows_without_overlap(database: Database) -> None:
    queue(database, *(nudge(f"n{number:02}") for number in range(40)))

    with ThreadPoolExecutor(8) as threads:
        shares = list(threads.map(lambda _: claimed(database, limit=5), range(8)))

    rows = [row for share in shares for row in share]
    assert len(rows) == len(set(rows))
    assert sorted(rows + claimed(database)) == [f"n{number:02}" for number in range(40)]


def test_a_worker_that_slept_through_its_lease_no_longer_holds_the_row(database: Database) -> None:
    queue(database, nudge("n1"))
    with opened(database) as store:
        [sleeper] = store.outbox.claim(NOW, LEASE, 1)
    with opened(database) as store:
        [awake] = store.outbox.claim(LATER, LEASE, 1)

    with opened(database) as store:
        assert store.outbox.held(sleeper) is None
        assert store.outbox.held(awake) is not None


def test_what_a_dead_worker_was_sending_is_put_back_when_its_lease_ends(database: Database) -> None:
    queue(database, nudge("n1"))
    with opened(database) as store:
        [row] = store.outbox.claim(NOW, LEASE, 1)
        row.state, row.first_tried_at = "sending", NOW

    with opened(database) as store:
        assert store.outbox.take_over(NOW + LEASE / 2) == 0
        assert store.outbox.take_over(LATER) == 1
        assert store.outbox.held(row) is None

    with opened(database) as store:
        [again] = store.outbox.claim(LATER, LEASE, 1)
        assert (again.id, again.first_tried_at) == ("n1", NOW)


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
    assert found == (NOW - timedelta(hours=1), NOW)


def test_the_report_counts_by_kind_state_and_reason(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
    queue(
        database,
        sent("arrived"),
        sent("arrived too"),
        sent("blocked", state="failed", reason="user_disabled"),
        nudge("waiting"),
    )

    with opened(database) as store:
        assert store.outbox.report() == [
            ("nudge", "failed", "user_disabled", 1),
            ("nudge", "sent", "", 2),
            ("nudge", "waiting", "", 1),
        ]


def test_every_delivery_that_did_not_arrive_is_listed_with_its_reason(database: Database) -> None:
    with opened(database) as store:
        add_team(store)
        add_person(store)
    queue(
        database,
        sent("arrived"),
        sent("blocked", state="failed", reason="user_disabled"),
        sent("late", state="expired", reason="too_late", settled_at=LATER),
        sent("perhaps", state="unclear", reason="timeout", settled_at=LATER + LEASE),
        nudge("waiting"),
    )

    with opened(database) as store:
        listed = [(row.id, row.reason) for row in store.outbox.undelivered(10)]
    assert listed == [("perhaps", "timeout"), ("late", "too_late"), ("blocked", "user_disabled")]
