"""Which groups of a tree may be shown together: what is left of a parent must not be a few."""

from collections.abc import Collection, Iterator, Mapping

from bot.measures.groups import Respondents

Tree = Mapping[str, Collection[str]]
"""Children by parent; a group without children need not be named."""


def shown_together(
    tree: Tree, panels: Mapping[str, Respondents], candidates: Collection[str], k: int
) -> frozenset[str]:
    """Those of the candidates that stay when the smallest are hidden (docs/measures.md 10.6).

    A parent less its shown children is empty or has ``k`` people; else the smallest shown child is
    hidden and all is looked at again. In place of a hidden child its own shown children count,
    because a reader may subtract those. Groups without a panel have nobody.
    """
    shown = frozenset(candidates)
    while smallest := next(_in_the_way(tree, panels, shown, k), None):
        shown -= {smallest}
    return shown


def _in_the_way(
    tree: Tree, panels: Mapping[str, Respondents], shown: frozenset[str], k: int
) -> Iterator[str]:
    for parent in sorted(shown & tree.keys()):
        covers = list(_shown_below(parent, tree, shown))
        covered = frozenset[str]().union(*(panels[group] for group in covers))
        if 0 < len(panels[parent] - covered) < k:
            yield min(covers, key=lambda group: (len(panels[group]), group), default=parent)


def _shown_below(group: str, tree: Tree, shown: frozenset[str]) -> Iterator[str]:
    for child in tree.get(group, ()):
        if child in shown:
            yield child
        else:
            yield from _shown_below(child, tree, shown)
