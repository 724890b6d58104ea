"""Long runs: what was promised and what was measured, in one table at the end.

Each line is kept in ``out/promises.tsv`` as soon as it is measured: hours are not lost when a run
is broken off, and parts that ran on their own can be put together.

A test that is marked ``soak`` runs with `make soak`, one that is marked ``long`` with
`make soak-long`; one that measures time is marked ``alone`` besides: no other long test of this
machine runs beside it.
"""

import fcntl
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from tempfile import gettempdir
from typing import Protocol

import pytest

_PROPERTY = "promise"
_LONG = ("soak", "long")
_HEAD = ("promise", "what", "target", "measured")


class Measured(Protocol):
    """Notes one figure: ``promise`` is its number in docs/promises.md, such as ``R-O4``."""

    def __call__(self, promise: str, what: str, target: str, measured: object) -> None: ...


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Measured:
    def note(promise: str, what: str, target: str, measured: object) -> None:
        row = [promise, what, target, str(measured)]
        request.node.user_properties.append((_PROPERTY, row))
        if any(request.node.get_closest_marker(name) for name in _LONG):
            _keep(request.config.rootpath / "out", row)

    return note


def _keep(folder: Path, row: list[str]) -> None:
    folder.mkdir(exist_ok=True)
    at = time.strftime("%Y-%m-%d %H:%M:%S")
    with (folder / "promises.tsv").open("a") as file:
        file.write("\t".join([at, *row]) + "\n")


@pytest.fixture(autouse=True)
def room_on_the_machine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Quick tests share the machine as they like; long ones let those that measure time be alone.

    Waiting is not the test's time: its own limit begins when it has the machine.
    """
    if not any(request.node.get_closest_marker(name) for name in _LONG):
        yield
        return
    alone = request.node.get_closest_marker("alone") is not None
    with Path(gettempdir(), "dividend-soak.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = sorted(
        tuple(value)
        for report in chain.from_iterable(terminalreporter.stats.values())
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == _PROPERTY
    )
    if rows:
        terminalreporter.section("promises")
        for line in _table([_HEAD, *rows]):
            terminalreporter.line(line)


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield " | ".join(cells).rstrip()
