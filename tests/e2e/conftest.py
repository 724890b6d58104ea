"""One bot for each module: it is the whole of it, so that starting it takes a moment."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from tests.e2e.slack_side import SlackSide, slack_side
from tests.e2e.stage import Background
from tests.e2e.teams_side import TeamsSide, teams_side


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """A command sends the process's log where it wants; tests want it back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    root.handlers[:] = handlers
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logging.captureWarnings(False)
    root.setLevel(level)


@pytest.fixture(scope="session")
def loop() -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


@pytest.fixture(scope="module")
def store_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("e2e") / "dividend.sqlite"
    copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="module")
def slack(loop: Background, store_url: str) -> Iterator[SlackSide]:
    with slack_side(loop, store_url) as side:
        yield side


@pytest.fixture(scope="module")
def teams(loop: Background, store_url: str) -> Iterator[TeamsSide]:
    with teams_side(loop, store_url) as side:
        yield side
