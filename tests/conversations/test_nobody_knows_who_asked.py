"""Whoever has the whole database and the keys learns nothing about who asked a question."""

import base64
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from bot.store.database import Database
from tests.conftest import Lent
from tests.conversations.town import Settled, Town

QUESTION = "Will the tool read my mail?"
SEALED = {"eventkey": "outcome", "delivery": "card", "question": "sealed"}
Stores = Callable[[str], Database]
Row = tuple[tuple[str, Any], ...]
Dump = dict[str, set[Row]]


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, settled: Settled) -> Iterator[Stores]:
    """As many stores as a test asks for: empty ones on PostgreSQL, which the town settles in."""
    with ExitStack() as stack:

        def one(platform: str) -> Database:
            if request.param == "sqlite":
                database = settled(platform)
            else:
                cluster = request.getfixturevalue("cluster")
                template = request.getfixturevalue("postgresql_template")
                database = Lent.at(stack.enter_context(cluster.lent(template)))
            stack.callback(database.close)
            return database

        yield one


def settled_town(platform: str, database: Database) -> Town:
    """Where everybody's profile was looked up, a while after they arrived."""
    town = Town(platform, database)
    town.pass_time(minutes=1)
    return town


def asks(town: Town, name: str, question: str = QUESTION, word: str = "ask") -> None:
    town.desk(name).say(word)
    if "Ready when you are" in town.desk(name).screen:
        town.desk(name).press("Open")
    town.desk(name).submit(question=question)
    town.deliver()


def says(town: Town, name: str) -> None:
    """The words along with the command, where that opens no form."""
    town.desk(name).type(f"ask {QUESTION}")
    town.deliver()


def forced(sealed: str, town: Town) -> str:
    """A seal opened by somebody with the key, who need not know what it is sealed to."""
    if not sealed:
        return ""
    raw = base64.urlsafe_b64decode(sealed.partition(".")[2])
    counter = CTR(raw[:12] + b"\0\0\0\2")  # which is what AES-GCM is, without its last 16 bytes
    opened = Cipher(AES(town.turns.keys.key("encryption")), counter).decryptor()
    return opened.update(raw[12:-16]).decode()


def dump(town: Town) -> Dump:
    """Every row of every table, with all seals broken."""
    with town.turns.database.transaction() as session:
        connection = session.connection()
        found = Dump()
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).mappings()  # noqa: S608
            found[table] = {
                tuple((c, forced(v, town) if SEALED.get(table) == c else v) for c, v in row.items())
                for row in rows
            }
    return found


def new_rows(town: Town, happens: Callable[[], None]) -> Dump:
    before = dump(town)
    happens()
    found = {table: rows - before[table] for table, rows in dump(town).items()}
    return {table: rows for table, rows in found.items() if rows}


def shapes(rows: set[Row], *besides: str) -> set[Row]:
    return {tuple(cell for cell in row if cell[0] not in besides) for row in rows}


@pytest.mark.parametrize(
    ("platform", "asking"),
    [
        pytest.param("slack", asks, id="slack"),
        pytest.param("slack", says, id="slack, in a message"),
        pytest.param("teams", asks, id="teams"),
    ],
)
def test_what_the_box_keeps_does_not_depend_on_who_asked(
    platform: str,
    asking: Callable[[Town, str], None],
    stores: Stores,
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept = list[Dump]()
    for name in ("Alice", "Ben"):
        town = settled_town(platform, stores(platform))
        capsys.readouterr()
        kept.append(new_rows(town, lambda town=town, name=name: asking(town, name)))
        assert capsys.readouterr().out == "", "nothing is logged"

    by_alice, by_ben = kept
    assert by_alice["question"] == by_ben["question"]
    [row] = by_alice.pop("question")
    assert {name for name, _ in row} == {"id", "asked_on", "is_open", "sealed"}
    assert dict(row)["sealed"] == QUESTION
    assert {"eventkey", "account"} <= by_alice.keys() <= {"eventkey", "account", "delivery"}
    for cells in by_alice.values():
        assert QUESTION not in repr(cells)
        assert dict(row)["id"] not in repr(cells)


@pytest.mark.parametrize("word", ["ask", "question"])
@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_what_any_event_leaves_does_not_tell_that_it_was_a_question(
    platform: str, word: str, stores: Stores
) -> None:
    """The same person, at the same time, once asks and once chooses when to be written to."""
    town = settled_town(platform, stores(platform))
    asked = new_rows(town, lambda: asks(town, "Alice", word=word))

    town = settled_town(platform, stores(platform))
    alice = town.desk("Alice")

    def wishes() -> None:
        alice.type("quiet")
        town.deliver()
        alice.press("Change")
        alice.submit(messages_per_week="1")
        town.deliver()

    wished = new_rows(town, wishes)
    assert shapes(asked["eventkey"], "key") <= shapes(wished["eventkey"], "key")
    own = ("id", "dedupe_key", "receipt", "replaces")  # names made up for each message
    assert shapes(asked.get("delivery", set()), *own) <= shapes(wished["delivery"], *own)
    assert shapes(asked["account"]) == shapes(wished["account"])


def test_after_its_day_no_trace_of_the_database_s_own_leads_back(
    stores: Stores,
) -> None:
    """Numbers of rows and of transactions would say which of the day's askers it was."""
    town = Town("slack", stores("slack"))
    for hour, name in enumerate(("Alice", "Ben", "Carl"), 9):
        town.until(f"2026-09-07 {hour:02}:00")
        asks(town, name, f"{QUESTION} says number {hour}")
    with town.turns.database.transaction() as session:
        held = set(session.connection().scalars(text("SELECT id FROM question")))
    town.until("2026-09-08 02:00")

    with town.turns.database.transaction() as session:
        connection = session.connection()
        assert not held & set(connection.scalars(text("SELECT id FROM question")))
        if town.turns.database.is_sqlite:
            with pytest.raises(OperationalError, match="no such column: rowid"):
                connection.execute(text("SELECT rowid FROM question"))
            return
        [written] = set(connection.scalars(text("SELECT xmin::text FROM question")))
        for table in ("eventkey", "account", "delivery", "auditentry"):
            others = connection.scalars(text(f"SELECT xmin::text FROM {table}"))  # noqa: S608
            assert written not in set(others), table
