"""The home card, and help by role."""

from bot.conversation.asking import next_wave, waves_to_answer
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
        waiting = _waiting(turn)
        wave = waiting[0] if waiting else None
        returned = own_hours_returned(own_answers(turn), turn)
        zone = turn.me.local_zone
        return turn.say(
            "replies/home",
            returned=max(returned or 0.0, 0.0),
            person={"first_name": turn.me.first_name},
            waiting=wave is not None,
            wave={"id": wave.id if wave else ""},
            survey={"title": _title(wave, turn) if wave else ""},
            closes=turn.local(wave.closes_at, zone) if wave else "",
            others=[(_title(other, turn), _until(other, turn)) for other in waiting[1:]],
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


def _waiting(turn: Turn) -> list[Wave]:
    """What this person was asked, may still answer and has not, unless they said no to it all."""
    if turn.store.consents.is_refused(turn.me.id):
        return []
    return [wave for wave, answered in waves_to_answer(turn) if not answered]


def _title(wave: Wave, turn: Turn) -> str:
    return turn.catalog.survey_title(turn.config.surveys[wave.survey].form, turn.language)


def _until(wave: Wave, turn: Turn) -> str:
    closes = wave.closes_at.astimezone(turn.place(turn.me.local_zone))
    return f"{turn.word('wave.open')} {turn.day(closes.date())}"
