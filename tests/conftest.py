"""Databases for tests: each test gets a copy of a migrated store, on SQLite and on PostgreSQL."""

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from shutil import copyfile
from sqlite3 import connect
from typing import ClassVar

import pytest

from bot.store.database import Database
from bot.store.schema import migrate
from tests.clusters import Cluster

pytest_plugins = ["tests.promises"]


def pytest_collection() -> None:
    """What is imported and collected stays to the end: not worth looking through for rubbish."""
    gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits most of its time begins first, so that nobody waits for it at the end."""
    items.sort(key=lambda item: "faults" not in item.path.parts)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where the time of the suite goes, folder by folder."""
    spent = Counter[str]()
    for report in chain.from_iterable(terminalreporter.stats.values()):
        if isinstance(report, pytest.TestReport):
            spent["/".join(report.nodeid.split("::")[0].split("/")[:-1])] += report.duration
    terminalreporter.section("seconds by folder")
    for folder, seconds in spent.most_common():
        terminalreporter.line(f"{seconds:7.1f}  {folder}")


class Lent(Database):
    """Lent again once it is closed: what it has compiled would cost a test a fifth of its time."""

    spare: ClassVar = defaultdict[str, list["Lent"]](list)

    @classmethod
    def at(cls, url: str) -> "Lent":
        return cls.spare[url].pop() if cls.spare[url] else cls(url)

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._url = url

    def close(self) -> None:
        super().close()
        self.spare[self._url].append(self)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "dividend.sqlite"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    return file


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """PostgreSQL, started when the first test needs it; one per pytest process."""
    with Cluster.started() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def postgresql_template(cluster: Cluster) -> str:
    database = Database(cluster.create("template_dividend"))
    migrate(database)
    database.close()
    return "template_dividend"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{copied(sqlite_template, tmp_path)}"


@pytest.fixture
def postgresql_url(cluster: Cluster, postgresql_template: str) -> Iterator[str]:
    with cluster.lent(postgresql_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a store with the newest schema, for tests with more than one process."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A store nobody has migrated."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'dividend.sqlite'}")
        yield database
        database.close()
    else:
        with request.getfixturevalue("cluster").copied("template0") as url:
            database = Database(url)
            yield database
            database.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Lent.at(database_url)
    yield database
    database.close()


@pytest.fixture
def sqlite_database(sqlite_template: Path) -> Iterator[Database]:
    """In memory: for tests to which the database does not matter."""
    database = in_memory(sqlite_template)
    yield database
    database.close()


def copied(template: Path, folder: Path) -> Path:
    return Path(copyfile(template, folder / "dividend.sqlite"))


def in_memory(template: Path) -> Database:
    """A migrated store that is gone when it is closed."""
    database = Lent.at("sqlite://")
    with database.connection() as connection:
        memory = connection.connection.driver_connection
        kept = connect(template)
        kept.backup(memory)
        kept.close()
    return database
