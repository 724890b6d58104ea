"""Who is behind an event, as the platform proved them, and which command their word means."""

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

from bot.catalog import Catalog
from bot.conversation.turn import Turn
from bot.model.events import AnyEvent, Event, IncomingCommand, Place
from bot.permissions import Role
from bot.store.accounts import Known
from bot.store.newest import is_newest

Said = TypeVar("Said", bound=AnyEvent)


def as_seen_by(event: Event, turn: Turn) -> Turn:
    """The turn of whoever acts, after noting that they are here, where, and in which zone."""
    if event.actor.guest:
        return _acting(None, event, turn)
    personal = event.address if event.place in (Place.DIRECT, Place.HOME) else None
    told_at, conversation = turn.told_at(event), personal.conversation if personal else ""
    known = turn.store.accounts.meet(event.actor, conversation, told_at, turn.new_id())
    person, account = known.person, known.account
    if person is not None and event.zone and is_newest(told_at, account.zone_at):
        account.zone_at = told_at
        if event.zone != person.chat_zone:
            turn.store.stays.move(person, turn.now, zone=person.zone, chat_zone=event.zone)
    return _acting(known, event, turn)


def recognised(event: Event, turn: Turn) -> Turn:
    """The same, without noting anything."""
    known = None if event.actor.guest else turn.store.accounts.known(event.actor)
    return _acting(known, event, turn)


def meant(event: Said, catalog: Catalog, language: str, commands: Collection[str]) -> Said:
    """What somebody says in a word of their own language, as the command that it stands for."""
    if not isinstance(event, IncomingCommand) or event.name in commands:
        return event
    said = catalog.command(event.name, language, filter(None, commands))
    return replace(event, name=said)


def _acting(known: Known | None, event: Event, turn: Turn) -> Turn:
    """Whoever is not on the roster is answered in the language of their client, too."""
    person, spoken = known.person if known else None, turn.catalog.nearest_language(event.locale)
    language = (person.language if person else "") or spoken
    if known is None or person is None:
        return replace(turn, language=language)
    roles = frozenset(Role(role) for role in known.roles)
    return replace(turn, person=person, roles=roles, language=language)
