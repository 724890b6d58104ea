"""In which order teams start: by lot, so that those who wait are a fair control."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise


def start_order(teams: Iterable[str], seed: str) -> tuple[str, ...]:
    """Teams in the order of SHA-256 of ``seed:team``, as hexadecimal text.

    Anybody can draw it again with ``printf 'seed:team' | sha256sum``, in any version of any
    language; a team that comes or goes leaves the order of the others as it was. The seed is
    drawn and stored before anybody sees the order, or the lot could be drawn until it suits.

    Raises ValueError when a team is named twice.
    """
    named = list(teams)
    if len(set(named)) != len(named):
        raise ValueError("a team is named twice")
    return tuple(sorted(named, key=lambda team: _lot(seed, team)))


def start_waves(order: Sequence[str], waves: int) -> tuple[tuple[str, ...], ...]:
    """The order cut into so many waves, as even as can be, larger ones first.

    Raises ValueError for fewer than one wave, or more waves than teams.
    """
    if not 1 <= waves <= len(order):
        raise ValueError(f"{len(order)} teams cannot start in {waves} waves")
    size, larger = divmod(len(order), waves)
    edges = [wave * size + min(wave, larger) for wave in range(waves + 1)]
    return tuple(tuple(order[a:b]) for a, b in pairwise(edges))


def _lot(seed: str, team: str) -> str:
    return hashlib.sha256(f"{seed}:{team}".encode()).hexdigest()
