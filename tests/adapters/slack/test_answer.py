"""What is done with a reply, where more than one thing could be."""

from adapters.slack.answer import Answer, RedrawForm, answer
from adapters.slack.incoming import Incoming, Source
from bot.model.actions import Action
from bot.model.events import Actor, Address, FormChanged, FormSubmission, Place
from bot.model.fields import ChoiceField, TextField
from bot.model.forms import Form, OnlyIf
from bot.model.replies import ShowFieldErrors
from tests.adapters.slack.conftest import NOW

USE = ChoiceField("use", "Do you use it?", (("yes", "Yes"), ("no", "No"), ("never", "Never")))
WHY = TextField("why", "Why not?", "In a word or two.")
FORM = Form(
    "Form",
    (USE, WHY),
    Action("send"),
    Action("open"),
    "Send",
    "Cancel",
    rules={"why": OnlyIf("use", frozenset({"no"}))},
)


def after_choosing(**entered: str) -> Answer:
    there = Address("slack", "T1", "U1")
    event = FormChanged(
        key="1",
        actor=Actor("slack", "T1", "U1"),
        occurred_at=NOW,
        place=Place.DIALOG,
        address=there,
        reply_to=there,
        action=FORM.action,
        entered=entered,
    )
    incoming = Incoming(Source.ACTION, event, view_id="V1", view_hash="7")
    return answer(incoming, ShowFieldErrors(FORM, entered, {}))


def test_an_open_dialog_is_drawn_anew_only_if_something_else_is_asked() -> None:
    assert after_choosing(use="never") == Answer()
    assert after_choosing(use="no", why="") == Answer()
    assert isinstance(after_choosing(use="no").after, RedrawForm)
    assert isinstance(after_choosing(use="yes", why="It is slow").after, RedrawForm)


def test_what_is_wrong_in_a_dialog_that_is_drawn_anew_stands_before_the_hint() -> None:
    there = Address("slack", "T1", "U1")
    event = FormSubmission(
        key="1",
        actor=Actor("slack", "T1", "U1"),
        occurred_at=NOW,
        place=Place.DIALOG,
        address=there,
        reply_to=there,
        action=FORM.action,
        entered={"use": "no"},
    )
    reply = ShowFieldErrors(FORM, event.entered, {"why": "One more question."})

    drawn = answer(Incoming(Source.VIEW, event), reply).body

    assert drawn is not None
    assert "One more question. In a word or two." in str(drawn["view"])
