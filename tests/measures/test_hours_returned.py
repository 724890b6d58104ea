from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures.hours_returned import OTHER, PersonHours, person_hours, task_changes
from bot.measures.pairing import Paired
from bot.measures.winsorising import CONTRACTED, UNCAPPED, Cap
from tests.measures.roster import pair, twelve, wave
from tests.measures.steady import steady


def test_net_is_gross_less_the_hours_spent_checking() -> None:
    fay = person_hours(pair("fay", (6, 6, 2), (4, 4, 2), checking=2), CONTRACTED)

    assert (fay.baseline, fay.current, fay.gross, fay.checking, fay.net) == (14, 10, 4, 2, 2)


def test_each_period_is_the_mean_of_its_waves() -> None:
    before = (wave("ann", (10, 0, 0)), wave("ann", (6, 2, 0), name="w2"))
    now = (
        wave("ann", (3, 1, 0), name="w8", checking=1),
        wave("ann", (4, 0, 0), name="w9", checking=2),
    )

    ann = person_hours(Paired("ann", before, now), CONTRACTED)

    assert ann.before == (("reporting", 8), ("reconciling", 1), ("chasing", 0))
    assert (ann.current, ann.checking, ann.net) == (4, 1.5, 3.5)


def test_a_change_for_the_worse_is_not_floored_at_zero() -> None:
    gus = person_hours(pair("gus", (3, 3, 0), (3, 4, 0), checking=2), CONTRACTED)

    assert (gus.gross, gus.net) == (-1, -3)


def test_checking_counts_for_contracted_hours_at_most() -> None:
    now = replace(wave("ann", (0, 0, 0), name="w9", checking=50), contracted=32)

    assert person_hours(Paired("ann", (wave("ann", (5, 0, 0)),), (now,)), CONTRACTED).checking == 32


def test_a_total_above_the_cap_counts_as_the_cap() -> None:
    ann = pair("ann", (60, 0, 0), (30, 0, 0))

    assert person_hours(ann, CONTRACTED).gross == 10
    assert person_hours(ann, UNCAPPED).gross == 30


def everyone() -> list[PersonHours]:
    return [person_hours(one, CONTRACTED) for one in twelve()]


def test_a_task_of_too_few_people_is_merged_and_takes_the_smallest_along() -> None:
    """Five people chase; alone they would follow from the sum less the tasks shown."""
    reporting, other = task_changes(everyone(), fewest=6)

    assert (reporting.task, sum(reporting.changes)) == ("reporting", 33)
    assert (other.task, sum(other.changes)) == (OTHER, 10)


def test_every_task_stands_by_itself_when_enough_people_do_it() -> None:
    assert {t.task: sum(t.changes) for t in task_changes(everyone(), fewest=5)} == {
        "reporting": 33,
        "reconciling": 9,
        "chasing": 1,
    }


def test_small_tasks_that_together_have_enough_people_leave_the_others_alone() -> None:
    people = [
        person_hours(pair(f"p{i}", (5, i < 4, i >= 4), (1, 0, 0)), UNCAPPED) for i in range(8)
    ]

    assert [task.task for task in task_changes(people, fewest=6)] == ["reporting", OTHER]


def test_the_tasks_that_few_do_join_what_was_asked_for_as_everything_else() -> None:
    before = (("chasing", 1.0), ("reporting", 5.0), (OTHER, 2.0))
    rest = (("chasing", 0.0), ("reporting", 5.0), (OTHER, 2.0))
    now = (("chasing", 0.0), ("reporting", 1.0), (OTHER, 1.0))
    people = [PersonHours(f"p{i}", before if i < 4 else rest, now, 0.0) for i in range(8)]

    assert [(task.task, sum(task.changes)) for task in task_changes(people, fewest=6)] == [
        ("reporting", 32),
        (OTHER, 12),
    ]


@pytest.mark.parametrize("fewest", [5, 6, 12])
def test_tasks_shown_and_merged_add_up_to_the_gross_change(fewest: int) -> None:
    changes = [sum(task.changes) for task in task_changes(everyone(), fewest)]

    assert sum(changes) == 43


def test_no_task_is_named_when_all_would_merge_into_one() -> None:
    assert task_changes(everyone(), fewest=13) == ()


def test_a_task_that_nobody_does_is_merged_like_any_other() -> None:
    people = [person_hours(pair(f"p{i}", (5, 5, 0), (1, 4, 0)), UNCAPPED) for i in range(6)]

    assert [task.task for task in task_changes(people, fewest=6)] == ["reporting", OTHER]


@steady
@given(
    st.floats(0, 168, allow_subnormal=False),
    st.floats(0, 168, allow_subnormal=False),
    st.floats(1, 60, allow_subnormal=False),
    st.booleans(),
)
def test_with_the_cap_held_one_changed_value_moves_the_total_by_the_cap_at_most(
    typed: float, instead: float, cap: float, in_baseline: bool
) -> None:
    def total(value: float) -> float:
        changed = ((value, 0, 0), (5, 0, 0)) if in_baseline else ((5, 0, 0), (value, 0, 0))
        people = (pair("zoe", *changed), *twelve())
        return sum(person_hours(one, Cap(cap)).net for one in people)

    assert abs(total(typed) - total(instead)) <= cap + 1e-9
