"""What people hear while nothing can be saved: what can be read, else that nothing was saved."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.recognising import meant
from bot.conversation.router import SAY, Router
from bot.conversation.turn import Turn, Turns
from bot.errors import NotWritable, UserError
from bot.model.actions import Action
from bot.model.events import (
    Answered,
    ButtonPress,
    Event,
    FormSubmission,
    IncomingCommand,
    pressed,
)
from bot.model.replies import Reply, ShowFieldErrors, ShowForm

NOT_SAVED = "errors/not_saved"
_LONGEST = 200  # characters that a button can say


@dataclass(frozen=True, slots=True)
class Unsaved:
    """``seen`` is the turn of whoever acts; ``answer`` raises ``NotWritable`` where it changes."""

    turns: Turns
    router: Router
    seen: Callable[[Event, Turn], Turn]
    answer: Callable[[Answered, Turn], Reply]

    def reply(self, event: Answered) -> Reply:
        """Nothing is kept, not even that the event came: it may come again.

        Raises ``StoreAway`` when nothing can be read either.
        """
        try:
            with self.turns.reading() as turn:
                return self.answer(event, self.seen(event, turn))
        except (NotWritable, UserError):
            pass  # what is not theirs is refused when that can be audited
        if isinstance(event, FormSubmission) and (shown := self._form_again(event)):
            return shown
        return self._said(event)

    def _form_again(self, submitted: FormSubmission) -> Reply | None:
        """The form with all that was typed; None where it cannot be shown any more."""
        opener = self.router.opener(submitted.action)
        if not opener.name:
            return None
        try:
            with self.turns.reading() as turn:
                turn = self.seen(submitted, turn)
                shown = self.answer(pressed(submitted, opener), turn)
                if not isinstance(shown, ShowForm) or not shown.form.fields:
                    return None
                words = turn.catalog.text(NOT_SAVED, turn.language, _values(opener))
        except (NotWritable, UserError):
            return None
        first = shown.form.fields[0].id
        return ShowFieldErrors(shown.form, submitted.entered, {first: words})

    def _said(self, event: Answered) -> Reply:
        with self.turns.reading() as turn:
            turn = self.seen(event, turn)
            event = meant(event, turn.catalog, turn.language, self.router.commands)
            return turn.say(NOT_SAVED, **_values(again(event, self.router)))


def again(event: Answered, router: Router) -> Action:
    """What a button to try again does."""
    if isinstance(event, ButtonPress) and router.knows(event.action):
        return event.action
    if isinstance(event, IncomingCommand) and event.name in router.commands:
        said = f"{event.name} {event.argument}".strip()
        return Action(SAY, said if len(said) <= _LONGEST and said.isprintable() else event.name)
    return Action(SAY, "help")


def _values(again: Action) -> dict[str, object]:
    return {"action": again.name, "subject": again.subject}
