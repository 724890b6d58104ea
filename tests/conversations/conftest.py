"""The town of the stories, once per platform."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.conftest import copied, in_memory
from tests.conversations.town import PLATFORMS, START, Town


@pytest.fixture(scope="session")
def settled(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """The store of a town where everybody arrived a minute ago, which most stories begin with."""

    @cache
    def on(platform: str) -> Path:
        file = copied(sqlite_template, tmp_path_factory.mktemp(platform))
        database = Database(f"sqlite:///{file}")
        Town(platform, database, start=START - timedelta(minutes=1))
        database.close()
        return file

    return on


@pytest.fixture(params=PLATFORMS)
def town(request: pytest.FixtureRequest, settled: Callable[[str], Path]) -> Iterator[Town]:
    database = in_memory(settled(request.param))
    yield Town(request.param, database)
    database.close()
