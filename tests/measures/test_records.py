import pytest

from bot.measures.records import needs_confirming
from tests.measures.roster import wave


@pytest.mark.parametrize("odd", [-0.5, 168.5, float("nan"), float("inf")])
def test_hours_that_no_week_has_are_refused_with_the_limit(odd: float) -> None:
    for hours, checking in (((odd, 0, 0), 0.0), ((1, 0, 0), odd)):
        with pytest.raises(ValueError, match="between 0 and 168 hours"):
            wave("ann", hours, checking=checking)


def test_tasks_together_cannot_fill_more_than_a_week() -> None:
    assert wave("ann", (100, 60, 8)).total == 168

    with pytest.raises(ValueError, match="168"):
        wave("ann", (100, 60, 9))


def test_a_total_above_the_contract_is_asked_about_and_never_changed() -> None:
    assert not needs_confirming([20, 12], checking=4, contracted=32)
    assert needs_confirming([20, 12.5], checking=4, contracted=32)
    assert needs_confirming([1], checking=33, contracted=32)
    assert wave("ann", (30, 20, 0), contracted=32, confirmed=False).total == 50
