"""What the contact gate needs to know of a person, gathered at the last moment."""

from dataclasses import replace
from datetime import time, timedelta

from bot.contact import WEEK, ContactState, Permission, permission
from bot.conversation.turn import Turn
from bot.holidays import public_holidays
from bot.model.ports import Kind
from bot.store.outbox import BEGINNING
from bot.store.tables import Delivery, Person, Preference

_A_DAY = timedelta(days=1)  # somewhere it is still yesterday
_TO_ANSWER = frozenset({Kind.INVITATION, Kind.NUDGE})


def permitted(person: Person, row: Delivery, turn: Turn) -> Permission:
    """Whether the person may be written to now, by what they asked for until this moment."""
    preference = turn.store.people.preference(person.id)
    heard = turn.store.people.last_seen(person.id) or BEGINNING
    since = min(heard, turn.now - WEEK)
    sent = turn.store.outbox.sent_first(person.id, since, besides=row.id)
    invited = [at for at, kind in sent if kind is Kind.INVITATION]
    state = replace(
        contact_state(person, preference, turn),
        sent_first=tuple(at for at, _ in sent),
        last_asked=max(invited, default=None),
        unanswered=sum(at > heard and kind in _TO_ANSWER for at, kind in sent),
    )
    return permission(state, Kind(row.kind), turn.now, home_zone=turn.config.organisation.zone)


def contact_state(person: Person, preference: Preference, turn: Turn) -> ContactState:
    """The person's own wishes, and the organisation's where there are none."""
    default = turn.config.contact
    budget, since = preference.messages_per_week, turn.now.date() - _A_DAY
    return ContactState(
        zone=person.local_zone,
        quiet_from=_time(preference.quiet_from) or default.quiet_from,
        quiet_to=_time(preference.quiet_to) or default.quiet_to,
        working_days=preference.weekdays or frozenset(default.working_days),
        budget=default.messages_per_week if budget is None else budget,
        opted_out=preference.opted_out_at is not None,
        opted_out_kinds=frozenset(map(Kind, (preference.unwanted_kinds or "").split())),
        snoozed_until=preference.snoozed_until,
        patience=default.unanswered_messages or None,
        holidays=public_holidays(person.country or turn.config.organisation.country),
        leave=turn.store.absences.days([person.id], since).get(person.id, frozenset()),
    )


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
