import pytest

from bot.measures.coarse import Trend
from bot.measures.figures import WITHHELD, Shown, Withheld, as_json, from_json, trend
from bot.measures.suppression import Gate
from tests.measures.roster import changed_by, team

Measured = tuple[int, float]  # so many people, and the hours returned to each

GATE = Gate(groups=frozenset({"finance"}))


def figure(people: int, hours: float) -> Shown | Withheld:
    return GATE.hours_returned(team(changed_by(*[hours] * people))).outcome


@pytest.mark.parametrize(
    ("earlier", "later", "printed"),
    [
        ((12, 2.0), (12, 2.2), Trend.SAME),
        ((12, 2.0), (12, 2.5), Trend.UP),
        ((12, 2.0), (14, -3), Trend.DOWN),
        ((8, 2.1), (8, 3.9), Trend.SAME),
        ((8, 2.1), (8, 4.1), Trend.UP),
        ((8, -7), (8, -9), Trend.DOWN),
        ((8, 2.1), (12, 3.5), Trend.SAME),
        ((12, 3.5), (8, 1.5), Trend.DOWN),
        ((12, 3.5), None, None),
        ((4, 3.5), (12, 3.5), None),
    ],
)
def test_the_trend_says_no_more_than_the_two_printed_figures(
    earlier: Measured, later: Measured | None, printed: Trend | None
) -> None:
    assert trend(figure(*earlier), figure(*later) if later else WITHHELD) is printed


def test_a_withheld_figure_is_stored_with_nothing_but_that() -> None:
    assert as_json(WITHHELD) == {"shown": False}
    assert from_json({"shown": False}) == WITHHELD


@pytest.mark.parametrize("stored", [{}, {"shown": True}, {"shown": True, "kind": "odd"}])
def test_a_stored_figure_that_is_none_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(KeyError):
        from_json(stored)
