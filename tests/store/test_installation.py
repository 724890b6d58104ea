"""A store belongs to the root key it was written under."""

import pytest

from bot.errors import KeysLost
from bot.keyring import KeyRing
from bot.store.database import Database
from bot.store.installation import Installations

FIRST, SECOND = "the first key of this store", "a second key that came later"


def recognise(database: Database, ring: str) -> None:
    with database.transaction() as session:
        Installations(session, KeyRing.parse(ring)).recognise()


def test_a_store_is_recognised_by_its_root_key_also_after_rotation(database: Database) -> None:
    recognise(database, FIRST)
    recognise(database, FIRST)
    recognise(database, f"{SECOND},{FIRST}")


def test_a_store_written_under_another_root_key_is_refused(database: Database) -> None:
    recognise(database, FIRST)
    with pytest.raises(KeysLost, match="Put the old key back"):
        recognise(database, SECOND)
