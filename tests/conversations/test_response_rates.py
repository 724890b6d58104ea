"""In which band a wave was answered: decided when it is over, and never again."""

from datetime import timedelta

from bot.dividend.erasing import erase as erase_all_of
from tests.conversations.test_operations import answer
from tests.conversations.town import Town

PAYROLL = "Check-in, Payroll: closed on Sep 13; answered: half to three quarters"


def test_who_erases_their_answer_or_has_none_moves_no_band(town: Town) -> None:
    """Half of Payroll answered: one less would be under half, and say whose answer is gone."""
    town.until("2026-09-08 11:00")
    for name in town.people("Payroll")[:4]:
        answer(town, name)
    town.until("2026-09-14 10:00")
    for name in (town.people("Payroll")[0], town.people("Payroll")[7]):
        erase(town, name)
        assert PAYROLL in standing(town)


def test_who_erases_before_the_clock_came_to_it_moves_no_band_either(town: Town) -> None:
    town.until("2026-09-08 11:00")
    for name in town.people("Payroll")[:4]:
        answer(town, name)
    town.until("2026-09-13 09:59")
    town.clock.move_to(town.clock() + timedelta(minutes=1))
    with town.turns.begin() as turn:
        paul = turn.store.people.by_email("paul@northlight.example")
        assert paul is not None
        erase_all_of(paul.id, turn)

    assert PAYROLL in standing(town)


def test_it_is_audited_once_when_it_is_decided_and_once_for_each_look(town: Town) -> None:
    town.until("2026-09-08 11:00")
    standing(town)
    assert rates_audited(town) == [], "nothing is over"
    town.until("2026-09-14 10:00")
    assert rates_audited(town) == ["decide_response_rate"] * 3

    standing(town)
    town.desk("Ada").say("deliveries")
    assert rates_audited(town)[3:] == ["see_response_rates"] * 2


def standing(town: Town) -> str:
    town.desk("Lena").say("survey")
    return town.desk("Lena").screen


def erase(town: Town, name: str) -> None:
    town.desk(name).say("privacy")
    town.desk(name).press("Erase")
    town.desk(name).submit(sure="yes")


def rates_audited(town: Town) -> list[str]:
    with town.turns.begin() as turn:
        return [entry.deed for entry in turn.store.audit.entries(99) if "_rate" in entry.deed][::-1]
