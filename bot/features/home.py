"""The home card, and help by role."""

from bot.conversation.asking import next_wave
from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.dividend.own import own_answers, own_hours_returned
from bot.model.events import IncomingCommand
from bot.model.replies import Reply
from bot.permissions import Deed
from bot.store.tables import Wave


def home_router(words: Router) -> Router:
    """Handlers of home and help; ``words`` is the program's router, whose commands help lists."""
    router = Router()

    @router.command("home", Deed.SEE_HOME)
    @router.command("", Deed.SEE_HOME)
    def home(command: IncomingCommand, turn: Turn) -> Reply:
        wave = _waiting(turn)
        returned = own_hours_returned(own_answers(turn), turn)
        zone = turn.me.local_zone
        form = turn.config.surveys[wave.survey].form if wave else ""
        return turn.say(
            "replies/home",
            returned=max(returned or 0.0, 0.0),
            person={"first_name": turn.me.first_name},
            waiting=wave is not None,
            wave={"id": wave.id if wave else ""},
            survey={"title": turn.catalog.survey_title(form, turn.language) if form else ""},
            closes=turn.local(wave.closes_at, zone) if wave else "",
            next=next_wave(turn),
            zone=zone,
        )

    @router.command("help", Deed.SEE_HELP)
    def help_card(command: IncomingCommand, turn: Turn) -> Reply:
        commands = [
            (word, turn.catalog.text(f"commands/{word}", turn.language))
            for word in words.words(turn.roles)
        ]
        return turn.say("replies/help", commands=commands)

    return router


def _waiting(turn: Turn) -> Wave | None:
    """What this person was asked, may still answer and has not, unless they said no to it all."""
    wave = turn.store.surveys.open_for(turn.me.id, turn.respondent, turn.now)
    if wave is None or wave.survey not in turn.config.surveys:
        return None
    answered = turn.store.surveys.response(wave.id, turn.respondent) is not None
    return None if answered or turn.store.consents.is_refused(turn.me.id) else wave
