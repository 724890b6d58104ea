"""A copy of the store in a file, made while the bot runs."""

from dataclasses import dataclass
from pathlib import Path

from bot.errors import CopyRefused
from bot.store.archives import Programs, at_one_moment, counted, home
from bot.store.database import Database
from bot.store.schema import schema_version
from bot.store.sqlitefiles import copied, rows_in, writing_anew


@dataclass(frozen=True, slots=True)
class Written:
    """``rows`` are those of the copy, by table; ``size`` is in bytes."""

    rows: dict[str, int]
    size: int


def back_up(database: Database, file: Path, programs: Path | None, *, force: bool) -> Written:
    """Write the store as it is at one moment; readable by the owner of the file only.

    Raises ``CopyRefused``, and then the file is what it was before.
    """
    if file.exists() and (not force or file.is_dir() or _is_the_store(database, file)):
        raise CopyRefused(f"{file} exists: name another file, or say --force")
    if database.is_sqlite and not (database.file and Path(database.file).exists()):
        raise CopyRefused("there is no store yet: nothing to copy")
    if schema_version(database) is None:
        raise CopyRefused("the store is empty: nothing to copy")
    try:
        with writing_anew(file) as beside:
            rows = _copied(database, beside, programs)
        return Written(rows, file.stat().st_size)
    except OSError as error:
        raise CopyRefused(f"{file} cannot be written: {error.strerror}") from error


def _copied(database: Database, beside: Path, programs: Path | None) -> dict[str, int]:
    if database.file is not None:
        copied(Path(database.file), beside)
        return rows_in(beside)
    address = database.engine.url.render_as_string(hide_password=False)
    with at_one_moment(database) as (connection, snapshot):
        Programs.found(address, programs).suitable(connection).dump(beside, snapshot)
        return counted(connection, home(connection))


def _is_the_store(database: Database, file: Path) -> bool:
    return database.file is not None and file.samefile(database.file)
