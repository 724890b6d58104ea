from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.measures.complementary import shown_together
from bot.measures.differencing import PublishedSets
from bot.measures.disclosure import panel_of_parent, shown_groups
from bot.measures.panel import Panel
from bot.measures.thresholds import Thresholds
from tests.measures.steady import steady

DAY = datetime(2026, 6, 1, tzinfo=UTC)
TREE = {"all": ["sales", "works"], "sales": ["s1", "s2", "s3"], "works": ["w1", "w2"]}
TEAMS = ["s1", "s2", "s3", "w1", "w2"]


def organisation(**sizes: int) -> dict[str, frozenset[str]]:
    sets = {team: frozenset(f"{team}-{i}" for i in range(sizes.get(team, 10))) for team in TEAMS}
    for parent in ("sales", "works", "all"):
        sets[parent] = frozenset[str]().union(*(sets[child] for child in TREE[parent]))
    return sets


def together(k: int = 5, hidden: str = "", **sizes: int) -> set[str]:
    sets = organisation(**sizes)
    return set(sets) - set(shown_together(TREE, sets, sets.keys() - set(hidden.split()), k))


def test_a_tree_in_which_everybody_is_shown_stays() -> None:
    assert together() == set()


def test_a_hidden_child_of_five_may_be_subtracted() -> None:
    assert together(hidden="s1", s1=5) == {"s1"}


def test_a_hidden_child_of_four_takes_the_smallest_other_with_it() -> None:
    assert together(hidden="s1", s1=4, s2=7) == {"s1", "s2"}


def test_a_reader_may_subtract_teams_where_the_department_is_hidden() -> None:
    assert together(hidden="works w1", w1=2, w2=6) == {"works", "w1", "w2"}


def test_a_hidden_team_seen_from_two_levels_up() -> None:
    assert together(hidden="s1 sales", s1=3, s2=8, s3=9) == {"s1", "sales", "s2"}


@steady
@given(st.fixed_dictionaries({team: st.integers(0, 12) for team in TEAMS}), st.data())
def test_what_is_left_of_any_shown_parent_is_nobody_or_five(
    sizes: dict[str, int], data: st.DataObject
) -> None:
    sets = organisation(**sizes)
    candidates = data.draw(st.sets(st.sampled_from(sorted(sets))))

    shown = shown_together(TREE, sets, candidates, 5)

    assert shown <= candidates
    for parent in shown & TREE.keys():
        below = TREE[parent] + [c for child in TREE[parent] for c in TREE.get(child, [])]
        hidden = sets[parent].difference(*(sets[child] for child in below if child in shown))
        assert not 0 < len(hidden) < 5


def panels(**moved: Panel) -> dict[str, Panel]:
    found: dict[str, Panel] = {t: dict.fromkeys(p, DAY) for t, p in organisation().items()}
    found |= moved
    for parent in ("sales", "works", "all"):
        found[parent] = panel_of_parent(parent, TREE, found)
    return found


def test_all_of_a_tree_comes_out_at_once_and_then_only_what_is_fresh() -> None:
    published, last = PublishedSets(), panels()
    assert shown_groups(TREE, last, {}, published, Thresholds()) == last.keys()

    anew = panels(w1=dict.fromkeys(last["w1"], DAY + timedelta(days=7)))

    assert shown_groups(TREE, anew, last, published, Thresholds()) == {"w1", "works", "all"}


def test_a_parent_does_not_come_out_beside_a_child_that_differencing_hid() -> None:
    """Two people joined w2: it is hidden, and so is whatever they could be read from."""
    published, last = PublishedSets(), panels()
    shown_groups(TREE, last, {}, published, Thresholds())

    joined = panels(w2={**last["w2"], "x": DAY, "y": DAY})
    later = {g: {p: DAY + timedelta(days=7) for p in one} for g, one in joined.items()}

    assert shown_groups(TREE, later, last, published, Thresholds()) == {
        *("s1", "s2", "s3", "sales", "w1")
    }
