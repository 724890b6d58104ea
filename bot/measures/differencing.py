"""Whether sums and differences of published sets would close in on fewer than ``m`` people."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

PRIME = 2**61 - 1
FEWEST = 3
Vector = Mapping[str, int]
_Direction = frozenset[tuple[str, int]]


class PublishedSets:
    """All sets published for a question, as what can be made of them by adding and subtracting.

    A published total is a vector with a 1 for each of its people. Whoever has several has every
    vector of their row space; one with fewer than ``m`` people in it (``m`` = 3: one or two) gives
    somebody away to whoever knows the answers of ``m`` - 2 others.

    **Kept** is the reduced matrix ``[I | F]``, in which each row has a person of its own (its
    pivot) and others, who are nobody's pivot (free). A set that is added is reduced by the rows
    whose pivots it holds; what is left of it becomes a row, and its pivot leaves the other rows.
    Only rows that it touches are looked at, so people of other teams cost nothing, and people of
    equal histories need no merging.

    **Exact for m = 3.** Let ``v`` be a vector of the space with one or two people in it. ``v`` is
    the sum of the rows of its pivots, times its entries there. No pivot: ``v`` is 0. One pivot: a
    multiple of one row, which has thus at most one free person. Two pivots ``i`` and ``j``: no
    free person is left in ``a F_i + b F_j``, so the free parts are proportional. Conversely each of
    these is such a vector. Directions (free parts, scaled) are kept in a dictionary, so that a
    proportional one is found at once.

    **Exact for a raised m.** A vector with at most ``m`` - 1 people has one with at most ``m`` - 2
    left when one of its people is known and struck out; so each person in reach is struck out in
    turn, and ``m`` - 1 is asked of the rest. That costs a factor of people in reach per step.

    **Modulo a prime.** A fraction-free vector of few people stays one modulo 2^61 - 1, so nothing
    is missed unless that very prime divides a minor of the matrix; at worst something is refused
    in vain. Raises ValueError for an ``m`` below 3.
    """

    def __init__(self, m: int = FEWEST, sets: Iterable[Collection[str]] = ()) -> None:
        if m < FEWEST:
            raise ValueError(f"m may be raised above {FEWEST}, not lowered")
        self.m = m
        self._rows = dict[str, Vector]()
        self._holders = defaultdict[str, set[str]](set)
        self._pivots = dict[_Direction, str]()
        self._directions = dict[str, _Direction]()
        for people in sets:
            self._take(self._changed_by(dict.fromkeys(people, 1)))

    def permits(self, people: Collection[str]) -> bool:
        """Whether the set may be published beside all the others. Nothing is changed."""
        return not self._closes_in(self._changed_by(dict.fromkeys(people, 1)))

    def add(self, people: Collection[str]) -> bool:
        """Publish the set if that is permitted."""
        return self._add(dict.fromkeys(people, 1))

    def _add(self, vector: Vector) -> bool:
        changed = self._changed_by(vector)
        if self._closes_in(changed):
            return False
        self._take(changed)
        return True

    def _changed_by(self, vector: Vector) -> dict[str, Vector]:
        """The rows that are new or other with this vector, by pivot; none if it tells no news."""
        rest = self._reduced(vector)
        if not rest:
            return {}
        pivot = min(rest, key=lambda person: (len(self._holders.get(person, ())), person))
        row = _scaled(rest, rest.pop(pivot))
        changed: dict[str, Vector] = {pivot: row}
        for holder in self._holders.get(pivot, ()):
            old = dict(self._rows[holder])
            _subtract(old, old.pop(pivot), row)
            changed[holder] = old
        return changed

    def _reduced(self, vector: Vector) -> dict[str, int]:
        rest = {person: times for person, times in vector.items() if person not in self._rows}
        for pivot in vector.keys() & self._rows.keys():
            _subtract(rest, vector[pivot], self._rows[pivot])
        return rest

    def _closes_in(self, changed: Mapping[str, Vector]) -> bool:
        seen = set[_Direction]()
        for row in changed.values():
            if len(row) <= 1:
                return True
            direction = _direction(row)
            stands = self._pivots.get(direction)
            if direction in seen or (stands is not None and stands not in changed):
                return True
            seen.add(direction)
        return self.m > FEWEST and bool(changed) and self._closes_in_with_one_known(changed)

    def _closes_in_with_one_known(self, changed: Mapping[str, Vector]) -> bool:
        rows = self._in_reach(changed)
        for known in {person for row in rows for person in row}:
            rest = PublishedSets(self.m - 1)
            struck = ({p: times for p, times in row.items() if p != known} for row in rows)
            if not all(rest._add(row) for row in struck):
                return True
        return False

    def _in_reach(self, changed: Mapping[str, Vector]) -> list[Vector]:
        """The changed rows, and all that share people with them, or with those that do."""
        found, waiting = dict[str, Vector](), list(changed)
        while waiting:
            pivot = waiting.pop()
            if pivot not in found:
                row = changed[pivot] if pivot in changed else self._rows[pivot]
                found[pivot] = {pivot: 1, **row}
                waiting += [h for person in row for h in self._holders.get(person, ())]
        return list(found.values())

    def _take(self, changed: Mapping[str, Vector]) -> None:
        for pivot in changed:
            for person in self._rows.get(pivot, ()):
                self._holders[person].discard(pivot)
            self._pivots.pop(self._directions.get(pivot, frozenset()), None)
        for pivot, row in changed.items():
            self._rows[pivot] = row
            self._directions[pivot] = _direction(row)
            self._pivots[self._directions[pivot]] = pivot
            for person in row:
                self._holders[person].add(pivot)


def _subtract(vector: dict[str, int], times: int, other: Vector) -> None:
    for person, value in other.items():
        if left := (vector.get(person, 0) - times * value) % PRIME:
            vector[person] = left
        else:
            vector.pop(person, None)


def _scaled(vector: Vector, by: int) -> dict[str, int]:
    if by == 1:
        return dict(vector)
    inverse = pow(by, -1, PRIME)
    return {person: value * inverse % PRIME for person, value in vector.items()}


def _direction(row: Vector) -> _Direction:
    """Equal for rows whose free parts are proportional."""
    return frozenset(_scaled(row, row[min(row)]).items()) if row else frozenset()
