"""What the log keeps of an error: where it came from, and not what somebody typed."""

import asyncio
import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

import bot
from bot.app.logs import set_up_logs
from bot.app.storms import MINUTE, MOST, Storms
from bot.errors import MessageFileError


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What the log writes to the process's error output."""
    root, written = logging.getLogger(), StringIO()
    handlers, level = list(root.handlers), root.level
    set_up_logs()
    for handler in root.handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(written)
    yield written
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(False)
    structlog.reset_defaults()


def fail_on(typed: str) -> float:
    try:
        return float(typed)
    except ValueError as error:
        raise RuntimeError(f"cannot read {typed}") from error


def line_of(written: StringIO) -> dict[str, str]:
    [line] = written.getvalue().splitlines()
    return dict(json.loads(line))


def test_an_error_is_followed_to_where_it_came_from_without_its_words(
    written: StringIO,
) -> None:
    try:
        fail_on("Alice is tired")
    except RuntimeError:
        structlog.get_logger().exception("turn_failed", done="survey.submit")

    told = line_of(written)
    assert (told["event"], told["done"]) == ("turn_failed", "survey.submit")
    assert "RuntimeError" in told["exception"]
    assert "ValueError" in told["exception"]
    assert "fail_on" in told["exception"]
    assert "Alice" not in json.dumps(told)


def test_libraries_keep_to_it_too(written: StringIO) -> None:
    try:
        fail_on("Alice is tired")
    except RuntimeError:
        logging.getLogger("some.library").exception("it broke")

    told = line_of(written)
    assert "RuntimeError" in told["exception"]
    assert "Alice" not in json.dumps(told)


def test_what_is_written_for_the_admin_is_kept(written: StringIO) -> None:
    try:
        raise MessageFileError("messages/en/help.md", 3, "is not closed")
    except MessageFileError:
        structlog.get_logger().exception("refused")

    assert "messages/en/help.md:3: is not closed" in line_of(written)["exception"]


def library(level: int, text: str, *arguments: object, name: str = "aiohttp.server") -> None:
    logging.getLogger(name).log(level, text, *arguments)


def test_what_is_put_into_a_librarys_text_is_left_out(written: StringIO) -> None:
    library(logging.WARNING, "heard from %s", "Alice")

    assert line_of(written)["event"] == "heard from %s"
    assert "Alice" not in written.getvalue()


def test_what_we_put_into_a_text_of_our_own_is_kept(written: StringIO) -> None:
    ours = logging.LogRecord("bot", logging.WARNING, bot.__file__, 1, "it is %s", ("away",), None)
    logging.getLogger("bot").handle(ours)

    assert line_of(written)["event"] == "it is away"


@pytest.mark.parametrize("name", ["slack_bolt.App", "adapters.slack.library", "asyncio"])
def test_a_text_that_does_not_stand_in_a_librarys_source_is_withheld(
    written: StringIO, name: str
) -> None:
    library(logging.CRITICAL, "".join(["heard from ", "Alice"]), name=name)

    told = line_of(written)
    assert told["event"] == "[text withheld]"
    assert told["place"].startswith("test_logs.py:")


def test_libraries_are_heard_below_warnings_only_when_somebody_debugs(written: StringIO) -> None:
    library(logging.INFO, "connected")
    assert not written.getvalue()
    logging.getLogger().setLevel("DEBUG")
    library(logging.INFO, "connected")
    assert line_of(written)["event"] == "connected"


def test_one_line_stays_one_line_whatever_is_in_it(written: StringIO) -> None:
    structlog.get_logger().warning("odd", text="a\nb\x1b[31m\u202e\x00")

    [line] = written.getvalue().splitlines()
    assert line.isprintable()
    assert line.isascii()


def test_what_a_thread_does_for_a_request_carries_its_id(written: StringIO) -> None:
    async def asked() -> None:
        with structlog.contextvars.bound_contextvars(request="r1"):
            await asyncio.to_thread(structlog.get_logger().info, "worked")

    asyncio.run(asked())

    assert line_of(written)["request"] == "r1"


def test_the_same_error_fills_no_log(written: StringIO) -> None:
    for number in range(500):
        structlog.get_logger().error("store_away", number=number)
    structlog.get_logger().error("something_else")

    told = [json.loads(line)["event"] for line in written.getvalue().splitlines()]
    assert told == [*["store_away"] * MOST, "something_else"]


def test_after_a_minute_it_is_said_how_many_were_left_out() -> None:
    now = [0.0]
    storms = Storms(lambda: now[0])
    line = logging.LogRecord("l", logging.ERROR, "p.py", 1, "away", None, None)
    assert sum(storms.lets_through(line) for _ in range(25)) == MOST
    assert not list(storms.over())

    now[0] = MINUTE
    [summary] = storms.over()

    assert summary.getMessage() == "left out within a minute: 15 more of p.py:1"
    assert storms.lets_through(line)
    assert not list(storms.over())
