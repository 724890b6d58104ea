"""``dividend serve`` that dies where it is told: ``python -m tests.faults.mortal``.

``DIE_AT`` is ``before_commit:N`` or ``after_commit:N``: at the N-th time that a transaction is
about to be saved, or was saved a moment ago and nobody was told.
"""

import os
from itertools import count
from signal import SIGKILL

from sqlalchemy import event
from sqlmodel import Session

from bot.__main__ import program


def die_at(place: str) -> None:
    point, _, number = place.partition(":")
    moments = count(1)

    @event.listens_for(Session, point)
    def reached(_: Session) -> None:
        if next(moments) == int(number):
            os.kill(os.getpid(), SIGKILL)


if __name__ == "__main__":
    if place := os.environ.get("DIE_AT"):
        die_at(place)
    program(["serve"])
