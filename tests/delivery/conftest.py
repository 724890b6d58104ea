"""The post office, on both databases."""

import pytest

from bot.store.database import Database
from tests.delivery.post import Post


@pytest.fixture
def post(database: Database) -> Post:
    return Post(database)
