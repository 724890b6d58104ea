"""What people typed cannot be read or moved with the database alone."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import SealBroken
from bot.keyring import KeyRing
from bot.model.fields import LONGEST_TEXT
from bot.store.database import Database
from bot.store.sealing import BEFORE_ALL, Batch, Seals
from bot.store.sealing import opened as read
from bot.store.sqlitefiles import without_old_pages
from bot.store.tables import Answer
from tests.store.rows import KEYS, add_wave, opened, response

CANARY = "a canary sang of the invoices"
ROOT, NEW = "only-for-the-tests-of-the-store", "a newer key put in front of it"
ROTATED = KeyRing.parse(f"{NEW},{ROOT}")


def answer(database: Database, respondent: str, note: str) -> None:
    with opened(database) as store:
        wave = add_wave(store)
        numbers, texts = {"task.mail": 1.0}, {"note": note, "normal_week": "no"}
        assert store.surveys.record(response(wave, respondent), numbers, texts)


def notes(database: Database, keys: KeyRing = KEYS) -> dict[str, str]:
    with opened(database, keys) as store:
        found = store.surveys.of_waves(["checkin-2026-11-23"])
        return {one.response.respondent: one.texts["note"] for one in found}


def renew(database: Database, keys: KeyRing) -> list[Batch]:
    batches, after = list[Batch](), BEFORE_ALL
    while True:
        with opened(database, keys) as store:
            batches.append(store.sealing.renew(after))
        if (last := batches[-1].last) is None:
            return batches
        after = last


def run(database: Database, statement: str) -> None:
    with database.transaction() as session:
        session.connection().execute(text(statement))


def everything(database: Database) -> bytes:
    """The store's raw bytes on SQLite, each row of each table on PostgreSQL."""
    if database.file is not None:
        folder = Path(database.file).parent
        return b"".join(f.read_bytes() for f in folder.glob("dividend.sqlite*"))
    with database.transaction() as session:
        rows = session.connection().execute(text("SELECT to_json(answer) FROM answer")).all()
    return json.dumps([row[0] for row in rows]).encode()


def test_what_is_typed_lies_nowhere_in_the_clear(database: Database) -> None:
    answer(database, "r1", CANARY)

    lying = everything(database)

    assert b"task.mail" in lying
    for form in (CANARY.encode(), CANARY.encode("utf-16-le"), b64encode(CANARY.encode())[:-4]):
        assert form not in lying
    assert notes(database) == {"r1": CANARY}


@pytest.mark.parametrize("moved", ["to another person", "to another question"])
def test_what_was_moved_is_refused_and_everybody_else_is_served(
    database: Database, moved: str
) -> None:
    answer(database, "r1", CANARY)
    answer(database, "r2", "nothing much")
    source, target = (
        (("r1", "note"), ("r2", "note"))
        if moved == "to another person"
        else (("r2", "normal_week"), ("r2", "note"))
    )
    run(
        database,
        "UPDATE answer SET sealed = (SELECT sealed FROM answer WHERE "  # noqa: S608 - our words
        f"respondent = '{source[0]}' AND question = '{source[1]}') "
        f"WHERE respondent = '{target[0]}' AND question = '{target[1]}'",
    )

    with opened(database) as store:
        row = store.surveys.session.get_one(Answer, ("checkin-2026-11-23", *target))
        with pytest.raises(SealBroken):
            read(KEYS, row)
        assert store.surveys.of_respondent("r2") == []
    assert notes(database) == {"r1": CANARY}
    answer(database, "r2", "once more")  # whose it is can mend it
    assert notes(database) == {"r1": CANARY, "r2": "once more"}


def test_the_limit_counts_what_was_typed_not_its_seal(database: Database) -> None:
    answer(database, "r1", "ü" * LONGEST_TEXT)
    assert notes(database) == {"r1": "ü" * LONGEST_TEXT}

    with pytest.raises(ValueError, match="more than 2000 characters"):
        answer(database, "r2", "x" * (LONGEST_TEXT + 1))


def test_words_of_an_earlier_version_are_read_and_then_sealed(database: Database) -> None:
    answer(database, "r1", "x")
    old = f"text = '{CANARY}', sealed = NULL"
    was = f"UPDATE answer SET {old} WHERE question = 'note'"  # noqa: S608 - our words
    run(database, was)
    with opened(database) as store:
        assert store.sealing.seals() == Seals(open=1, older=0, lost=0)
    assert notes(database) == {"r1": CANARY}

    assert [batch.done for batch in renew(database, KEYS)] == [1, 0]

    if database.file is not None:
        without_old_pages(Path(database.file))
    assert CANARY.encode() not in everything(database)
    assert notes(database) == {"r1": CANARY}
    with opened(database) as store:
        assert store.sealing.seals() == Seals(open=0, older=0, lost=0)


@pytest.mark.parametrize(
    "many", [40, pytest.param(20_000, marks=[pytest.mark.soak, pytest.mark.long])]
)
def test_rotation_goes_on_where_it_was_broken_off(database: Database, many: int) -> None:
    for number in range(many // 2):
        answer(database, f"r{number:05}", f"note {number}")
    with opened(database, ROTATED) as store:
        assert store.sealing.seals() == Seals(open=0, older=many, lost=0)
        store.sealing.renew()  # and then it was killed

    renew(database, ROTATED)

    only_new = KeyRing.parse(f"{NEW},another root that opens nothing")
    assert notes(database, only_new)[f"r{many // 2 - 1:05}"] == f"note {many // 2 - 1}"
    assert [batch.done for batch in renew(database, ROTATED)] == [0]
    with opened(database, KEYS) as store:
        assert store.sealing.seals() == Seals(open=0, older=0, lost=many)


def test_what_cannot_be_read_does_not_stop_rotation(database: Database) -> None:
    answer(database, "r1", CANARY)
    answer(database, "r2", "well")
    run(database, "UPDATE answer SET sealed = 'junk' WHERE respondent = 'r1' AND question = 'note'")

    [batch, _] = renew(database, ROTATED)

    assert (batch.done, batch.broken) == (3, 1)
    assert notes(database, ROTATED) == {"r2": "well"}
