"""The chain only grows, has no forks, and tells where it was touched."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.store.database import Database
from tests.promises import Measured
from tests.store.rows import NOW, opened

NONE = dict[str, object]()
TRIGGERS = ("auditentry_refuses_update", "auditentry_refuses_delete")


def record(database: Database, subject: str, details: Mapping[str, object] = NONE) -> None:
    with opened(database) as store:
        store.audit.record(NOW, "alice", "saw", subject, details)


def first_broken(database: Database) -> int | None:
    with opened(database) as store:
        return store.audit.first_broken()


def force(database: Database, statement: str) -> None:
    """What somebody does who owns the database: the triggers are no obstacle to them."""
    with database.transaction() as session:
        if database.is_sqlite:
            for trigger in TRIGGERS:
                session.connection().execute(text(f"DROP TRIGGER {trigger}"))
        else:
            session.connection().execute(text("ALTER TABLE auditentry DISABLE TRIGGER ALL"))
        session.connection().execute(text(statement))


def test_an_untouched_chain_holds(database: Database) -> None:
    for team in ("finance", "support", "people"):
        record(database, team)

    assert first_broken(database) is None
    with opened(database) as store:
        assert [(e.seq, e.subject) for e in store.audit.entries(2)] == [
            (3, "people"),
            (2, "support"),
        ]


def test_an_empty_chain_holds(sqlite_database: Database) -> None:
    assert first_broken(sqlite_database) is None


@pytest.mark.parametrize(
    ("touched", "broken_at"),
    [
        ("UPDATE auditentry SET actor = 'bob' WHERE seq = 2", 2),
        ("UPDATE auditentry SET details = 'changed' WHERE seq = 1", 1),
        ("DELETE FROM auditentry WHERE seq = 2", 2),
        ("DELETE FROM auditentry WHERE seq = 3", 3),
        ("DELETE FROM auditentry WHERE seq = 1", 1),
        ("INSERT INTO auditentry SELECT 4, at, actor, deed, subject, details, mac FROM auditentry "
         "WHERE seq = 3", 4),
        ("DELETE FROM audithead", 4),
    ],
    ids=["changed actor", "changed details", "deleted", "cut end", "cut start", "added", "no head"],
)  # fmt: skip
def test_a_touched_chain_tells_where(touched: str, broken_at: int, database: Database) -> None:
    for team in ("finance", "support", "people"):
        record(database, team)

    force(database, touched)

    assert first_broken(database) == broken_at


@pytest.mark.parametrize(
    "change", ["UPDATE auditentry SET actor = 'bob'", "DELETE FROM auditentry"]
)
def test_the_database_refuses_to_change_the_chain(change: str, database: Database) -> None:
    record(database, "finance")

    with pytest.raises(DBAPIError, match="only grows"), database.transaction() as session:
        session.connection().execute(text(change))


def test_what_is_rolled_back_leaves_no_gap(database: Database) -> None:
    record(database, "finance")
    with pytest.raises(TypeError):
        record(database, "support", {"not JSON": object()})
    record(database, "people")

    assert first_broken(database) is None


@pytest.mark.parametrize(
    "links",
    [
        40,
        pytest.param(2_000, marks=pytest.mark.soak),
        pytest.param(20_000, marks=pytest.mark.long),
    ],
)
def test_eight_writers_at_once_make_one_chain(
    links: int, database: Database, measured: Measured
) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda team: record(database, team), map(str, range(links))))

    with opened(database) as store:
        found = [entry.seq for entry in store.audit.entries(links + 1)]
    what = f"links that eight writers made on {database.engine.dialect.name}"
    measured("R-U3", what, f"{links:,}, no fork", f"{len(found):,}")
    assert found == list(range(links, 0, -1))
    assert first_broken(database) is None


@pytest.mark.alone
@pytest.mark.parametrize(
    "links",
    [pytest.param(20_000, marks=pytest.mark.soak), pytest.param(100_000, marks=pytest.mark.long)],
)
def test_a_long_chain_is_verified_in_seconds(
    links: int, database: Database, measured: Measured
) -> None:
    with opened(database) as store:
        for _ in range(links):
            store.audit.record(NOW, "alice", "saw", "finance", NONE)

    begin = monotonic()
    assert first_broken(database) is None

    what = f"{links:,} links verified on {database.engine.dialect.name}"
    measured("R-U1", what, "5 s for 100,000", f"{monotonic() - begin:.1f} s")
