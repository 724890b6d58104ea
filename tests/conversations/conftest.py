"""The town of the stories, once per platform."""

import pytest

from bot.store.database import Database
from tests.conversations.town import PLATFORMS, Town


@pytest.fixture(params=PLATFORMS)
def town(request: pytest.FixtureRequest, sqlite_database: Database) -> Town:
    return Town(request.param, sqlite_database)
