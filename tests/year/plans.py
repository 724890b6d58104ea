"""What people are going to do in the year: drawn by chance, the same for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from tests.year.lives import HOMES, Leave, Life

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Act:
    """``what`` is a method of the world, with one value."""

    at: datetime
    account: str
    what: str
    value: str = ""


def born(number: int, random: Random, teams: int) -> Life:
    home = list(HOMES)[number % len(HOMES)]
    keenness = 0.0 if random.random() < 0.2 else random.uniform(0.3, 0.95)
    email = f"p{number:04}@northlight.example"
    return Life("", f"U{number:04}", email, home, keenness, manages=number < teams)


def plans(life: Life, random: Random, start: datetime, days: int) -> Iterator[Act]:
    """Everything but answers, which come when somebody is asked."""

    def some_time(after: datetime = start, within: int = days) -> datetime:
        at = after + timedelta(minutes=random.randrange(within * 24 * 60))
        return at.replace(second=13)  # never while something is sent

    def act(at: datetime, what: str, value: str = "") -> Act:
        return Act(at, life.account, what, value)

    if life.home == "Africa/Cairo":
        yield act(start + timedelta(minutes=7, seconds=13), "wish", "days=6,0,1,2,3")
    for _ in range(round(life.keenness * days / 40)):
        yield act(some_time(), "look_in")
    if random.random() < 0.15:
        away = some_time()
        yield act(away, "move", random.choice(list(HOMES)))
        yield act(some_time(away + DAY, within=30), "move", life.home)
    if random.random() < 0.25:
        wishes = ("days=0,1,2,3", "days=5,6", "budget=1", "budget=4", "hours=20,10", "hours=16,6")
        yield act(some_time(), "wish", random.choice((*wishes, "kinds=invitation", "budget=0")))
        yield act(some_time(), "wish", random.choice(("hours=18,8", "budget=2", "days=0,1,2,3,4")))
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        yield act(
            some_time(), random.choice(("snooze", "snooze_until")), f"{random.randint(1, 40)}"
        )
    if random.random() < 0.08:
        gone = some_time()
        yield act(gone, "opt_out")
        if random.random() < 0.6:
            yield act(some_time(gone + DAY, within=80), "opt_in")


def leave(random: Random, start: datetime, days: int) -> Iterator[Leave]:
    for _ in range(random.randint(0, 3) if days > 60 else random.randint(0, 1)):
        first = start.date() + DAY * random.randrange(days)
        told_on = first - DAY * random.choice((0, 0, 7, 20, 40))
        back = told_on + DAY * 5 if random.random() < 0.1 else None
        yield Leave(first, first + DAY * random.choice((0, 1, 4, 6, 13, 20)), told_on, back)


def told_days(start: datetime, days: int) -> Iterator[datetime]:
    """Mondays and Thursdays, on which the admin reads in who is away."""
    for number in range(days):
        day: date = start.date() + DAY * number
        if day.weekday() in (0, 3):
            yield datetime.combine(day, time(5, 7, 13), UTC)
