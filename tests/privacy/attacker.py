"""Somebody who keeps every figure of every group, and solves for single people.

Written apart from the rule, with other means: floating point and singular values.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations

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
    others = sorted(mine.keys() - alone)
    pairs = _proportional(basis, mine, others) if len(mine) == len(unknowns) else _pairs(
        basis, mine, others
    )
    return alone.union(*pairs)


def _basis(matrix: Matrix) -> Matrix:
    """Orthonormal rows that span what the rows of the matrix span."""
    _left, sizes, rows = np.linalg.svd(matrix, full_matrices=False)
    return np.asarray(rows[sizes > EXACT * sizes[0]])


def _follows(basis: Matrix, at: Sequence[int]) -> bool:
    """Whether some sum of figures is about these unknowns alone: it has length 1 there."""
    own = basis[:, at]
    return bool(np.linalg.eigvalsh(own.T @ own)[-1] > 1 - EXACT)


def _pairs(
    basis: Matrix, mine: Mapping[str, Sequence[int]], people: Iterable[str]
) -> list[tuple[str, str]]:
    return [
        pair for pair in combinations(people, 2) if _follows(basis, [*mine[pair[0]], *mine[pair[1]]])
    ]


def _proportional(
    basis: Matrix, mine: Mapping[str, Sequence[int]], people: Sequence[str]
) -> list[tuple[str, str]]:
    """The same for people with one unknown each, all pairs at once: two by two is solved by hand."""
    at = [mine[who][0] for who in people]
    shared = basis[:, at].T @ basis[:, at]
    own = np.diag(shared)
    middle, spread = (own[:, None] + own) / 2, (own[:, None] - own) / 2
    longest = middle + np.sqrt(spread**2 + shared**2)
    first, second = np.nonzero(np.triu(longest > 1 - EXACT, 1))
    return [(people[i], people[j]) for i, j in zip(first, second, strict=True)]
