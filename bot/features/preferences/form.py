"""What somebody wishes, as a form: how often, when, about what, in which language."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.conversation.asking import Choices, field, form
from bot.conversation.turn import Turn
from bot.model.actions import Action
from bot.model.fields import Answered, ChoiceField, DateField, Field, chosen_of
from bot.model.forms import Form
from bot.model.ports import Kind
from bot.model.weekdays import Weekday
from bot.permissions import Role
from bot.store.newest import is_newest
from bot.store.tables import Preference

FIRST = (Kind.INVITATION, Kind.NUDGE, Kind.SUMMARY)  # what the bot sends a person first
MOST = 7  # messages a week, as many as an organisation may choose
_HOURS = tuple(f"{hour:02}:00" for hour in range(24))

Wishes = Mapping[str, str]
"""What is entered for each question of the form; several values have commas between them."""


def preferences_form(preference: Preference, turn: Turn) -> Form:
    """Filled with what is in force: the person's own wishes, else the organisation's."""
    text = turn.catalog.survey("surveys/preferences", turn.language)
    wishes = _in_force(preference, turn)
    known = _choices(wishes, turn)
    fields = (field(q, wishes.get(q.id, ""), known.get(q.id, ())) for q in text.fields)
    narrowed = (_narrowed(one, turn) for one in fields)
    return form(text, narrowed, Action("quiet.save"), Action("quiet.change"))


def _narrowed(asked: Field, turn: Turn) -> Field:
    """No day that is over, and no kind of message that this person never gets."""
    match asked:
        case DateField():
            return replace(asked, earliest=turn.local(turn.now, turn.me.local_zone)[:10])
        case ChoiceField(id="kinds", choices=choices, value=value):
            theirs, chosen = _sent_to(turn), chosen_of(value)
            offered = tuple(one for one in choices if one[0] in theirs)
            ticked = ",".join(kind for kind, _ in offered if kind in chosen)
            return replace(asked, choices=offered, value=ticked)
        case _:
            return asked


def _sent_to(turn: Turn) -> tuple[Kind, ...]:
    """What the bot may send this person first; not everybody gets a weekly note."""
    noted = turn.roles & {Role.MANAGER, Role.PROGRAM_LEAD}
    return tuple(kind for kind in FIRST if noted or kind is not Kind.SUMMARY)


def in_words(filled: Form) -> Mapping[str, str]:
    """What is chosen in the form, as it reads there."""
    return {
        one.id: ", ".join(label for value, label in one.choices if value in chosen_of(one.value))
        for one in filled.fields
        if isinstance(one, ChoiceField)
    }


def be_quiet(preference: Preference, until: datetime | None, asked_at: datetime) -> bool:
    """Snooze, or be quiet no longer; False when something newer was said about that already."""
    if not is_newest(asked_at, preference.snoozed_at):
        return False
    preference.snoozed_until, preference.snoozed_at = until, asked_at
    return True


def take_over(
    answers: Mapping[str, Answered], preference: Preference, entered_at: datetime, turn: Turn
) -> None:
    """Keep what was entered as this person's own wishes; what was not asked stays as it is.

    What is just the organisation's way is not kept: whoever never cared follows it when it changes.
    """
    entered = {question: str(answer or "") for question, answer in answers.items()}
    before = _in_force(preference, turn)
    wishes = {**before, **entered}
    own = {question: wishes[question] for question in _differing(wishes, turn)}
    budget, days = own.get("messages_per_week"), chosen_of(own.get("working_days", ""))
    preference.messages_per_week = int(budget) if budget else None
    preference.quiet_from, preference.quiet_to = own.get("quiet_from"), own.get("quiet_to")
    preference.working_days = " ".join(day for day in Weekday if day in days) or None
    kept = set((preference.unwanted_kinds or "").split()) - set(_sent_to(turn))
    unwanted = kept | set(_sent_to(turn)) - chosen_of(wishes["kinds"])
    preference.unwanted_kinds = " ".join(kind for kind in FIRST if kind in unwanted) or None
    turn.me.language = wishes["language"]
    if wishes["snoozed_until"] != before["snoozed_until"]:
        be_quiet(preference, _morning(wishes["snoozed_until"], turn), entered_at)


def _morning(day: str, turn: Turn) -> datetime | None:
    """When that day begins where the person is; quiet hours and days off still count from then."""
    if not day:
        return None
    place = turn.place(turn.me.local_zone)
    return datetime.combine(date.fromisoformat(day), time(), place).astimezone(UTC)


def _differing(wishes: Wishes, turn: Turn) -> list[str]:
    return [question for question, wish in _defaults(turn).items() if wishes[question] != wish]


def _in_force(preference: Preference, turn: Turn) -> Wishes:
    unwanted = (preference.unwanted_kinds or "").split()
    own = {
        "messages_per_week": preference.messages_per_week,
        "quiet_from": preference.quiet_from,
        "quiet_to": preference.quiet_to,
        "working_days": preference.working_days and preference.working_days.replace(" ", ","),
        "kinds": ",".join(kind for kind in FIRST if kind not in unwanted),
    }
    kept = {question: f"{wish}" for question, wish in own.items() if wish is not None}
    until = preference.snoozed_until
    quiet = turn.local(until, turn.me.local_zone)[:10] if until and until > turn.now else ""
    return {**_defaults(turn), **kept, "language": turn.language, "snoozed_until": quiet}


def _defaults(turn: Turn) -> Wishes:
    contact = turn.config.contact
    return {
        "messages_per_week": f"{contact.messages_per_week}",
        "quiet_from": f"{contact.quiet_from:%H:%M}",
        "quiet_to": f"{contact.quiet_to:%H:%M}",
        "working_days": ",".join(day for day in Weekday if day in contact.working_days),
    }


def _choices(wishes: Wishes, turn: Turn) -> Mapping[str, Choices]:
    """What the survey's file cannot name; hours include those in force, which may not be whole."""
    hours = sorted({*_HOURS, wishes["quiet_from"], wishes["quiet_to"]})
    times = tuple((hour, hour) for hour in hours)
    counts = (
        (f"{count}", turn.catalog.label("units.messages", turn.language, count))
        for count in range(MOST + 1)
    )
    return {
        "messages_per_week": tuple(counts),
        "quiet_from": times,
        "quiet_to": times,
        "language": tuple(turn.catalog.language_names().items()),
    }
