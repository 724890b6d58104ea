"""How what was entered is read, the same for every platform."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FormRejected
from bot.model.actions import Action
from bot.model.fields import (
    DECLINED,
    OTHER,
    Answered,
    ChoiceField,
    DateField,
    Field,
    PickField,
    TextField,
)
from bot.model.forms import Form, OnlyIf

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


@given(st.integers(0, 168 * 4))
def test_any_number_of_hours_is_taken_whatever_there_was_to_pick_from(quarters: int) -> None:
    field = PickField("hours", "Hours", (("3", "As last time"), (OTHER, "Another number")))

    assert read(field, f"{quarters / 4:g}") == quarters / 4
    assert read(field, OTHER) is None
    for wrong in ("", "169", "-1", "lots"):
        with pytest.raises(FormRejected):
            read(field, wrong)


USE = ChoiceField("use", "Do you use it?", (("yes", "Yes"), ("stopped", "Not any more")))
WHY = ChoiceField("why", "Why not?", (("slow", "Slow"), ("other", "Other")), decline="Rather not")
ELSE = TextField("other", "What else?")
SKIPS = Form(
    "Form",
    (USE, WHY, ELSE),
    Action("send"),
    Action("open"),
    "Send",
    "Cancel",
    rules={
        "why": OnlyIf("use", frozenset({"stopped"})),
        "other": OnlyIf("why", frozenset({"other"})),
    },
)


def ids(entered: dict[str, str]) -> list[str]:
    return [field.id for field in SKIPS.asked(entered)]


def test_what_does_not_apply_is_neither_asked_nor_read() -> None:
    assert ids({}) == ["use"]
    assert ids({"use": "stopped"}) == ["use", "why"]
    assert ids({"use": "stopped", "why": "other"}) == ["use", "why", "other"]
    assert ids({"use": "yes", "why": "other"}) == ["use"], "what is skipped steers nothing"

    assert SKIPS.read({"use": "yes", "why": "nonsense", "other": "words"}) == {"use": "yes"}


def test_a_question_that_was_not_on_the_screen_is_asked_before_the_form_is_taken() -> None:
    with pytest.raises(FormRejected) as asked:
        SKIPS.read({"use": "stopped"})

    assert asked.value.problems["why"].message == "errors/one_more_question"
    assert SKIPS.read({"use": "stopped", "why": "slow"}) == {"use": "stopped", "why": "slow"}


def test_who_prefers_not_to_say_has_answered() -> None:
    entered = {"use": "stopped", "why": DECLINED}

    assert SKIPS.read(entered) == {"use": "stopped", "why": None}
    with pytest.raises(FormRejected):
        SKIPS.read({"use": DECLINED})


def handled(entered: dict[str, str]) -> set[str]:
    """The fields with an answer, or else those with a problem."""
    try:
        return set(SKIPS.read(entered))
    except FormRejected as refused:
        return set(refused.problems)


values = st.sampled_from(["yes", "stopped", "slow", "other", DECLINED, "", "nonsense"])


@given(st.dictionaries(st.sampled_from(["use", "why", "other", "strange"]), values))
def test_whatever_is_entered_only_what_is_asked_is_answered_or_refused(
    entered: dict[str, str],
) -> None:
    asked = set(ids(entered))
    assert handled(entered) <= asked
    assert [f.value for f in SKIPS.filled(entered).fields] == [
        entered.get(f.id, "") for f in SKIPS.fields
    ]
