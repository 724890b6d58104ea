"""Whether somebody takes part: asked before the first question, and changed at any time."""

from bot.conversation.asking import next_wave, promise, surveys_for, wants_quiet, waves_to_answer
from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.features.answering.form import survey_form
from bot.model.events import ButtonPress
from bot.model.replies import Reply, ShowForm
from bot.permissions import Deed
from bot.store.tables import Wave

router = Router()


@router.button("consent.give", Deed.ANSWER_SURVEY, opens_form=True)
def take_part(press: ButtonPress, turn: Turn) -> Reply:
    """A yes stands whatever has become of the wave that it was asked for."""
    _decide(True, press, turn)
    return _in_force(press.action.subject, turn)


@router.button("consent.refuse", Deed.ANSWER_SURVEY)
def take_no_part(press: ButtonPress, turn: Turn) -> Reply:
    """Nothing is asked or counted from now on, also not what waits to be sent."""
    _decide(False, press, turn)
    return _in_force("", turn)


def before_the_first_question(wave_id: str, turn: Turn) -> Reply:
    return turn.say("replies/consent", wave={"id": wave_id}, **promise(turn))


def wave_to_answer(wave_id: str, turn: Turn) -> Wave | None:
    """That wave, while it is open to this person; else the one that is asked first."""
    waves = [wave for wave, _ in waves_to_answer(turn)]
    return next((wave for wave in waves if wave.id == wave_id), waves[0] if waves else None)


def _decide(given: bool, press: ButtonPress, turn: Turn) -> None:
    """Not audited: the trail would say who decided, and is read by others."""
    turn.store.consents.decide(turn.me.id, given, turn.told_at(press))


def _in_force(wave_id: str, turn: Turn) -> Reply:
    """What was decided last, and what comes of it: the question at once, if one is open."""
    if turn.store.consents.is_refused(turn.me.id):
        return turn.say("replies/consent_refused")
    _join(turn)
    wave = wave_to_answer(wave_id, turn)
    if wave is not None:
        return ShowForm(survey_form(wave, turn))
    quiet = wants_quiet(turn.now, turn)
    return turn.say("replies/consent_given", next=next_wave(turn), quiet=quiet)


def _join(turn: Turn) -> None:
    """Whoever took no part was not asked: what is open now is theirs to answer, too."""
    asked = surveys_for(turn)
    for wave in turn.store.surveys.open_waves(turn.now):
        if wave.survey in asked:
            turn.store.surveys.invite(wave, [turn.me], turn.now)
