"""Answering a survey: form, corrections, thanks and edits."""

from datetime import datetime, timedelta

from bot.conversation.asking import next_wave
from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.errors import FormRejected, NotInvited, NoWaveOpen, WaveClosed
from bot.features.answering.consent import before_the_first_question, wave_to_answer
from bot.features.answering.consent import router as consent
from bot.features.answering.form import (
    check_plausible,
    corrected_form,
    read,
    survey_form,
    wording_of,
)
from bot.model.events import ButtonPress, FormSubmission, IncomingCommand
from bot.model.fields import Answered
from bot.model.replies import Reply, ShowForm
from bot.permissions import Deed
from bot.redaction import redact
from bot.store.tables import Response, Wave

EDITABLE = timedelta(days=7)
router = Router()
router.include(consent)


@router.command("log", Deed.ANSWER_SURVEY, opens_form=True)
def log(command: IncomingCommand, turn: Turn) -> Reply:
    """Whoever has not agreed is asked that first, whether or not anything is open."""
    if not turn.store.consents.is_given(turn.me.id):
        return before_the_first_question("", turn)
    wave = wave_to_answer("", turn)
    if wave is None:
        raise NoWaveOpen(next=next_wave(turn))
    return ShowForm(survey_form(wave, turn))


@router.button("survey.open", Deed.ANSWER_SURVEY, opens_form=True)
def open_survey(press: ButtonPress, turn: Turn) -> Reply:
    return _asked(press.action.subject, turn)


@router.button("survey.edit", Deed.ANSWER_SURVEY, opens_form=True)
def edit_survey(press: ButtonPress, turn: Turn) -> Reply:
    return _asked(press.action.subject, turn)


@router.form("survey.submit", Deed.ANSWER_SURVEY, opened_by="survey.open")
def submit_survey(submission: FormSubmission, turn: Turn) -> Reply:
    """Store the answers, or show what is wrong beside the fields."""
    entered_at = turn.told_at(submission)
    wave = _answerable(submission.action.subject, entered_at, turn)
    if turn.store.own_data.was_erased_since(turn.me.id, entered_at):
        return turn.say("replies/erased")  # it was on its way when they erased everything
    if not turn.store.consents.is_given(turn.me.id):
        return before_the_first_question(wave.id, turn)
    try:
        answers = read(wave, submission.entered, turn)
        check_plausible(answers, submission.entered, turn.me.contracted_hours)
    except FormRejected as rejected:
        asked = corrected_form(wave, submission.entered, rejected.problems, turn)
        return turn.correct(asked, submission.entered, rejected)
    kept = _record(wave, answers, entered_at, turn)
    return turn.say("replies/thanks", wave={"id": wave.id}, kept=kept)


def _asked(wave_id: str, turn: Turn) -> Reply:
    """The questions, for whoever has agreed to be asked."""
    if not turn.store.consents.is_given(turn.me.id):
        return before_the_first_question(wave_id, turn)
    return ShowForm(survey_form(_answerable(wave_id, turn.now, turn), turn))


def _answerable(wave_id: str, now: datetime, turn: Turn) -> Wave:
    """The wave, if this person was asked and may still answer or edit.

    Raises ``NotInvited`` or ``WaveClosed``. An invitation of somebody else leads nowhere.
    """
    wave = turn.store.surveys.get(wave_id)
    if wave is None or not turn.store.surveys.is_invited(wave, turn.me.id):
        raise NotInvited
    if wave.survey not in turn.config.surveys:
        raise WaveClosed  # nobody knows any more what was asked
    if wave.closes_at > now:
        return wave
    response = turn.store.surveys.response(wave.id, turn.respondent)
    if response is None or response.answered_at + EDITABLE < now:
        raise WaveClosed
    return wave


def _record(
    wave: Wave, answers: dict[str, Answered], entered_at: datetime, turn: Turn
) -> list[tuple[str, str]]:
    """Store what was answered, free text redacted; the label and the text of what was changed."""
    texts = {question: text for question, text in answers.items() if isinstance(text, str)}
    kept = {question: redact(text).kept for question, text in texts.items()}
    numbers = {question: n for question, n in answers.items() if isinstance(n, float)}
    response = Response(
        wave_id=wave.id,
        respondent=turn.store.pseudonyms.of(turn.me.id),
        answered_at=entered_at,
        revised_at=entered_at,
        contracted_hours=turn.me.contracted_hours,
        wording=wording_of(wave, turn),
    )
    turn.store.surveys.record(response, numbers, kept)
    asked = turn.catalog.survey_questions(turn.config.surveys[wave.survey].form, turn.language)
    return [(q.label, kept[q.id]) for q in asked if kept.get(q.id) != texts.get(q.id)]
