"""What one person sees of their own hours: no gate, because nobody else ever gets it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.measures.coarse import HALF_HOUR, rounded
from bot.measures.hours_returned import PersonHours, person_hours
from bot.measures.pairing import compared, is_usable
from bot.measures.records import WaveHours
from bot.measures.winsorising import UNCAPPED


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """One wave of one's own, in hours; ``counted`` is false for weeks that leave the headline."""

    wave: str
    drudgery: float
    checking: float
    counted: bool


@dataclass(frozen=True, slots=True)
class OwnChange:
    """One's own hours a week in both periods; ``from_memory`` marks a late joiner's baseline."""

    hours: PersonHours
    from_memory: bool

    @property
    def printed(self) -> float:
        """Hours returned as they are said: on the half hour, as everywhere."""
        return rounded(self.hours.net, HALF_HOUR)


def own_weeks(waves: Sequence[WaveHours]) -> tuple[OwnWeek, ...]:
    """Every wave of one person in the order given, not-normal and unconfirmed ones included."""
    return tuple(OwnWeek(w.wave, w.total, w.checking, is_usable(w)) for w in waves)


def own_change(baseline: Sequence[WaveHours], current: Sequence[WaveHours]) -> OwnChange | None:
    """``B_i``, ``C_i``, ``o_i`` and ``r_i`` of one person, uncapped (docs/measures.md 2 and 3).

    Waves oldest first. A baseline from memory is used only when there is no other. None while a
    period has no usable wave. Raises ValueError when the waves are not all one person's.
    """
    if len({wave.respondent for wave in (*baseline, *current)}) > 1:
        raise ValueError("these waves are not all one person's")
    usable = [wave for wave in baseline if is_usable(wave)]
    measured = [wave for wave in usable if not wave.retro]
    pair = compared(measured or usable, [wave for wave in current if is_usable(wave)])
    if pair is None:
        return None
    return OwnChange(person_hours(pair, UNCAPPED), from_memory=not measured)
