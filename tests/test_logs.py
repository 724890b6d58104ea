"""What the log keeps of an error: where it came from, and not what somebody typed."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from bot.app.logs import set_up_logs
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
