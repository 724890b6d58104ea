"""Being left alone: snooze, quiet hours, message budget and opt-out."""

from datetime import timedelta

from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.model.events import ButtonPress, IncomingCommand
from bot.model.replies import Reply
from bot.permissions import Deed

SNOOZE = timedelta(weeks=1)
router = Router()


@router.command("quiet", Deed.SET_PREFERENCES)
def quiet(command: IncomingCommand, turn: Turn) -> Reply:
    preference = turn.store.people.preference(turn.me.id)
    default = turn.config.contact
    snoozed = preference.snoozed_until
    return turn.say(
        "replies/preferences",
        budget=preference.messages_per_week
        if preference.messages_per_week is not None
        else default.messages_per_week,
        quiet_from=preference.quiet_from or f"{default.quiet_from:%H:%M}",
        quiet_to=preference.quiet_to or f"{default.quiet_to:%H:%M}",
        zone=turn.me.local_zone,
        opted_out=preference.opted_out_at is not None,
        snoozed=snoozed is not None and snoozed > turn.now,
        snoozed_until=turn.local(snoozed, turn.me.local_zone) if snoozed else "",
    )


@router.button("quiet.snooze", Deed.SET_PREFERENCES)
def snooze(press: ButtonPress, turn: Turn) -> Reply:
    preference = turn.store.people.preference(turn.me.id)
    preference.snoozed_until = turn.now + SNOOZE
    turn.store.people.save_preference(preference)
    until = turn.local(preference.snoozed_until, turn.me.local_zone)
    return turn.say("replies/snoozed", until=until)


@router.button("quiet.opt_out", Deed.SET_PREFERENCES)
def opt_out(press: ButtonPress, turn: Turn) -> Reply:
    """No more first messages, from this moment on, also of those already queued."""
    preference = turn.store.people.preference(turn.me.id)
    preference.opted_out_at = turn.now
    turn.store.people.save_preference(preference)
    return turn.say("replies/opted_out")


@router.button("quiet.opt_in", Deed.SET_PREFERENCES)
def opt_in(press: ButtonPress, turn: Turn) -> Reply:
    preference = turn.store.people.preference(turn.me.id)
    preference.opted_out_at = preference.snoozed_until = None
    turn.store.people.save_preference(preference)
    return turn.say("replies/opted_in")
