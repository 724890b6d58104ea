"""How made-up people answer: steady habits, a little noise, and less dull work under a pilot."""

from dataclasses import dataclass
from random import Random

from bot.dividend.weeks import CHECKING, NORMAL_WEEK, TASK
from bot.model.fields import ChoiceField, ScaleField
from bot.model.forms import Form

PLACES = ("core_work", "customers", "learning", "more_of_the_same", "left_on_time")


@dataclass(frozen=True, slots=True)
class Habits:
    """``diligence``: the share of check-ins answered; ``gain``: the share of hours saved."""

    diligence: float
    pace: float
    gain: float
    checking: float


def habits(random: Random) -> Habits:
    return Habits(
        diligence=random.uniform(0.75, 0.98),
        pace=random.uniform(0.8, 1.6),
        gain=random.uniform(0.25, 0.6),
        checking=random.uniform(0.2, 0.9),
    )


def filled(form: Form, person: Habits, weeks_of_pilot: int, random: Random) -> dict[str, str]:
    """What this person enters. The gain comes in over the first three weeks."""
    return _chosen(form, random) | _hours(form, person, weeks_of_pilot, random)


def _chosen(form: Form, random: Random) -> dict[str, str]:
    """Anything that fits, where something must be chosen."""
    open_ones = (one for one in form.fields if not one.id.startswith(TASK))
    return {
        one.id: random.choice(one.offered)[0]
        for one in open_ones
        if isinstance(one, ChoiceField | ScaleField) and one.required and one.offered
    }


def _hours(form: Form, person: Habits, weeks_of_pilot: int, random: Random) -> dict[str, str]:
    share = person.gain * min(weeks_of_pilot, 3) / 3
    entered = dict[str, str]()
    tasks = [field.id for field in form.fields if field.id.startswith(TASK)]
    for place, task in enumerate(tasks):
        saved = share if place % 3 != 2 else share / 4  # some work resists
        hours = (0.6 + place * 0.25) * person.pace * (1 - saved) * random.uniform(0.8, 1.2)
        entered[task] = f"{round(hours * 4) / 4:g}"
    checking = person.checking * random.uniform(0.6, 1.4) if weeks_of_pilot else 0.0
    entered[CHECKING] = f"{round(checking * 4) / 4:g}"
    entered[NORMAL_WEEK] = "no" if random.random() < 0.05 else "yes"
    if weeks_of_pilot:
        entered["time_went"] = random.choice(PLACES)
    return entered
