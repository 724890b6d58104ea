"""People who were told who sees what, long ago, and agreed to be asked."""

from collections.abc import Collection
from datetime import datetime

from bot.store.store import Store


def everybody_agrees(store: Store, now: datetime, but: Collection[str] = ()) -> None:
    """``but`` are the mail addresses of those who were not asked yet."""
    for person in store.people.everyone():
        if person.email not in but:
            store.consents.decide(person.id, True, now)
