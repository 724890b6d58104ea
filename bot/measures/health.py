"""Whether the instrument still measures: signs that answers are given without looking."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, stdev

from bot.measures.hours_returned import mean
from bot.measures.intervals import Interval, students_quantile
from bot.measures.records import Hours

RECENT, BEFORE = 4, 12
FEWEST_RECENT, FEWEST_BEFORE = 2, 6
THREE_SIGMA = 0.99865
RUN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentWeek:
    """What one week's surveys and messages looked like; ``runs``: answers like the two before."""

    invited: int = 0
    seconds: tuple[float, ...] = ()
    totals: tuple[float, ...] = ()
    runs: int = 0
    messages: int = 0
    opt_outs: int = 0
    failures: int = 0

    def signs(self) -> dict[str, float | None]:
        """By name; None where nothing was asked or sent. Shares are from 0 to 1."""
        answered = len(self.totals)
        return {
            "response_rate": _part(answered, self.invited),
            "seconds_to_answer": median(self.seconds) if self.seconds else None,
            "multiples_of_five": _part(sum(map(_is_of_five, self.totals)), answered),
            "identical_runs": _part(self.runs, answered),
            "opt_outs_per_thousand": _part(1000 * self.opt_outs, self.messages),
            "delivery_failures": _part(self.failures, self.messages),
        }


@dataclass(frozen=True, slots=True)
class Alert:
    """A sign whose four-week value left the band of the twelve weeks before."""

    sign: str
    value: float
    band: Interval


def alerts(weeks: Sequence[InstrumentWeek]) -> tuple[Alert, ...]:
    """The signs that left their band, of sixteen weeks, oldest first.

    The value is the mean of the last four weeks that have one, ``q`` of them (two at least). The
    band is where such a mean falls if nothing changed: ``m +- t(n-1, 0.99865) s sqrt(1/n + 1/q)``
    over the ``n`` weeks before that have one (six at least), the prediction interval of a mean
    (Hahn 1969) at the three sigma of control charts (Shewhart 1931). Unit: the sign's.

    Raises ValueError for more or fewer than sixteen weeks.
    """
    if len(weeks) != BEFORE + RECENT:
        raise ValueError(f"signs are compared over {BEFORE + RECENT} weeks")
    signs = [week.signs() for week in weeks]
    found = (_alert(name, [week[name] for week in signs]) for name in signs[0])
    return tuple(alert for alert in found if alert is not None)


def is_run(answers: Sequence[Hours]) -> bool:
    """Whether the last three answers of one person, oldest first, are the same in every task."""
    last = answers[-RUN:]
    return len(last) == RUN and all(sorted(one) == sorted(last[0]) for one in last)


def _alert(sign: str, values: Sequence[float | None]) -> Alert | None:
    before, recent = _known(values[:BEFORE]), _known(values[BEFORE:])
    if len(before) < FEWEST_BEFORE or len(recent) < FEWEST_RECENT:
        return None
    quantile = students_quantile(len(before) - 1, THREE_SIGMA)
    half = quantile * stdev(before) * math.sqrt(1 / len(before) + 1 / len(recent))
    value, band = mean(recent), Interval(mean(before) - half, mean(before) + half)
    noise = 1e-9 * max(1.0, abs(value))  # equal weeks differ by binary fractions only
    return None if band.low - noise <= value <= band.high + noise else Alert(sign, value, band)


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _part(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def _is_of_five(total: float) -> bool:
    return total > 0 and total % 5 == 0
