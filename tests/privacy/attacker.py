"""Somebody who keeps every figure of every group, and solves for single people.

Written apart from the rule, with other means: floating point and singular values.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

EXACT = 1e-7
Matrix = NDArray[np.float64]
Row = Mapping[str, Hashable]
"""A published figure: whose answers it is over, and which of each person's answers."""


def told_apart(rows: Sequence[Row], *, answers_change: bool) -> set[str]:
    """Everybody whose answer follows, alone or for whoever knows one other person's answers.

    ``answers_change``: each answer is an unknown of its own, and the difference of two answers of a
    person counts as found. Otherwise people are taken as always saying the same: fewer unknowns,
    and thus the sharper attack wherever people hardly change.
    """
    found = set[str]()
    for part in _apart(rows, answers_change=answers_change):
        found |= _found_in(part)
    return found


def _apart(rows: Sequence[Row], *, answers_change: bool) -> list[list[frozenset[Hashable]]]:
    """Distinct sets of unknowns, in parts that share none."""
    sets = {
        frozenset((who, answer if answers_change else None) for who, answer in row.items())
        for row in rows
    }
    part_of = dict[Hashable, list[frozenset[Hashable]]]()
    for unknowns in sorted(sets, key=lambda one: sorted(map(repr, one))):
        touched = {id(part_of[u]): part_of[u] for u in unknowns if u in part_of}
        merged = [one for part in touched.values() for one in part] + [unknowns]
        for one in merged:
            part_of.update(dict.fromkeys(one, merged))
    return list({id(part): part for part in part_of.values()}.values())


def _found_in(sets: list[frozenset[Hashable]]) -> set[str]:
    unknowns = sorted(frozenset[Hashable]().union(*sets), key=repr)
    place = {unknown: i for i, unknown in enumerate(unknowns)}
    matrix = np.zeros((len(sets), len(unknowns)))
    for i, one in enumerate(sets):
        matrix[i, [place[u] for u in one]] = 1
    mine = defaultdict[str, list[int]](list)
    for unknown, i in place.items():
        mine[unknown[0]].append(i)  # type: ignore[index]
    basis = _basis(matrix)
    alone = {who for who, at in mine.items() if _follows(basis, at)}
    others = {who: at for who, at in sorted(mine.items()) if who not in alone}
    return alone.union(*_pairs(basis, others))


def _basis(matrix: Matrix) -> Matrix:
    """Orthonormal rows that span what the rows of the matrix span."""
    _left, sizes, rows = np.linalg.svd(matrix, full_matrices=False)
    return np.asarray(rows[sizes > EXACT * sizes[0]])


def _follows(basis: Matrix, at: Sequence[int]) -> bool:
    """Whether some sum of figures is about these unknowns alone: all of its length is there."""
    return _longest(basis[:, at]) > 1 - EXACT


def _longest(part: Matrix) -> float:
    return float(np.linalg.eigvalsh(part.T @ part)[-1])


def _pairs(basis: Matrix, mine: Mapping[str, Sequence[int]]) -> list[tuple[str, str]]:
    """Pairs of people for whom a sum follows; only those are tried where it might be.

    The most that two people's unknowns have of a sum is bounded by what each has and what they
    share: the largest eigenvalue of a matrix of two by two blocks.
    """
    if len(mine) < 2:
        return []
    people, sizes = list(mine), [len(at) for at in mine.values()]
    ordered = basis[:, [i for at in mine.values() for i in at]]
    ends = np.cumsum([0, *sizes])[:-1]
    squares = np.add.reduceat(np.add.reduceat((ordered.T @ ordered) ** 2, ends, 0), ends, 1)
    own = np.array([_longest(basis[:, at]) for at in mine.values()])
    middle, spread = (own[:, None] + own) / 2, (own[:, None] - own) / 2
    might = np.triu(middle + np.sqrt(spread**2 + squares) > 1 - EXACT, 1)
    tried = [(people[i], people[j]) for i, j in np.argwhere(might)]
    return [(a, b) for a, b in tried if _follows(basis, [*mine[a], *mine[b]])]
