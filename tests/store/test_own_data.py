"""All that is kept about one person is found, and all that is their own can be erased."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from sqlmodel import SQLModel, select

from bot.model.cards import Card, File
from bot.model.replies import ShowCard
from bot.store.database import Database
from bot.store.erasing import erased_of
from bot.store.own_data import OWN_DATA, Fate
from bot.store.store import Store
from bot.store.tables import (
    Absence,
    Account,
    BaselineWeek,
    Consent,
    EpochMember,
    Figure,
    Invitation,
    Preference,
    RoleGrant,
    Stay,
)
from tests.store.rows import (
    NOW,
    TODAY,
    add_person,
    add_team,
    add_wave,
    nudge,
    opened,
    pilot,
    response,
)

HOURS = 13.4375  # exact in binary, and nobody else's
NOTE = "the stack of blue forms"


@contextmanager
def peopled(database: Database) -> Iterator[Store]:
    """Alice and Ben, each with a row in every table that can have one."""
    with opened(database) as store:
        add_team(store)
        add_person(store, "Alice")
        add_person(store, "Ben")
        wave = add_wave(store)
        for number, name in enumerate(("alice", "ben")):
            _fill(store, name, wave, HOURS - number)
    with opened(database) as store:
        yield store


def _fill(store: Store, name: str, wave: SQLModel, hours: float) -> None:
    session, who = store.people.session, store.pseudonyms.of(name)
    store.surveys.record(response(wave, who, NOW), {"task.a": hours}, {"note": f"{NOTE} of {name}"})
    store.pilots.start(
        pilot(f"pilot-{name}", owner=name, team="finance")
    ) if name == "alice" else None
    frozen = {"contracted_hours": 40, "normal": True, "confirmed": True, "wording": "v1"}
    weeks = {"pilot_id": "pilot-alice", "wave_id": wave.id, "respondent": who}
    store.pilots.freeze([BaselineWeek(**weeks, **frozen, hours=f'[["a", {hours}]]')])
    session.add(Account(id=f"a-{name}", person_id=name, platform="slack", workspace="T",
        account=f"U{name}", conversation=f"D-{name}-chat", last_seen_at=NOW,
        rostered=name == "ben"))  # fmt: skip
    session.add(RoleGrant(person_id=name, role="finance", granted_at=NOW))
    session.add(Preference(person_id=name, quiet_from=f"21:3{len(name)}"))
    session.add(Stay(person_id=name, since=TODAY, zone=f"Etc/{name}"))
    session.add(Consent(person_id=name, given=True, decided_at=NOW))
    session.add(Absence(person_id=name, first_day=TODAY, last_day=TODAY, source=f"file {name}"))
    session.add(EpochMember(epoch="2026", person_id=name, team_id="finance"))
    session.add(Invitation(wave_id=wave.id, person_id=name, invited_at=NOW))
    session.flush()
    store.outbox.add(nudge(f"d-{name}", name))
    store.outbox.add(nudge(f"nudge:x:{name}"))
    store.downloads.keep(File("f.json", "F", NOTE), f"secret of {name}", name, NOW)
    store.events.begin(f"event of {name}", NOW)
    store.events.finish(f"event of {name}", ShowCard(Card("Hi")), name)
    store.audit.record(NOW, name, "see_figure", "finance", {})
    store.panels.move("finance", f"q of {name}", {who: NOW}, NOW)
    if name == "ben":
        figure = Figure(id="f", team_id="finance", question="q", pilot_id="pilot-alice",
            local_date=TODAY, published_at=NOW, decision="{}", set_hash="h")  # fmt: skip
        store.figures.publish(figure, [store.pseudonyms.of("alice"), who])


def dumped(database: Database) -> str:
    with database.connection() as connection:
        tables = [f'"{name}"' for name in SQLModel.metadata.tables]
        rows = [connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables]  # noqa: S608
    return repr(rows)


def test_every_table_and_column_is_listed() -> None:
    """A new column fails here until somebody has said whose it is, and what erasing does to it."""
    listed = {str(table.__tablename__): set(one.columns.split()) for table, one in OWN_DATA.items()}
    there = {name: set(table.columns.keys()) for name, table in SQLModel.metadata.tables.items()}
    assert listed == there
    for table, one in OWN_DATA.items():
        assert (one.mine is None) == bool(one.nobodys), table
        assert one.mine is not None or one.fate is Fate.STAYS, table


def test_a_person_sees_all_their_rows_with_sealed_words_opened(database: Database) -> None:
    with peopled(database) as store:
        rows = store.own_data.rows("alice")
        assert all(rows.values()), [table for table, found in rows.items() if not found]
        assert f"{NOTE} of alice" in [row["text"] for row in rows["answer"]]
        assert HOURS in [row["number"] for row in rows["answer"]]
        assert [row["id"] for row in rows["delivery"]] == ["d-alice", "nudge:x:alice"]
        others = store.own_data.rows("ben")
        assert not any(row in others[table] for table, found in rows.items() for row in found)


def test_what_is_erased_is_gone_and_everything_of_others_is_as_it_was(database: Database) -> None:
    with peopled(database) as store:
        alice = store.pseudonyms.of("alice")
        before = store.own_data.rows("ben")
        token = store.own_data.rows("alice")["pseudonym"][0]["token"]
    with opened(database) as store:
        store.own_data.erase("alice", NOW + timedelta(days=10), "fresh")
    with opened(database) as store:
        assert store.own_data.rows("ben") == before
        left = {table: rows for table, rows in store.own_data.rows("alice").items() if rows}
        assert left.keys() == {
            "person", "rolegrant", "preference", "epochmember", "pilot", "auditentry"
        }  # fmt: skip
        members = store.figures.members("f")
        assert members == {store.pseudonyms.of("ben"), "erased-fresh"}
        assert erased_of(members) == {"erased-fresh"}
        assert store.panels.of("finance", "q of alice") == {
            "erased-fresh": NOW + timedelta(days=10)
        }
    kept = dumped(database)
    for canary in (alice, str(token), str(HOURS), "Ualice", "D-alice-chat", "21:35", "Etc/alice"):
        assert canary not in kept, canary


def test_a_rostered_account_stays_known_as_if_never_heard_of(database: Database) -> None:
    with peopled(database) as store:
        store.own_data.erase("ben", NOW, "fresh")
    with opened(database) as store:
        [account] = store.people.session.exec(select(Account).where(Account.id == "a-ben"))
        assert (account.conversation, account.last_seen_at) == ("Uben", None)
        assert store.people.address("ben") is not None
        assert store.surveys.invited("checkin-2026-11-23") == ["alice", "ben"], "it is open yet"


def test_erasing_again_changes_nothing_and_nobody_else(database: Database) -> None:
    with peopled(database) as store:
        store.own_data.erase("alice", NOW, "one")
    once = dumped(database)
    with opened(database) as store:
        store.own_data.erase("alice", NOW, "two")
    assert dumped(database) == once


def test_no_byte_of_it_is_left_in_the_file(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with peopled(database) as store:
        alice = store.pseudonyms.of("alice")
    file = Path(database.file or "")
    wal = file.with_name(f"{file.name}-wal")
    canaries = [alice.encode(), b"D-alice-chat", b"21:35", b"Etc/alice", str(HOURS).encode()]
    bytes_before = file.read_bytes() + wal.read_bytes()
    assert all(canary in bytes_before for canary in canaries)

    with opened(database) as store:
        store.own_data.erase("alice", NOW, "fresh")
    bytes_after = file.read_bytes() + wal.read_bytes()
    assert [canary for canary in canaries if canary in bytes_after] == []
    database.close()


def test_what_was_said_before_an_erasure_is_known_to_be_erased(database: Database) -> None:
    with peopled(database) as store:
        store.audit.record(NOW, "alice", "erase_own_data", "alice", {})
        assert store.own_data.was_erased_since("alice", NOW)
        assert not store.own_data.was_erased_since("alice", NOW + timedelta(seconds=1))
        assert not store.own_data.was_erased_since("ben", NOW)
        assert store.own_data.erasures() == {("alice", NOW.isoformat())}
