"""``dividend serve`` that dies where it is told, by a clock that runs as fast as it is told.

``python -m tests.faults.mortal``. ``DIE_AT`` is ``before_commit:N`` or ``after_commit:N``: at the
N-th time that a transaction is about to be saved, or was saved a moment ago and nobody was told.
``FAST_CLOCK`` is ``START RATE``: that instant stood when the machine's clock showed it, and since
then RATE seconds have gone by in each.
"""

import os
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


def die_at(place: str) -> None:
    point, _, number = place.partition(":")
    moments = count(1)

    @event.listens_for(Session, point)
    def reached(_: Session) -> None:
        if next(moments) == int(number):
            os.kill(os.getpid(), SIGKILL)


def fast_clock(told: str) -> Clock:
    """The same in every process that is told the same."""
    text, _, rate = told.partition(" ")
    start = datetime.fromisoformat(text)
    return lambda: start + (system_clock() - start) * float(rate)


if __name__ == "__main__":
    if place := os.environ.get("DIE_AT"):
        die_at(place)
    told = os.environ.get("FAST_CLOCK")
    set_up_logs()
    serve(read_environment(os.environ, Path.cwd()), fast_clock(told) if told else system_clock)
