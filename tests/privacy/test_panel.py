from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.panel import Circle, Panel, fresh, moves_together, next_panel
from tests.measures.steady import steady
from tests.privacy.attacker import told_apart

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def given_on(people: Iterable[str], days_ago: int = 0) -> Panel:
    return dict.fromkeys(people, NOW - days_ago * DAY)


def circle(newest: Panel, **other: object) -> Circle:
    return Circle(newest=newest, usable_since=NOW - 91 * DAY, **other)  # type: ignore[arg-type]


def moved(panel: Panel, around: Circle, permits: object = None) -> str | None:
    """Who is in the next panel, in order."""
    permit = permits or (lambda people: True)
    found = next_panel(panel, around, 3, permit, Random(1))  # type: ignore[arg-type]
    return None if found is None else "".join(sorted(found))


OLD = given_on("abcdefgh", 7)


def test_the_first_panel_is_everybody_with_a_usable_answer() -> None:
    newest = given_on("abcdef") | given_on("g", 92)

    assert moved({}, circle(newest)) == "abcdef"
    assert moved({}, circle(given_on("ab"))) is None


def test_a_newcomer_waits_until_three_come() -> None:
    assert moved(OLD, circle(given_on("abcdefghi"))) == "abcdefgh"
    assert moved(OLD, circle(given_on("abcdefghijk"))) == "abcdefghijk"


def test_two_newcomers_come_while_somebody_drawn_at_random_sits_out() -> None:
    panel = moved(OLD, circle(given_on("abcdefghij")))

    assert panel is not None
    assert len(panel) == 9
    assert {"i", "j"} < set(panel)


def test_a_leavers_last_answer_stays_until_three_come_and_go() -> None:
    assert moved(OLD, circle(given_on("abcdefg"))) == "abcdefgh"
    assert moved(OLD, circle(given_on("abcdefgij"))) == "abcdefgij"


def test_an_answer_that_runs_out_takes_two_others_with_it_for_a_time() -> None:
    ran_out = given_on("abcdefg") | given_on("h", 92)
    left = moved(OLD, circle(ran_out))

    assert left is not None
    assert "h" not in left
    assert len(left) == 5


def test_whoever_sat_out_comes_back_with_a_new_answer_only() -> None:
    panel, spent = given_on("abcdef", 7), given_on("ghi", 7)

    assert moved(panel, circle(given_on("abcdef") | spent, spent=spent)) == "abcdef"
    assert moved(panel, circle(given_on("abcdefghi"), spent=spent)) == "abcdefghi"


def test_nobody_is_counted_in_two_groups() -> None:
    assert moved(OLD, circle(given_on("abcdefghijk"), elsewhere=frozenset("ij"))) == "abcdefgh"


def test_an_answer_that_cannot_be_used_any_more_takes_two_others_with_it() -> None:
    panel = moved(OLD, circle(given_on("abcdefgh"), lost=frozenset("h")))

    assert panel is not None
    assert "h" not in panel
    assert len(panel) == 5


def test_after_an_erasure_nobody_is_drawn_until_others_come_and_go() -> None:
    gone = frozenset("h")

    assert moved(OLD, circle(given_on("abcdefg"), withdrawn=gone)) is None
    assert moved(OLD, circle(given_on("abcdefgij"), withdrawn=gone)) == "abcdefgij"


def test_a_choice_that_differencing_forbids_is_not_taken() -> None:
    def not_all(people: frozenset[str]) -> bool:
        return len(people) <= 10

    found = moved(OLD, circle(given_on("abcdefghijk")), not_all)

    assert found is not None
    assert len(found) == 10


def test_no_figure_while_too_few_answered_anew() -> None:
    newest = dict(OLD) | given_on("ab")

    assert moved(OLD, circle(newest)) is None
    assert moved(OLD, circle(newest | given_on("c"))) == "abcdefgh"
    assert fresh(newest, OLD) == frozenset("ab")


@pytest.mark.parametrize(
    ("after", "may"),
    [
        (given_on("abcdefgh"), True),
        (OLD, False),  # nobody answered anew
        (given_on("abcdefghi"), False),  # one came
        (given_on("abcdefghijk"), True),
        (dict(OLD) | given_on("ijk"), False),  # three came, and nobody else moved
        (given_on("abcdefg") | given_on("ij"), True),
    ],
)
def test_what_may_follow_a_panel(after: Panel, may: bool) -> None:
    assert moves_together(OLD, after, 3) == may


PANELS = st.lists(
    st.dictionaries(st.sampled_from("abcdefghi"), st.booleans(), min_size=3), min_size=2, max_size=8
)


@steady
@given(PANELS)
def test_no_sum_of_figures_of_a_panel_that_moves_together_has_two_peoples_answers_in_it(
    histories: list[dict[str, bool]],
) -> None:
    """The proof in ``moves_together``, tried: each answer counts in one stretch of figures."""
    shown: list[Panel] = []
    for day, one in enumerate(histories):
        before = shown[-1] if shown else {}
        kept = {p: before[p] if p in before and not anew else NOW + day * DAY
                for p, anew in one.items()}  # fmt: skip
        if moves_together(before, kept, 3):
            shown.append(kept)

    assert not told_apart(shown, answers_change=True)
