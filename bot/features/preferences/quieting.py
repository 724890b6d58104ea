"""Being left alone: snooze and opt-out at a press, everything else in a form."""

from dataclasses import replace
from datetime import timedelta

from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.errors import FormRejected
from bot.features.preferences.form import be_quiet, in_words, preferences_form, take_over
from bot.model.events import ButtonPress, FormSubmission, IncomingCommand
from bot.model.replies import Reply, ShowForm
from bot.permissions import Deed
from bot.store.newest import is_newest
from bot.store.tables import Preference

SNOOZE = timedelta(weeks=1)
router = Router()


@router.command("quiet", Deed.SET_PREFERENCES)
def quiet(command: IncomingCommand, turn: Turn) -> Reply:
    return _in_force(turn)


@router.button("quiet.snooze", Deed.SET_PREFERENCES)
def snooze(press: ButtonPress, turn: Turn) -> Reply:
    """Never shorter than what was asked for before: the card may be an old one."""
    preference, asked_at = turn.store.people.preference(turn.me.id), turn.told_at(press)
    until = max(asked_at + SNOOZE, preference.snoozed_until or asked_at)
    if not be_quiet(preference, until, asked_at):
        return _in_force(turn)
    _save(preference, turn)
    return turn.say("replies/snoozed", until=turn.local(until, turn.me.local_zone))


@router.button("quiet.opt_out", Deed.SET_PREFERENCES)
def opt_out(press: ButtonPress, turn: Turn) -> Reply:
    """No more first messages, from this moment on, also of those already queued."""
    preference, asked_at = turn.store.people.preference(turn.me.id), turn.told_at(press)
    if not is_newest(asked_at, preference.opted_in_at):
        return _in_force(turn)
    preference.opted_out_at = max(asked_at, preference.opted_out_at or asked_at)
    _save(preference, turn)
    return turn.say("replies/opted_out")


@router.button("quiet.opt_in", Deed.SET_PREFERENCES)
def opt_in(press: ButtonPress, turn: Turn) -> Reply:
    """Takes back what was asked for before, not what was asked for since."""
    preference, asked_at = turn.store.people.preference(turn.me.id), turn.told_at(press)
    preference.opted_in_at = max(asked_at, preference.opted_in_at or asked_at)
    if preference.opted_out_at and is_newest(asked_at, preference.opted_out_at):
        preference.opted_out_at = None
    be_quiet(preference, None, asked_at)
    _save(preference, turn)
    still = preference.opted_out_at or preference.snoozed_until
    return _in_force(turn) if still else _welcome(preference, turn)


@router.button("quiet.change", Deed.SET_PREFERENCES, opens_form=True)
def change(press: ButtonPress, turn: Turn) -> Reply:
    return ShowForm(preferences_form(turn.store.people.preference(turn.me.id), turn))


@router.form("quiet.save", Deed.SET_PREFERENCES, opened_by="quiet.change")
def save(submission: FormSubmission, turn: Turn) -> Reply:
    """Keep what was entered, unless something was entered later; then say what is in force."""
    preference, entered_at = turn.store.people.preference(turn.me.id), turn.told_at(submission)
    form = preferences_form(preference, turn)
    try:
        answers = form.read(submission.entered)
    except FormRejected as rejected:
        return turn.correct(form, submission.entered, rejected)
    if is_newest(entered_at, preference.entered_at):
        preference.entered_at = entered_at
        take_over(answers, preference, entered_at, turn)
        _save(preference, turn)
    return _in_force(replace(turn, language=turn.me.language))


def _save(preference: Preference, turn: Turn) -> None:
    """What waits because of earlier wishes is looked at again: it may go now."""
    turn.store.people.save_preference(preference)
    turn.store.outbox.reconsider(turn.me.id, turn.now)


def _welcome(preference: Preference, turn: Turn) -> Reply:
    """That the bot may write, and what else was wished that keeps it from doing so."""
    wished = {one.id: one.value for one in preferences_form(preference, turn).fields}
    return turn.say(
        "replies/opted_in",
        no_message=wished["messages_per_week"] == "0",
        no_kind=not wished["kinds"],
        no_part=turn.store.consents.is_refused(turn.me.id),
    )


def _in_force(turn: Turn) -> Reply:
    preference = turn.store.people.preference(turn.me.id)
    words = in_words(preferences_form(preference, turn))
    snoozed = preference.snoozed_until
    return turn.say(
        "replies/preferences",
        budget=words["messages_per_week"],
        quiet_from=words["quiet_from"],
        quiet_to=words["quiet_to"],
        days=words["working_days"],
        kinds=words["kinds"],
        zone=turn.me.local_zone,
        opted_out=preference.opted_out_at is not None,
        snoozed=snoozed is not None and snoozed > turn.now,
        snoozed_until=turn.local(snoozed, turn.me.local_zone) if snoozed else "",
    )
