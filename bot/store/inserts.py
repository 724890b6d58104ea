"""Insert a row unless its unique key is taken; how differs by database, so it is hidden here."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert
from sqlmodel import Session, SQLModel


def insert_once(session: Session, row: SQLModel) -> bool:
    """Insert ``row``; false when a unique key is taken, and then nothing happens."""
    return insert_all_once(session, type(row), [row.model_dump()]) == 1


def insert_all_once(
    session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]
) -> int:
    """Insert those ``rows`` whose unique keys are free, and return how many that were."""
    if not rows:
        return 0
    statement = _unless_taken(table, session.get_bind().dialect.name)
    return session.connection().execute(statement, rows).rowcount


@cache
def _unless_taken(table: type[SQLModel], dialect: str) -> Insert:
    """Made once per table: the text of the statement is then made once, too."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
