"""Which handler answers what, and what one must be allowed to do for it."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from bot.conversation.turn import Turn
from bot.errors import NotYours
from bot.model.actions import Action
from bot.model.events import (
    Answered,
    ButtonPress,
    FormChanged,
    FormSubmission,
    HomeOpened,
    IncomingCommand,
)
from bot.model.replies import Reply
from bot.permissions import Deed, Role, allowed

Handler = Callable[[Any, Turn], Reply]
"""Takes the event that its decorator names, and the turn."""

SAY = "say"  # the action of a button that says a command, which is its subject


@dataclass(frozen=True, slots=True)
class Route:
    """``discreet``: how it was answered is not kept, for it would say who did it."""

    handler: Handler
    deed: Deed
    opens_form: bool = False
    opened_by: str = ""
    discreet: bool = False


class Router:
    """A feature's handlers; the program's router includes those of all features."""

    def __init__(self) -> None:
        self.commands: dict[str, Route] = {}
        self.buttons: dict[str, Route] = {}
        self.forms: dict[str, Route] = {}

    def command(
        self, name: str, deed: Deed, *, opens_form: bool = False, discreet: bool = False
    ) -> Callable[[Handler], Handler]:
        return _registered(self.commands, name, deed, opens_form=opens_form, discreet=discreet)

    def button(
        self, name: str, deed: Deed, *, opens_form: bool = False, discreet: bool = False
    ) -> Callable[[Handler], Handler]:
        return _registered(self.buttons, name, deed, opens_form=opens_form, discreet=discreet)

    def form(
        self, name: str, deed: Deed, *, opened_by: str = "", discreet: bool = False
    ) -> Callable[[Handler], Handler]:
        """``opened_by`` is the button that shows this form, of the same subject."""
        return _registered(self.forms, name, deed, opened_by=opened_by, discreet=discreet)

    def include(self, other: "Router") -> None:
        self.commands |= other.commands
        self.buttons |= other.buttons
        self.forms |= other.forms

    def route(self, event: Answered) -> Route | None:
        """The handler of an event; None for a word nobody knows.

        Raises ``NotYours`` for a button or form that does not exist: it was made up, or is gone.
        """
        match event:
            case HomeOpened():
                return self.commands[""]
            case IncomingCommand(name=name):
                return self.commands.get(name)
            case ButtonPress(action=action):
                found = self._pressed(action)
            case FormSubmission(action=action):
                found = self.forms.get(action.name)
            case FormChanged(action=action):
                found = self.buttons.get(self.opener(action).name)
        if found is None:
            raise NotYours
        return found

    def opener(self, submits: Action) -> Action:
        """The button that shows the form which ``submits``; one without a name where none does."""
        route = self.forms.get(submits.name)
        return Action(route.opened_by if route else "", submits.subject)

    def opens_form(self, action: Action) -> bool:
        """Whether pressing this shows a form; one platform must know when the card is drawn."""
        route = self._pressed(action)
        return route is not None and route.opens_form

    def is_discreet(self, event: Answered) -> bool:
        """Whether nothing may be kept of how this event was answered."""
        try:
            route = self.route(event)
        except NotYours:
            return False
        return route is not None and route.discreet

    def knows(self, action: Action) -> bool:
        return self._pressed(action) is not None

    def words(self, roles: frozenset[Role]) -> list[str]:
        """The commands these roles may say, in alphabetical order."""
        may = (name for name, route in self.commands.items() if allowed(roles, route.deed))
        return sorted(name for name in may if name)

    def closest(self, word: str, roles: frozenset[Role]) -> str:
        """The command most like ``word`` that these roles may say, or empty."""
        return next(iter(get_close_matches(word, self.words(roles), n=1, cutoff=0.5)), "")

    def _pressed(self, action: Action) -> Route | None:
        if action.name == SAY:
            return self.commands.get(action.subject.partition(" ")[0])
        return self.buttons.get(action.name)


def _registered(
    routes: dict[str, Route],
    name: str,
    deed: Deed,
    *,
    opens_form: bool = False,
    opened_by: str = "",
    discreet: bool = False,
) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        routes[name] = Route(handler, deed, opens_form, opened_by, discreet)
        return handler

    return register
