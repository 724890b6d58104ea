"""Answering a survey: consent, form, corrections, thanks and edits."""

from datetime import datetime, timedelta

from bot.conversation.asking import next_wave, promise
from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.errors import FormRejected, NotInvited, NoWaveOpen, WaveClosed
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


@router.command("log", Deed.ANSWER_SURVEY, opens_form=True)
def log(command: IncomingCommand, turn: Turn) -> Reply:
    wave = turn.store.surveys.open_for(turn.me.id, turn.respondent, turn.now)
    if wave is None:
        raise NoWaveOpen(next=next_wave(turn))
    return _asked(wave, turn)


@router.button("survey.open", Deed.ANSWER_SURVEY, opens_form=True)
def open_survey(press: ButtonPress, turn: Turn) -> Reply:
    return _asked(_answerable(press.action.subject, turn.now, turn), turn)


@router.button("survey.edit", Deed.ANSWER_SURVEY, opens_form=True)
def edit_survey(press: ButtonPress, turn: Turn) -> Reply:
    return _asked(_answerable(press.action.subject, turn.now, turn), turn)


@router.button("consent.give", Deed.ANSWER_SURVEY, opens_form=True)
def take_part(press: ButtonPress, turn: Turn) -> Reply:
    """Consent, and the question at once that it was asked for."""
    _decide(True, press, turn)
    return _asked(_answerable(press.action.subject, turn.now, turn), turn)


@router.button("consent.refuse", Deed.ANSWER_SURVEY)
def take_no_part(press: ButtonPress, turn: Turn) -> Reply:
    """Nothing is asked or counted from now on, also not what waits to be sent."""
    _decide(False, press, turn)
    return turn.say("replies/consent_refused")


@router.form("survey.submit", Deed.ANSWER_SURVEY, opened_by="survey.open")
def submit_survey(submission: FormSubmission, turn: Turn) -> Reply:
    """Store the answers, or show what is wrong beside the fields."""
    entered_at = turn.told_at(submission)
    wave = _answerable(submission.action.subject, entered_at, turn)
    if turn.store.consents.is_refused(turn.me.id):
        return _before_the_first_question(wave, turn)
    if turn.store.own_data.was_erased_since(turn.me.id, entered_at):
        return turn.say("replies/erased")  # it was on its way when they erased everything
    try:
        answers = read(wave, submission.entered, turn)
        check_plausible(answers, submission.entered, turn.me.contracted_hours)
    except FormRejected as rejected:
        asked = corrected_form(wave, submission.entered, rejected.problems, turn)
        return turn.correct(asked, submission.entered, rejected)
    kept_note = _record(wave, answers, entered_at, turn)
    return turn.say("replies/thanks", wave={"id": wave.id}, kept_note=kept_note)


def _asked(wave: Wave, turn: Turn) -> Reply:
    """The questions, for whoever has agreed to be asked."""
    if turn.store.consents.is_given(turn.me.id):
        return ShowForm(survey_form(wave, turn))
    return _before_the_first_question(wave, turn)


def _before_the_first_question(wave: Wave, turn: Turn) -> Reply:
    return turn.say("replies/consent", wave={"id": wave.id}, **promise(turn))


def _decide(given: bool, press: ButtonPress, turn: Turn) -> None:
    turn.store.consents.decide(turn.me.id, given, turn.told_at(press))
    turn.record("decide_on_consent", turn.me.id, given=given)


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


def _record(wave: Wave, answers: dict[str, Answered], entered_at: datetime, turn: Turn) -> str:
    """Store what was answered, free text redacted; the note as it was kept."""
    redacted = {
        question: redact(text).kept for question, text in answers.items() if isinstance(text, str)
    }
    numbers = {question: n for question, n in answers.items() if isinstance(n, float)}
    response = Response(
        wave_id=wave.id,
        respondent=turn.store.pseudonyms.of(turn.me.id),
        answered_at=entered_at,
        revised_at=entered_at,
        contracted_hours=turn.me.contracted_hours,
        wording=wording_of(wave, turn),
    )
    turn.store.surveys.record(response, numbers, redacted)
    kept = redacted.get("note", "")
    return kept if kept != answers.get("note") else ""
