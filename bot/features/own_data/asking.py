"""The two things people may do with what is kept about them: take all of it along, and erase it."""

from bot.conversation.asking import field, form
from bot.conversation.exporting import export
from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.dividend.erasing import erase as erase_all_of
from bot.errors import FormRejected
from bot.features.own_data.reading import all_of_it
from bot.model.actions import Action
from bot.model.events import ButtonPress, FormSubmission
from bot.model.forms import Form
from bot.model.replies import Reply, ShowForm
from bot.permissions import Deed
from bot.store.erasing import ERASE

YES = "yes"
router = Router()


@router.button("privacy.show", Deed.SEE_OWN_DATA)
def show(press: ButtonPress, turn: Turn) -> Reply:
    export(all_of_it(turn), "own_data", press, turn)
    return turn.say("replies/own_data_coming")


@router.button("privacy.erase", Deed.ERASE_OWN_DATA, opens_form=True)
def open_erase(press: ButtonPress, turn: Turn) -> Reply:
    return ShowForm(_form(turn))


@router.form("privacy.erased", Deed.ERASE_OWN_DATA, opened_by="privacy.erase")
def erase(submission: FormSubmission, turn: Turn) -> Reply:
    """The record of it is the tombstone: it says who and when, and nothing of what there was."""
    asked = _form(turn)
    try:
        answers = asked.read(submission.entered)
    except FormRejected as rejected:
        return turn.correct(asked, submission.entered, rejected)
    if answers["sure"] != YES:
        return turn.say("replies/not_erased")
    erase_all_of(turn.me.id, turn)
    turn.record(ERASE, turn.me.id)
    return turn.say("replies/erased")


def _form(turn: Turn) -> Form:
    text = turn.catalog.survey("surveys/erase", turn.language)
    fields = (field(question) for question in text.fields)
    return form(text, fields, Action("privacy.erased"), Action("privacy.erase"))
