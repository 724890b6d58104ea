"""Insert a row unless its unique key is taken; how differs by database, so it is hidden here."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

_AT_ONCE = 500  # SQLite takes 32,766 variables in a statement


def insert_once(session: Session, row: SQLModel) -> bool:
    """Insert ``row``; false when a unique key is taken, and then nothing happens."""
    return insert_all_once(session, type(row), [row.model_dump()]) == 1


def insert_all_once(
    session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]
) -> int:
    """Insert those ``rows`` whose unique keys are free, and return how many that were."""
    if not rows:
        return 0
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    inserted = 0
    for some in (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE)):
        inserted += session.connection().execute(statement.values(list(some))).rowcount
    return inserted
