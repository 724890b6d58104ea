import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.start_order import start_order, start_waves
from tests.measures.steady import briefly

TEAMS = st.sets(st.text("abcdefgh", min_size=1, max_size=4), min_size=1, max_size=12)


def test_anybody_can_draw_the_order_again_with_a_tool_of_the_shell() -> None:
    """``printf 'spring:finance' | sha256sum``: bb68fa…, people 7386e0…, support 04622c…."""
    order = start_order(["finance", "people", "support"], "spring")

    assert order == ("support", "people", "finance")


@briefly
@given(TEAMS, st.text("xyz", max_size=8))
def test_the_order_is_that_of_the_hashes_however_teams_are_listed(
    teams: set[str], seed: str
) -> None:
    by_hash = sorted(teams, key=lambda team: hashlib.sha256(f"{seed}:{team}".encode()).digest())

    assert start_order(sorted(teams), seed) == start_order(sorted(teams)[::-1], seed)
    assert list(start_order(teams, seed)) == by_hash


@briefly
@given(TEAMS)
def test_a_team_that_goes_leaves_the_order_of_the_others(teams: set[str]) -> None:
    whole = start_order(teams, "spring")

    assert start_order(teams - {whole[0]}, "spring") == whole[1:]


def test_every_team_is_first_about_as_often_as_any_other() -> None:
    """3,000 seeds, four teams: 750 each, give or take three times sqrt(3000 x 3/16) = 71."""
    first = Counter(start_order("abcd", str(seed))[0] for seed in range(3_000))

    assert all(abs(count - 750) < 71 for count in first.values())


def test_waves_are_as_even_as_can_be() -> None:
    assert start_waves("abcdefg", 3) == (("a", "b", "c"), ("d", "e"), ("f", "g"))
    assert start_waves("abc", 3) == (("a",), ("b",), ("c",))


def test_a_team_twice_and_waves_without_teams_are_refused() -> None:
    with pytest.raises(ValueError, match="named twice"):
        start_order(["a", "a"], "spring")
    for waves in (0, 4):
        with pytest.raises(ValueError, match="cannot start"):
            start_waves("abc", waves)
