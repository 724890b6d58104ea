import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.measures.figures import (
    Shown,
    as_json,
    from_json,
)
from tests.measures.gate import GATE, mean_figure, shown
from tests.measures.roster import changed_by, team, twelve
from tests.measures.steady import briefly, steady

GAINS = st.lists(st.floats(-20, 20, allow_subnormal=False), min_size=0, max_size=30)


@steady
@given(GAINS)
def test_below_six_people_nothing_is_ever_shown_and_from_six_on_something_is(
    gains: list[float],
) -> None:
    ruling = GATE.hours_returned(team(changed_by(*gains), eligible=40))

    assert isinstance(ruling.outcome, Shown) == ruling.audit.shown == (len(gains) >= 6)


@steady
@given(GAINS)
def test_what_was_published_comes_back_from_json_as_it_was(gains: list[float]) -> None:
    outcome = GATE.hours_returned(team(changed_by(*gains), eligible=40)).outcome

    stored = as_json(outcome)

    assert json.loads(json.dumps(stored, allow_nan=False)) == stored
    assert from_json(stored) == outcome


@steady
@given(st.permutations(twelve()))
def test_the_order_of_people_changes_nothing(people: list[Any]) -> None:
    assert shown(team(tuple(people))) == shown(team(twelve()))


@steady
@given(st.lists(st.floats(0, 15), min_size=10, max_size=25), st.sampled_from([-5, -2.5, 0.5, 5]))
def test_everybody_returning_more_moves_the_mean_by_as_much(
    gains: list[float], shift: float
) -> None:
    before, after = (
        mean_figure(team(changed_by(*moved))) for moved in (gains, [g + shift for g in gains])
    )

    assert abs(after.mean - before.mean - shift) <= 0.5


@briefly
@given(st.floats(-15, 15), st.sampled_from([range(6, 10), range(10, 20)]))
def test_no_published_figure_says_how_many_people_it_is_over(hours: float, sizes: range) -> None:
    """The rounded total alone grows with the number; all the rest is equal over a size class."""
    seen = set()
    for people in sizes:
        stored = as_json(shown(team(changed_by(*[hours] * people))))
        del stored["inputs_hash"]
        stored["figure"].pop("total", None)
        seen.add(json.dumps(stored))

    assert len(seen) == 1


def test_no_published_figure_names_anybody() -> None:
    stored = json.dumps(as_json(shown(team(twelve()))))

    assert not any(f'"{one.respondent}"' in stored for one in twelve())
