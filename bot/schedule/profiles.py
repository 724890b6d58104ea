"""Looking up who is behind an account: outside any turn, because it asks the platform."""

from collections.abc import Mapping
from datetime import timedelta

from bot.conversation.replying import queue_reply
from bot.conversation.turn import Turn, Turns
from bot.errors import DeliveryError, UnknownPerson, Unreachable
from bot.model.events import Actor, Address
from bot.model.ports import Directory, Profile
from bot.store.tables import Account, Person

AT_ONCE = 20  # look-ups in one beat
HOLD_OFF = timedelta(minutes=1)


def look_up_profiles(turns: Turns, directories: Mapping[str, Directory]) -> int:
    """Look up accounts that nobody has looked up yet. Safe to run twice, or late."""
    with turns.begin() as turn:
        found = turn.store.people.to_look_up(turn.now, AT_ONCE)
    for account_id in found:
        look_up(account_id, turns, directories)
    return len(found)


def look_up(account_id: str, turns: Turns, directories: Mapping[str, Directory]) -> None:
    """Ask the platform, then match the account by verified e-mail and answer who waits."""
    with turns.begin() as turn:
        account = turn.store.people.get_account(account_id)
    actor = Actor(account.platform, account.workspace, account.account)
    directory = directories.get(account.platform)
    try:
        profile = directory.profile(actor) if directory else Profile()
    except Unreachable:
        profile = Profile()
    except DeliveryError:
        with turns.begin() as turn:
            account = turn.store.people.get_account(account_id)
            account.look_up_after = turn.now + HOLD_OFF
        return
    with turns.begin() as turn:
        _match(turn.store.people.get_account(account_id), profile, turn)


def _match(account: Account, profile: Profile, turn: Turn) -> None:
    account.looked_up_at = turn.now
    if account.person_id is None and profile.email and not profile.guest:
        person = turn.store.people.by_email(profile.email)
        account.person_id = person.id if person and person.active else None
    person = turn.store.people.of_account(account)
    if person is not None:
        person.chat_zone = profile.zone or person.chat_zone
        person.language = person.language or turn.catalog.nearest_language(profile.locale)
    if account.waiting:
        account.waiting = False
        _answer(account, person, turn)


def _answer(account: Account, person: Person | None, turn: Turn) -> None:
    card = turn.say(UnknownPerson.message).card
    if person is not None:
        values = {"person": {"first_name": person.first_name}}
        language = person.language or turn.language
        card = turn.catalog.card("replies/welcome", language, values)
    address = Address(account.platform, account.workspace, account.conversation)
    queue_reply(card, address, f"profile:{account.id}", turn)
