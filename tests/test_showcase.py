"""The made-up organisation of the playground."""

from random import Random

from bot.features.answering.picks import hours_to_pick
from bot.model.actions import Action
from bot.model.fields import Field, NumberField, PickField
from bot.model.forms import Form
from bot.showcase.staff import filled, habits

TASKS = ("invoices", "reports", "copying", "chasing")
PICKS = tuple((f"{hours:g}", f"{hours:g} h") for hours in hours_to_pick(3))


def form(*fields: Field) -> Form:
    return Form("Check-in", fields, Action("send"), Action("open"), "Send", "Not now")


def test_made_up_people_say_the_same_hours_whether_they_pick_or_type_them() -> None:
    typed = form(*(NumberField(f"task.{task}", task) for task in TASKS))
    picked = form(
        *(
            field
            for task in TASKS
            for field in (
                PickField(f"task.{task}", task, PICKS),
                NumberField(f"own.{task}", task),
            )
        )
    )
    someone = habits(Random(1))

    assert filled(picked, someone, 2, Random(7)) == filled(typed, someone, 2, Random(7))
