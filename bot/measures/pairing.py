"""Who is compared with themselves: people with usable answers in both periods."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.measures.records import WaveHours

Waves = tuple[WaveHours, ...]


@dataclass(frozen=True, slots=True)
class Paired:
    """One person's usable waves of both periods; neither is empty, and both name the same tasks."""

    respondent: str
    baseline: Waves
    current: Waves


def is_usable(wave: WaveHours) -> bool:
    """Not-normal weeks are kept and leave the headline; unconfirmed totals are held out."""
    return wave.normal and wave.confirmed


def paired(baseline: Iterable[WaveHours], current: Iterable[WaveHours]) -> tuple[Paired, ...]:
    """The people of the headline, in the order of their pseudonyms (docs/measures.md 2).

    ``baseline`` are the frozen waves, ``current`` those of the last four weeks, each oldest first.
    Only usable waves count. A person whose only baseline is from memory stays out, and so does
    whoever answered in one period only: a change of staff must not look like a gain. Waves with
    another wording, or without a task of the baseline, are not comparable and stay out too.

    Raises ValueError when somebody has two answers to one wave: they would count twice.
    """
    return _pairs((wave for wave in baseline if not wave.retro), current)


def from_memory(baseline: Iterable[WaveHours], current: Iterable[WaveHours]) -> tuple[Paired, ...]:
    """Late joiners, compared with the weeks they remember; beside the headline, never in it.

    Only people whose every usable baseline is ``retro``, in the order of their pseudonyms. Nobody
    can check a memory, and it may flatter the change. Raises ValueError as ``paired`` does.
    """
    remembered = tuple(baseline)
    late = late_joiners(remembered)
    return _pairs((wave for wave in remembered if wave.respondent in late), current)


def _pairs(baseline: Iterable[WaveHours], current: Iterable[WaveHours]) -> tuple[Paired, ...]:
    before = _by_respondent(baseline)
    now = _by_respondent(wave for wave in current if not wave.retro)
    pairs = (compared(before[who], now[who]) for who in sorted(before.keys() & now.keys()))
    return tuple(pair for pair in pairs if pair is not None)


def late_joiners(baseline: Iterable[WaveHours]) -> frozenset[str]:
    """Respondents whose only usable baseline was given from memory: told apart, never summed."""
    waves = [wave for wave in baseline if is_usable(wave)]
    measured = {wave.respondent for wave in waves if not wave.retro}
    return frozenset(wave.respondent for wave in waves) - measured


def compared(baseline: Sequence[WaveHours], current: Sequence[WaveHours]) -> Paired | None:
    """One person's comparable waves, or None when a period has none.

    The latest baseline wave says which wording and which tasks count; tasks asked only later are
    left out of both periods.
    """
    if not baseline:
        return None
    asked = baseline[-1]
    before = tuple(_only(asked, wave) for wave in baseline if _is_comparable(asked, wave))
    now = tuple(_only(asked, wave) for wave in current if _is_comparable(asked, wave))
    return Paired(asked.respondent, before, now) if now else None


def _is_comparable(asked: WaveHours, wave: WaveHours) -> bool:
    return wave.wording == asked.wording and wave.tasks >= asked.tasks


def _only(asked: WaveHours, wave: WaveHours) -> WaveHours:
    if wave.tasks == asked.tasks:
        return wave
    return replace(wave, hours=tuple(pair for pair in wave.hours if pair[0] in asked.tasks))


def _by_respondent(waves: Iterable[WaveHours]) -> dict[str, list[WaveHours]]:
    found, seen = defaultdict[str, list[WaveHours]](list), set[tuple[str, str]]()
    for wave in waves:
        if (wave.respondent, wave.wave) in seen:
            raise ValueError(f"two answers of one respondent to wave {wave.wave}")
        seen.add((wave.respondent, wave.wave))
        if is_usable(wave):
            found[wave.respondent].append(wave)
    return found
