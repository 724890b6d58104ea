"""What the program lead does with surveys: see how they stand, say what the last wave changed."""

from collections.abc import Mapping

from bot.conversation.asking import field, form
from bot.conversation.naming import survey_name
from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.dividend.response_rate import LOOKED_BACK, response_rates
from bot.errors import FormRejected
from bot.model.actions import Action
from bot.model.events import ButtonPress, FormSubmission, IncomingCommand
from bot.model.forms import Form
from bot.model.replies import Reply, ShowForm
from bot.permissions import Deed
from bot.redaction import redact

router = Router()


@router.command("survey", Deed.RUN_SURVEYS)
def surveys(command: IncomingCommand, turn: Turn) -> Reply:
    return _list(turn)


@router.button("survey.news", Deed.RUN_SURVEYS, opens_form=True)
def open_news(press: ButtonPress, turn: Turn) -> Reply:
    return ShowForm(_form(turn))


@router.form("survey.tell", Deed.RUN_SURVEYS, opened_by="survey.news")
def tell(submission: FormSubmission, turn: Turn) -> Reply:
    """The next invitation to that survey opens with it; nothing entered takes it back."""
    asked = _form(turn)
    try:
        answers = asked.read(submission.entered)
    except FormRejected as rejected:
        return turn.correct(asked, submission.entered, rejected)
    survey, changed = str(answers["survey"]), redact(str(answers["changed"] or "")).kept
    turn.store.surveys.write_news(survey, changed, turn.told_at(submission))
    turn.record("write_survey_news", survey)
    return turn.say("replies/survey_news", survey=survey_name(survey, turn), changed=changed)


def _list(turn: Turn) -> Reply:
    rates = {wave.id: label for wave, label in response_rates(turn.now - LOOKED_BACK, turn)}
    rows = [(survey_name(name, turn), _standing(name, rates, turn)) for name in turn.config.surveys]
    return turn.say("replies/surveys", surveys=rows)


def _standing(survey: str, rates: Mapping[str, str], turn: Turn) -> str:
    """The newest wave, and once it is closed in which band of them answered."""
    newest = turn.store.surveys.waves(survey)[-1:]
    if not newest:
        return turn.word("wave.none")
    word = "wave.open" if newest[0].closes_at > turn.now else "wave.closed"
    closes = newest[0].closes_at
    standing = f"{turn.word(word)} {turn.day(closes.date())}"
    rate = rates.get(newest[0].id)
    return f"{standing}; {turn.word('wave.answered')}: {turn.word(rate)}" if rate else standing


def _form(turn: Turn) -> Form:
    text = turn.catalog.survey("surveys/survey_news", turn.language)
    names = tuple((name, survey_name(name, turn)) for name in turn.config.surveys)
    fields = (field(question, choices=names) for question in text.fields)
    return form(text, fields, Action("survey.tell"), Action("survey.news"))
