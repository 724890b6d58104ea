"""What the playground knows of its people."""

from collections.abc import Callable, Sequence

from adapters.playground.world import Person
from bot.errors import Unreachable
from bot.model.events import Actor
from bot.model.ports import Profile


class PlaygroundDirectory:
    def __init__(self, people: Callable[[], Sequence[Person]]) -> None:
        self._people = people

    def profile(self, actor: Actor) -> Profile:
        for person in self._people():
            if person.id == actor.account:
                return Profile(person.name, person.email, person.zone, person.locale)
        raise Unreachable("unknown_person")
