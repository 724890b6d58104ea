"""What is published about a team as people come, go, fall silent and erase."""

import pytest

from bot.store.database import Database
from tests.privacy.firm import FINANCE, PAYROLL, Firm

ALL = "abcdefghij"


@pytest.fixture
def firm(sqlite_database: Database) -> Firm:
    return Firm(sqlite_database)


def test_a_panel_stays_while_its_people_answer_by_turns(database: Database) -> None:
    firm = Firm(database)
    firm.week(FINANCE)
    assert firm.published() == ALL

    firm.week(FINANCE[:5])
    assert firm.published() == ALL, "the others' last answers still count"

    firm.week(FINANCE[5:9])
    assert firm.published() is None, "four answered anew"
    firm.week(FINANCE[9:])
    assert firm.published() == ALL


def test_an_answer_to_a_week_that_was_not_normal_is_no_new_one(firm: Firm) -> None:
    firm.week(FINANCE)
    firm.published()

    firm.week(FINANCE, normal=False)

    assert firm.published() is None


def test_whoever_moves_counts_where_they_were_until_three_go_and_then_with_a_new_answer(
    firm: Firm,
) -> None:
    firm.week(FINANCE, PAYROLL)
    assert (firm.published(), firm.published("payroll")) == (ALL, "ABCDEFGH")

    for name in FINANCE[:2]:
        firm.move(name, "payroll")
    firm.weeks_without(4)
    firm.week(FINANCE, PAYROLL)
    assert (firm.published(), firm.published("payroll")) == (ALL, "ABCDEFGH")

    firm.move(FINANCE[2], "payroll")
    firm.weeks_without(4)
    firm.week(FINANCE, PAYROLL)
    assert firm.published() == "defghij", "three go together"
    assert firm.published("payroll") == "ABCDEFGHabc", "with what they said since"


def test_in_the_other_team_an_answer_that_counted_does_not_count_again(firm: Firm) -> None:
    firm.week(FINANCE, PAYROLL)
    firm.published()
    for name in FINANCE[:3]:
        firm.move(name, "payroll")
    firm.weeks_without(4)
    firm.week(FINANCE[3:], PAYROLL)
    assert firm.published() == "defghij"
    assert firm.published("payroll") == "ABCDEFGH"

    firm.week(FINANCE[:3], PAYROLL)
    assert firm.published("payroll") == "ABCDEFGHabc"


def test_an_answer_that_ran_out_takes_two_more_along_who_come_back(firm: Firm) -> None:
    firm.week(FINANCE)
    firm.published()
    for _ in range(13):
        firm.week(FINANCE[1:])
        assert firm.published() == ALL

    firm.week(FINANCE[1:])
    seven = firm.published()

    assert seven is not None
    assert "a" not in seven
    assert len(seven) == 7


def test_after_an_erasure_nobody_is_drawn_and_the_team_waits(firm: Firm) -> None:
    firm.week(FINANCE)
    firm.published()
    firm.erase(FINANCE[0])
    firm.week(FINANCE[1:])
    assert firm.published() is None
    assert any(who.startswith("erased-") for who in firm.panel())

    for name in FINANCE[1:3]:
        firm.erase(name)
    firm.week(FINANCE[3:])
    assert firm.published() == "defghij"
    assert not any(who.startswith("erased-") for who in firm.panel())


def test_who_comes_back_must_not_show_who_did_not(firm: Firm) -> None:
    """Three go, two come back while another goes: beside the first figure two would stand out."""
    firm.week(FINANCE)
    firm.published()
    for name in FINANCE[:3]:
        firm.move(name, "payroll")
    firm.weeks_without(4)
    firm.week(FINANCE)
    assert firm.published() == "defghij"

    firm.move(FINANCE[9], "payroll")
    for name in FINANCE[:2]:
        firm.move(name, "finance")
    firm.weeks_without(4)
    firm.week(FINANCE)
    assert firm.published() == "defghij", "they wait, or c and j would stand out"


def test_a_small_team_is_refused_as_before(firm: Firm) -> None:
    firm.week(PAYROLL[:5])

    assert firm.published("payroll") == "withheld"
    assert firm.panel("payroll") == {}
