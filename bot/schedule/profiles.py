"""Looking up who is behind an account: outside any turn, because it asks the platform."""

from collections.abc import Mapping
from datetime import timedelta

import structlog

from bot.conversation.asking import promise
from bot.conversation.replying import queue_reply
from bot.conversation.turn import Turn, Turns
from bot.errors import DeliveryError, StoreAway, UnknownPerson, Unreachable
from bot.model.events import Actor, Address
from bot.model.ports import Directory, Profile
from bot.store.outbox import BEGINNING
from bot.store.tables import Account, Person

AT_ONCE = 20  # look-ups in one beat
HOLD_OFF = timedelta(minutes=1)
log = structlog.get_logger()


def look_up_profiles(turns: Turns, directories: Mapping[str, Directory]) -> int:
    """Look up accounts that nobody has looked up yet. Safe to run twice, or late.

    A platform that does not answer is asked once, not twenty times: everybody's messages wait.
    """
    with turns.begin() as turn:
        found = turn.store.accounts.to_look_up(turn.now, AT_ONCE)
    for number, account_id in enumerate(found, 1):
        if not look_up(account_id, turns, directories):
            return number
    return len(found)


def look_up(account_id: str, turns: Turns, directories: Mapping[str, Directory]) -> bool:
    """Ask the platform, then match the account by verified e-mail and answer who waits.

    False when that did not work and is put off, so that one account cannot hold up the others.
    """
    with turns.begin() as turn:
        account = turn.store.accounts.get(account_id)
    try:
        profile = _profile(account, directories)
        with turns.begin() as turn:
            _match(turn.store.accounts.get(account_id), profile, turn)
    except StoreAway:
        raise
    except DeliveryError as error:
        log.warning("look_up_put_off", platform=account.platform, reason=error.reason)
    except Exception:  # a mistake about one account must not stop the clock for everybody
        log.exception("look_up_failed", platform=account.platform)
    else:
        return True
    with turns.begin() as turn:
        turn.store.accounts.get(account_id).look_up_after = turn.now + HOLD_OFF
    return False


def _profile(account: Account, directories: Mapping[str, Directory]) -> Profile:
    directory = directories.get(account.platform)
    try:
        actor = Actor(account.platform, account.workspace, account.account)
        return directory.profile(actor) if directory else Profile()
    except Unreachable:
        return Profile()


def _match(account: Account, profile: Profile, turn: Turn) -> None:
    account.looked_up_at = turn.now
    if account.person_id is None and profile.email and not profile.guest:
        person = turn.store.people.by_email(profile.email)
        account.person_id = person.id if person and person.active else None
    person = turn.store.people.of_account(account)
    if person is not None:
        chat_zone = profile.zone or person.chat_zone
        turn.store.stays.move(person, turn.now, zone=person.zone, chat_zone=chat_zone)
        person.language = person.language or turn.catalog.nearest_language(profile.locale)
    if account.waiting:
        account.waiting = False
        _answer(account, person, turn)


def _answer(account: Account, person: Person | None, turn: Turn) -> None:
    """Whoever comes back after erasing is asked anew whether they take part."""
    card = turn.say(UnknownPerson.message).card
    if person is not None:
        language = person.language or turn.language
        erased = turn.store.own_data.was_erased_since(person.id, BEGINNING)
        anew = erased and turn.store.consents.of(person.id) is None
        message = "replies/consent" if anew else "replies/welcome"
        about = {"person": {"first_name": person.first_name}, "wave": {"id": ""}}
        card = turn.catalog.card(message, language, about | promise(turn))
    address = Address(account.platform, account.workspace, account.conversation)
    queue_reply(card, address, f"profile:{account.id}", turn)
