"""Being left alone: snooze, quiet hours, message budget and opt-out."""

from datetime import timedelta

from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.model.events import ButtonPress, IncomingCommand
from bot.model.replies import Reply
from bot.permissions import Deed
from bot.store.newest import is_newest

SNOOZE = timedelta(weeks=1)
router = Router()


@router.command("quiet", Deed.SET_PREFERENCES)
def quiet(command: IncomingCommand, turn: Turn) -> Reply:
    return _in_force(turn)


@router.button("quiet.snooze", Deed.SET_PREFERENCES)
def snooze(press: ButtonPress, turn: Turn) -> Reply:
    preference, asked_at = turn.store.people.preference(turn.me.id), turn.told_at(press)
    if not is_newest(asked_at, preference.opted_in_at):
        return _in_force(turn)
    until = asked_at + SNOOZE
    preference.snoozed_until = max(until, preference.snoozed_until or until)
    turn.store.people.save_preference(preference)
    until_local = turn.local(preference.snoozed_until, turn.me.local_zone)
    return turn.say("replies/snoozed", until=until_local)


@router.button("quiet.opt_out", Deed.SET_PREFERENCES)
def opt_out(press: ButtonPress, turn: Turn) -> Reply:
    """No more first messages, from this moment on, also of those already queued."""
    preference, asked_at = turn.store.people.preference(turn.me.id), turn.told_at(press)
    if not is_newest(asked_at, preference.opted_in_at):
        return _in_force(turn)
    preference.opted_out_at = max(asked_at, preference.opted_out_at or asked_at)
    turn.store.people.save_preference(preference)
    return turn.say("replies/opted_out")


@router.button("quiet.opt_in", Deed.SET_PREFERENCES)
def opt_in(press: ButtonPress, turn: Turn) -> Reply:
    """Takes back what was asked for before, not what was asked for since."""
    preference, asked_at = turn.store.people.preference(turn.me.id), turn.told_at(press)
    preference.opted_in_at = max(asked_at, preference.opted_in_at or asked_at)
    if preference.opted_out_at and is_newest(asked_at, preference.opted_out_at):
        preference.opted_out_at = None
    if preference.snoozed_until and is_newest(asked_at, preference.snoozed_until - SNOOZE):
        preference.snoozed_until = None
    turn.store.people.save_preference(preference)
    still = preference.opted_out_at or preference.snoozed_until
    return _in_force(turn) if still else turn.say("replies/opted_in")


def _in_force(turn: Turn) -> Reply:
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
