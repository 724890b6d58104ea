"""``dividend serve`` that dies where it is told, by a clock that runs as fast as it is told.

``DIE_AT`` is ``before_commit:N`` or ``after_commit:N``: at the N-th time that a transaction is
about to be saved, or was saved a moment ago and nobody was told. ``FAST_CLOCK`` is ``START RATE``:
that instant stood when the machine's clock showed it, and since then RATE seconds have gone by in
each.
"""

import os
import sys
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from signal import SIGKILL

from sqlalchemy import event
from sqlmodel import Session

from bot.app.logs import set_up_logs
from bot.app.outside import system_clock
from bot.app.serving import serve
from bot.config import read_environment
from bot.model.ports import Clock


def live(environment: Mapping[str, str], log: Path) -> None:
    """Be the program until it is told to stop, or dies; ``log`` gets all that it says."""
    with log.open("ab") as lines:
        os.dup2(lines.fileno(), sys.stdout.fileno())
        os.dup2(lines.fileno(), sys.stderr.fileno())
    if place := environment.get("DIE_AT"):
        die_at(place)
    told = environment.get("FAST_CLOCK")
    set_up_logs()
    clock = fast_clock(told) if told else system_clock
    serve(read_environment(environment, Path.cwd()), clock)


def die_at(place: str) -> None:
    point, _, number = place.partition(":")
    moments = count(1)

    def reached(*_: object) -> None:
        if next(moments) == int(number):
            os.kill(os.getpid(), SIGKILL)

    event.listen(Session, point, reached)


def fast_clock(told: str) -> Clock:
    """The same in every process that is told the same."""
    text, _, rate = told.partition(" ")
    start = datetime.fromisoformat(text)
    return lambda: start + (system_clock() - start) * float(rate)
