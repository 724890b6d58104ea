"""How what was entered is read, the same for every platform."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FormRejected
from bot.model.actions import Action
from bot.model.forms import Answered, ChoiceField, DateField, Field, Form

DAYS = tuple((day, day.title()) for day in ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"))


def read(field: Field, entered: str) -> Answered:
    form = Form("Form", (field,), Action("send"), Action("open"), "Send", "Cancel")
    return form.read({field.id: entered})[field.id]


@given(st.sets(st.sampled_from([day for day, _ in DAYS]), min_size=1))
def test_several_choices_are_read_in_their_own_order_whatever_was_ticked_first(
    days: set[str],
) -> None:
    field = ChoiceField("days", "Days", DAYS, several=True)
    in_order = ",".join(day for day, _ in DAYS if day in days)

    for ticked in [*permutations(days)][:20]:
        assert read(field, ", ".join(ticked)) == in_order


@pytest.mark.parametrize("entered", ["MON,FUN", "mon", "MON;TUE", "\u202eMON,,X"])
def test_what_was_not_offered_cannot_be_chosen(entered: str) -> None:
    with pytest.raises(FormRejected) as refused:
        read(ChoiceField("days", "Days", DAYS, several=True), entered)

    assert refused.value.problems["days"].message == "errors/not_a_choice"


@pytest.mark.parametrize("entered", ["", " , ", ",,"])
def test_ticking_nothing_is_no_answer_where_none_is_needed(entered: str) -> None:
    assert read(ChoiceField("days", "Days", DAYS, required=False, several=True), entered) is None
    with pytest.raises(FormRejected):
        read(ChoiceField("days", "Days", DAYS, several=True), entered)


def test_of_one_choice_two_are_too_many() -> None:
    with pytest.raises(FormRejected):
        read(ChoiceField("days", "Days", DAYS), "MON,TUE")


@given(st.dates())
def test_a_day_is_read_as_it_was_entered(day: date) -> None:
    assert read(DateField("day", "Day"), f"  {day.isoformat()} ") == day.isoformat()


@pytest.mark.parametrize("entered", ["tomorrow", "24.12.2026", "2026-02-30", "2026-13-01", "0"])
def test_what_is_no_day_is_refused(entered: str) -> None:
    with pytest.raises(FormRejected) as refused:
        read(DateField("day", "Day"), entered)

    assert refused.value.problems["day"].message == "errors/not_a_day"


def test_a_day_may_have_a_first_one() -> None:
    field = DateField("day", "Day", required=False, earliest="2026-12-24")

    assert read(field, "2026-12-24") == "2026-12-24"
    assert read(field, "") is None
    with pytest.raises(FormRejected):
        read(field, "2026-12-23")
