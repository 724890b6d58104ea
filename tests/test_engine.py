"""Long work is finished once, also when the process dies in the middle."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, Queue
from textwrap import dedent
from time import time  # noqa: TID251 - as the library does

import pytest

from bot.engine.durable import DbosEngine
from bot.engine.inline import InlineEngine
from bot.errors import StoreAway


def two_minutes_from_now() -> datetime:
    """Ahead of the library, which reads the machine's clock: whatever failed may run again."""
    return datetime.fromtimestamp(time(), UTC) + timedelta(minutes=2)


class Work:
    """Tells each call, and fails as often as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.failures, self.done = list(failures), Queue[str]()

    def __call__(self, wave: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.done.put(wave)


@pytest.fixture
def engine(database_url: str) -> Iterator[DbosEngine]:
    engine = DbosEngine(database_url, "first", two_minutes_from_now)
    yield engine
    engine.close()


def test_inline_work_is_done_at_once_and_once_per_key() -> None:
    engine, work = InlineEngine(), Work()
    engine.register("open_wave", work)

    for key in ("monday", "monday", "tuesday"):
        engine.start("open_wave", key, key)

    assert list(work.done.queue) == ["monday", "tuesday"]


def test_inline_work_that_failed_may_be_done_again() -> None:
    engine, work = InlineEngine(), Work(KeyError())
    engine.register("open_wave", work)
    with pytest.raises(KeyError):
        engine.start("open_wave", "monday", "w1")

    engine.start("open_wave", "monday", "w1")

    assert list(work.done.queue) == ["w1"]


def test_durable_work_is_done_once_per_key_also_after_a_failure(
    engine: DbosEngine, capfd: pytest.CaptureFixture[str]
) -> None:
    steady, shaky = Work(), Work(StoreAway("restarting"))
    broken = Work(ValueError("what somebody said"))
    engine.register("steady", steady)
    engine.register("shaky", shaky)
    engine.register("broken", broken)
    engine.open()

    for key in ("monday", "monday", "tuesday"):
        engine.start("steady", key, key)
    engine.start("shaky", "monday", "after the store came back")
    assert {steady.done.get(timeout=10) for _ in range(2)} == {"monday", "tuesday"}
    assert shaky.done.get(timeout=10) == "after the store came back"
    assert steady.done.empty()

    engine.start("broken", "monday", "first try")
    while broken.done.empty():
        engine.start("broken", "monday", "second try")
    assert broken.done.get() == "second try"
    assert "DBOS" not in capfd.readouterr().err


def test_work_that_failed_is_done_again_after_the_clock_was_set_back(sqlite_url: str) -> None:
    engine = DbosEngine(sqlite_url, "first", lambda: two_minutes_from_now() - timedelta(days=1))
    broken = Work(ValueError())
    engine.register("broken", broken)
    engine.open()

    engine.start("broken", "monday", "first try")
    for _ in range(100):
        engine.start("broken", "monday", "second try")
        with suppress(Empty):
            assert broken.done.get(timeout=0.1) == "second try"
            break
    else:
        pytest.fail("it was never tried again")
    engine.close()


PROGRAM = """
    import os, sys
    from datetime import datetime
    from threading import Event
    from bot.engine.durable import DbosEngine

    url, mode, replica, now, record = sys.argv[1:]
    finished = Event()

    def work(wave):
        with open(record, "a") as file:
            print(mode, wave, file=file)
        if mode == "dies":
            os._exit(9)
        finished.set()

    engine = DbosEngine(url, replica, lambda: datetime.fromisoformat(now))
    engine.register("open_wave", work)
    engine.open()
    if mode != "resumes":
        engine.start("open_wave", "monday", "w1")
    assert finished.wait(20)
    engine.close()
"""


@pytest.mark.parametrize(("mode", "replica"), [("resumes", "first"), ("takes over", "second")])
def test_what_a_killed_process_was_doing_is_done_by_the_next_one(
    mode: str, replica: str, sqlite_url: str, tmp_path: Path
) -> None:
    """The same replica finds it when it starts, another one when it asks for the same work."""
    record = tmp_path / "record"

    for arguments, code in ((("dies", "first"), 9), ((mode, replica), 0)):
        now = str(two_minutes_from_now())
        command = [sys.executable, "-c", dedent(PROGRAM), sqlite_url, *arguments, now, str(record)]
        run = subprocess.run(command, check=False, capture_output=True, timeout=50)
        assert run.returncode == code, run.stderr.decode()

    assert record.read_text().splitlines() == ["dies w1", f"{mode} w1"]
