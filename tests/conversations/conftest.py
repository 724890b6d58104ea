"""The town of the stories, once per platform."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.conftest import copied, in_memory
from tests.conversations.town import PLATFORMS, START, Settled, Town


@pytest.fixture(scope="session")
def settled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Settled:
    """A copy of the store of a town where everybody arrived a minute ago."""

    @cache
    def template(platform: str, newcomers: tuple[str, ...]) -> Path:
        file = copied(sqlite_template, tmp_path_factory.mktemp(platform))
        database = Database(f"sqlite:///{file}")
        Town(platform, database, newcomers=newcomers, start=START - timedelta(minutes=1))
        database.close()
        return file

    return lambda platform, *newcomers: in_memory(template(platform, newcomers))


@pytest.fixture
def slack_town(settled: Settled) -> Iterator[Town]:
    with closing(settled("slack")) as database:
        yield Town("slack", database)


@pytest.fixture(params=PLATFORMS)
def town(request: pytest.FixtureRequest, settled: Settled) -> Iterator[Town]:
    with closing(settled(request.param)) as database:
        yield Town(request.param, database)
