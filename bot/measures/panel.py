"""Whose answers a group's figures are over, and how that may change: ``m`` people at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

Panel = Mapping[str, datetime]
"""Which answer of each person counts, named by the time when it was given or last changed."""

TRIES = 12  # random choices of so many to sit out, before more are asked to
MOST_SITTING_OUT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Who could be counted in a group today. People and times only, never what was answered.

    ``newest``: the last answer of everybody who belongs to the group and has one.
    ``usable_since``: older answers have run out.
    ``lost``: whose answers cannot be used any more, although they have not run out.
    ``withdrawn``: who erased theirs or takes no part any more: the panel waits until others come
    and go, and nobody is drawn.
    ``spent``: the last answer that counted, in whichever panel, of those who are in none now.
    ``elsewhere``: who is still counted in another group.
    """

    newest: Mapping[str, datetime]
    usable_since: datetime
    lost: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    spent: Mapping[str, datetime] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()


def next_panel(
    panel: Panel, circle: Circle, m: int, permits: Callable[[frozenset[str]], bool], chance: Random
) -> Panel | None:
    """The panel of the next figure, as large as it can be made; None while there can be none.

    ``permits`` is the differencing rule (10.7). Those whose answers are gone or ran out must go. If
    fewer than ``m`` would come and go together, the panel waits, or others drawn by ``chance`` sit
    out; they come back with a new answer, as the next ones do.
    """
    for people in _choices(panel, circle, m, chance):
        wanted = {person: _answer(person, panel, circle) for person in sorted(people)}
        if moves_together(panel, wanted, m) and permits(people):
            return wanted
    return None


def moves_together(before: Panel, after: Panel, m: int) -> bool:
    """Whether a figure over ``after`` may follow one over ``before``.

    1. ``m`` people at least, or nobody, came and went.
    2. ``m`` people at least of those counted *before* gave another answer or went.
    3. ``m`` people at least are counted.

    **Why 2**, beside the differencing rule. That one takes people as never changing their minds:
    the row space of the sets. An observer may also take each *answer* as an unknown, and then equal
    sets differ in what was answered anew. Let the panel's figures be 1 to S, in time; a person's
    answer that counted in figures ``a + 1`` to ``b`` is an edge between the points of time ``a``
    and ``b`` (after which it counted, and after which it did not). A sum of figures times ``c`` has
    ``C_b - C_a`` at that answer, with ``C_t = c_1 + ... + c_t``: it is left out only where ``C``
    is equal at both ends. So take the points at which ``C`` is not ``C_0`` = 0, and of them the
    first, ``s``. Whoever was counted before and answers anew or goes at ``s`` has an edge, or a
    chain of them, from an earlier point to ``s``: at least one of their answers is in the sum. By 2
    these are ``m`` people; by 3, if ``s`` is the end of time, too. Hence **no sum of a panel's
    figures has fewer than m people's answers in it**, however few of them changed, and as an
    answer never counts in two panels nor twice in one (``next_panel``), no sum over several panels
    has. Figures of parents are sums of their children's.
    """
    if not before:
        return len(after) >= m
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    anew = sum(after[person] != before[person] for person in before.keys() & after.keys())
    batched = not gone | come or len(gone | come) >= m
    return batched and anew + len(gone) >= m and len(after) >= m


def fresh(now: Panel, last: Panel) -> frozenset[str]:
    """Who answered anew since the last figure (10.5)."""
    return frozenset(person for person, given in now.items() if last.get(person) != given)


def _answer(person: str, panel: Panel, circle: Circle) -> datetime:
    """The newest one; of whoever left the group the one that counted until now."""
    return circle.newest[person] if person in circle.newest else panel[person]


def _choices(panel: Panel, circle: Circle, m: int, chance: Random) -> Iterator[frozenset[str]]:
    """Sets to try, the best first; while nobody must go, waiting is better than shrinking."""
    gone = circle.lost | circle.withdrawn
    stay = frozenset(p for p in panel if p not in gone and _is_usable(p, panel, circle))
    left = stay - circle.newest.keys()
    pool = stay | _may_come(panel, circle)
    yield pool - left
    if left:
        yield pool
    for number in range(1, 0 if circle.withdrawn & panel.keys() else MOST_SITTING_OUT + m):
        size = len(pool) - number
        if stay == panel.keys() and size <= len(panel):
            break
        yield from _with_some_sitting_out(pool, left, size, chance)
    if stay == panel.keys():
        yield stay


def _with_some_sitting_out(
    pool: frozenset[str], left: frozenset[str], size: int, chance: Random
) -> Iterator[frozenset[str]]:
    """Those who left the group go first."""
    ordered = sorted(pool - left)
    for _ in range(TRIES if size > 0 else 0):
        chance.shuffle(ordered)
        yield frozenset((ordered + sorted(left))[:size])


def _is_usable(person: str, panel: Panel, circle: Circle) -> bool:
    return _answer(person, panel, circle) >= circle.usable_since


def _may_come(panel: Panel, circle: Circle) -> frozenset[str]:
    return frozenset(
        person
        for person, given in circle.newest.items()
        if person not in panel
        and person not in circle.elsewhere
        and given >= circle.usable_since
        and (person not in circle.spent or given > circle.spent[person])
    )
