"""PostgreSQL stores as archives: written by pg_dump while in use, and read back beside the store.

The programs are PostgreSQL's own. What they need to know of the server travels in the address and
the password in their environment: a command line can be read by everybody on the machine.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import CopyRefused
from bot.store.database import Database

STAGE = "dividend_restoring"
KEPT = "dividend_before_"
ENGINE = "dbos"  # the engine's schema; it needs no backup, see bot/app/restoring.py
# pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1): packagers add a part of their own
_VERSION = re.compile(r"pg_dump \(.*?\) (\d+)")
_NEWEST_SETTING = "SET transaction_timeout"  # pg_restore 17 writes it, older servers refuse it
_SECRETS = {"password": "PGPASSWORD", "sslpassword": "PGSSLPASSWORD"}


@dataclass(frozen=True, slots=True)
class Programs:
    """PostgreSQL's programs in a folder, or on the PATH where none is given."""

    address: URL
    folder: Path | None = None

    @classmethod
    def found(cls, url: str, folder: Path | None) -> "Programs":
        return cls(make_url(url).set(drivername="postgresql"), folder)

    def suitable(self, connection: Connection) -> "Programs":
        """Raises ``CopyRefused`` when pg_dump is missing or older than the server."""
        server = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
        own = _VERSION.match(self._run("pg_dump", "--version"))
        if own is None or int(own[1]) < server:
            raise CopyRefused(
                f"pg_dump is of version {own[1] if own else '?'}, the server of {server}: install "
                f"PostgreSQL's client programs of version {server}, or name their folder with "
                "--programs or DIVIDEND_PG_PROGRAMS"
            )
        return self

    def dump(self, file: Path, snapshot: str) -> None:
        """Write everything but the engine's tables into ``file``, as ``snapshot`` sees it."""
        left_out = [f"--exclude-schema={name}" for name in (ENGINE, STAGE, f"{KEPT}*")]
        where = [f"--dbname={self._where}", f"--file={file}"]
        self._run("pg_dump", "--format=custom", f"--snapshot={snapshot}", *left_out, *where)
        self.read_whole(file)

    def read_whole(self, file: Path) -> None:
        """Raises ``CopyRefused`` when the archive cannot be read to its end."""
        self._run("pg_restore", f"--file={os.devnull}", str(file))

    def script(self, file: Path) -> Iterator[bytes]:
        """The archive as SQL, as any server takes it."""
        command = [self._program("pg_restore"), "--no-owner", "--no-privileges", "--no-comments"]
        with subprocess.Popen([*command, "--file=-", str(file)], stdout=subprocess.PIPE) as made:  # noqa: S603
            yield from (line for line in made.stdout or () if not _is_too_new(line))
        if made.returncode:
            raise CopyRefused(f"{file} cannot be read by pg_restore")

    def execute(self, script: Iterator[bytes]) -> None:
        """Run SQL that begins and commits by itself.

        When this process dies amid it, psql reads to no commit, and all of it is undone.
        """
        command = [self._program("psql"), "--no-psqlrc", "--quiet", "--output", os.devnull]
        command += ["--set=ON_ERROR_STOP=1", f"--dbname={self._where}"]
        with subprocess.Popen(  # noqa: S603
            [*command, "--file=-"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._environment,
        ) as psql:
            with ExitStack() as unless_it_read_all:
                unless_it_read_all.callback(psql.kill)
                with suppress(BrokenPipeError):  # it has said why
                    for line in script:
                        psql.stdin.write(line)  # type: ignore[union-attr]
                unless_it_read_all.pop_all()
            _, said = psql.communicate()
        if psql.returncode:
            raise CopyRefused(f"psql: {_first_line(said.decode(errors='replace'))}")

    def _run(self, name: str, *arguments: str) -> str:
        command = [self._program(name), *arguments]
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, env=self._environment, check=False
        )
        if done.returncode:
            raise CopyRefused(f"{name}: {_first_line(done.stderr)}")
        return done.stdout

    def _program(self, name: str) -> str:
        path = shutil.which(name, path=str(self.folder) if self.folder else None)
        if path is None:
            raise CopyRefused(
                f"{name} was not found: install PostgreSQL's client programs, or name their folder "
                "with --programs or DIVIDEND_PG_PROGRAMS"
            )
        return path

    @property
    def _where(self) -> str:
        bare = self.address.difference_update_query(list(_SECRETS))
        return bare._replace(password=None).render_as_string(hide_password=False)

    @property
    def _environment(self) -> Mapping[str, str]:
        secrets = {
            variable: str(value)
            for name, variable in _SECRETS.items()
            if (value := self.address.query.get(name))
        }
        if self.address.password:
            secrets["PGPASSWORD"] = self.address.password
        return {**os.environ, **secrets}


def counted(connection: Connection, schema: str) -> dict[str, int]:
    """How many rows each table of a schema has."""
    named = "SELECT tablename FROM pg_tables WHERE schemaname = :schema ORDER BY tablename"
    tables = connection.execute(text(named), {"schema": schema}).scalars().all()
    quote = connection.dialect.identifier_preparer.quote_identifier
    return {
        name: connection.exec_driver_sql(
            f"SELECT count(*) FROM {quote(schema)}.{quote(name)}"  # noqa: S608 - the server's names
        ).scalar_one()
        for name in tables
    }


def home(connection: Connection) -> str:
    """The schema that the store's tables live in."""
    return str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())


def others(connection: Connection) -> int:
    """How many sessions there are in this database besides ours."""
    counted = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    return int(connection.exec_driver_sql(counted).scalar_one())


def looking_at(schema: str, database: Database) -> None:
    """Let every new connection of ``database`` see another schema instead of the store."""

    @event.listens_for(database.engine, "connect", insert=True)
    def look_there(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(f"SET search_path TO {schema}")
        cursor.close()
        connection.autocommit = False


def to_the_stage(home: str, script: Iterator[bytes]) -> Iterator[bytes]:
    """SQL that reads an archive onto the stage, and leaves the store as it was.

    An archive names the schema it came from: the store steps aside for as long.
    """
    aside = f"{STAGE}_aside"
    yield _sql("BEGIN", "SET LOCAL lock_timeout = '5s'", "SET LOCAL client_min_messages = warning")
    yield _sql(f"DROP SCHEMA IF EXISTS {STAGE} CASCADE", f"CREATE SCHEMA {aside}")
    yield _sql(*_moved(home, aside))
    yield from script
    yield _sql("RESET search_path", f"CREATE SCHEMA {STAGE}", *_moved(home, STAGE))
    yield _sql(*_moved(aside, home), f"DROP SCHEMA {aside}", "COMMIT")


def in_place(connection: Connection, ready: str, home: str, kept_as: str) -> None:
    """Make what is in ``ready`` the store, and keep the one that was there in another schema."""
    changes = (
        "SET LOCAL statement_timeout = 0",
        f"CREATE SCHEMA {kept_as}",
        *_moved(home, kept_as),
        *_moved(ready, home),
        f"DROP SCHEMA {ready}",
        f"DROP SCHEMA IF EXISTS {ENGINE} CASCADE",
    )
    for change in changes:
        connection.execute(text(change))


@contextmanager
def at_one_moment(database: Database) -> Iterator[tuple[Connection, str]]:
    """A connection to the store as it is now, and the name by which pg_dump sees the same."""
    with database.connection() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        yield connection, connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()


def _moved(source: str, target: str) -> Sequence[str]:
    """Move tables, with all that hangs on them, and functions that no extension brought."""
    return (
        # Both names are our own or the server's; a block takes no parameters.
        f"""DO $$ DECLARE one record; BEGIN
        FOR one IN SELECT relname FROM pg_class WHERE relkind = 'r'
            AND relnamespace = '{source}'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %I.%I SET SCHEMA {target}', '{source}', one.relname);
        END LOOP;
        FOR one IN SELECT oid::regprocedure AS name FROM pg_proc
            WHERE pronamespace = '{source}'::regnamespace AND NOT EXISTS (
                SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') LOOP
            EXECUTE format('ALTER FUNCTION %s SET SCHEMA {target}', one.name);
        END LOOP; END $$""",  # noqa: S608
    )


def _sql(*statements: str) -> bytes:
    return "".join(f"{statement};\n" for statement in statements).encode()


def _is_too_new(line: bytes) -> bool:
    return line.startswith(_NEWEST_SETTING.encode())


def _first_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[0] if lines else "it failed without a word"
