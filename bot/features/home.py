"""The home card, and help by role."""

from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.dividend.own import own_answers, own_hours_returned
from bot.model.events import IncomingCommand
from bot.model.replies import Reply
from bot.permissions import Deed


def home_router(words: Router) -> Router:
    """Handlers of home and help; ``words`` is the program's router, whose commands help lists."""
    router = Router()

    @router.command("", Deed.SEE_HOME)
    def home(command: IncomingCommand, turn: Turn) -> Reply:
        wave = turn.store.surveys.open_for(turn.me.id, turn.respondent, turn.now)
        answered = wave is not None and (
            turn.store.surveys.response(wave.id, turn.respondent) is not None
        )
        refused = turn.store.consents.is_refused(turn.me.id)
        returned = own_hours_returned(own_answers(turn), turn)
        return turn.say(
            "replies/home",
            returned=max(returned or 0.0, 0.0),
            person={"first_name": turn.me.first_name},
            waiting=wave is not None and not answered and not refused,
            wave={"id": wave.id if wave else ""},
        )

    @router.command("help", Deed.SEE_HELP)
    def help_card(command: IncomingCommand, turn: Turn) -> Reply:
        commands = [
            (word, turn.catalog.text(f"commands/{word}", turn.language))
            for word in words.words(turn.roles)
        ]
        return turn.say("replies/help", commands=commands)

    return router
