"""Which figures of a tree come out at one time: every rule about sets of persons, in order."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.measures.complementary import Tree, shown_together
from bot.measures.differencing import PublishedSets
from bot.measures.panel import Panel, fresh
from bot.measures.thresholds import Thresholds


def shown_groups(
    tree: Tree,
    panels: Mapping[str, Panel],
    last: Mapping[str, Panel],
    published: PublishedSets,
    thresholds: Thresholds,
    *,
    sensitive: bool = False,
) -> frozenset[str]:
    """The groups whose figures may be shown now; their sets are added to the published ones.

    ``panels`` are today's, of groups that have one; ``last`` those of the last figure shown. Large
    enough (10.4) and fresh (10.5), then complementary (10.6), then differencing (10.7), children
    before parents. Where differencing hides a child, parents must stand without it, or are hidden.
    """
    k = thresholds.besides_any_one(sensitive=sensitive)
    able = [g for g in panels if len(panels[g]) > k and len(fresh(panels[g], last.get(g, {}))) >= k]
    sets = {group: frozenset(panel) for group, panel in panels.items()}
    wanted = shown_together(tree, sets, able, k)
    shown = frozenset[str]()
    for group in _children_first(tree, wanted):
        beside = shown | {group}
        if shown_together(tree, sets, beside, k) == beside and published.add(sets[group]):
            shown = beside
    return shown


def panel_of_parent(parent: str, tree: Tree, panels: Mapping[str, Panel]) -> Panel:
    """The union of its children's panels, each person's answer as it counts there (10.3)."""
    union = dict[str, datetime]()
    for child in tree[parent]:
        union |= panels.get(child, {})
    return union


def _children_first(tree: Tree, groups: frozenset[str]) -> Iterator[str]:
    """Deepest first, by name where that does not tell."""

    def height(group: str) -> int:
        return 1 + max((height(child) for child in tree.get(group, ())), default=0)

    return iter(sorted(groups, key=lambda group: (height(group), group)))
