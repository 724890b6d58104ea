from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.differencing import PublishedSets
from tests.measures.steady import steady
from tests.privacy.attacker import told_apart

PEOPLE = "abcdefgh"
SETS = st.lists(st.frozensets(st.sampled_from(PEOPLE), min_size=1), max_size=7)


def gives_away_a_few(sets: list[frozenset[str]], m: int) -> bool:
    """By brute force: striking out a few people takes a row away from the space."""
    matrix = np.array([[who in one for who in PEOPLE] for one in sets], dtype=float)
    rank = np.linalg.matrix_rank(matrix)
    for number in range(1, m):
        for few in combinations(range(len(PEOPLE)), number):
            if np.linalg.matrix_rank(np.delete(matrix, few, axis=1)) < rank:
                return True
    return False


@steady
@given(SETS, st.sampled_from([3, 3, 3, 4, 5]))
def test_a_set_is_let_through_exactly_if_nothing_is_about_fewer_than_m(
    sets: list[frozenset[str]], m: int
) -> None:
    published, shown = PublishedSets(m), list[frozenset[str]]()
    for one in sets:
        permitted = published.permits(one)

        assert permitted == (not gives_away_a_few([*shown, one], m))
        assert published.add(one) == permitted
        if permitted:
            shown.append(one)


@steady
@given(SETS)
def test_the_attacker_finds_somebody_exactly_where_the_rule_refuses(
    sets: list[frozenset[str]],
) -> None:
    found = told_apart([dict.fromkeys(one, 0) for one in sets], answers_change=False)

    assert bool(found) == (bool(sets) and gives_away_a_few(sets, 3))


def test_one_person_joining_is_seen_in_the_difference_and_three_are_not() -> None:
    published = PublishedSets(sets=["abcdef"])

    assert not published.permits("abcdefg")
    assert not published.permits("abcdefgh")
    assert published.permits("abcdefghi")
    assert published.permits("abcghi")


def test_a_difference_may_take_several_figures() -> None:
    published = PublishedSets(sets=["abcdef", "ghijkl"])

    assert published.permits("abcdefghijkl")
    assert not published.permits("abcdefghijklm")


def test_what_was_published_before_the_rule_binds_what_comes() -> None:
    published = PublishedSets(sets=["abcdef", "abcdefg"])

    assert published.permits("abcdef")
    assert not published.permits("bcdefg")
    assert published.permits("abcdefhij")


def test_m_may_be_raised_not_lowered() -> None:
    with pytest.raises(ValueError, match="raised"):
        PublishedSets(2)
