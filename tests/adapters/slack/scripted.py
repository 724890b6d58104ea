"""A conversation for tests of the adapter: answers what it is told to, once for each key."""

from collections.abc import Callable

from bot.model.actions import Action
from bot.model.cards import Button, Buttons, Card
from bot.model.events import Address, AnyEvent, Event
from bot.model.fields import ChoiceField, NumberField, TextField
from bot.model.forms import Form
from bot.model.replies import Nothing, Reply, ShowCard, ShowForm
from bot.model.texts import plain

SURVEY = Form(
    title="Your week",
    fields=(
        NumberField("hours", "Hours of dull work", hint="A week has 168"),
        ChoiceField("mood", "How was it?", (("good", "Good"), ("bad", "Bad")), required=False),
        TextField("note", "Anything else?"),
    ),
    action=Action("survey.submit", "w1"),
    opener=Action("survey.open", "w1"),
    submit="Send",
    cancel="Not now",
    intro=plain("Two minutes, and nobody sees your single answers."),
)


def card(title: str, *labels: str) -> Card:
    buttons = tuple(Button(label, Action("press", label.lower())) for label in labels)
    return Card(title, (plain("Some words."), *([Buttons(buttons)] if buttons else [])))


class Scripted:
    """Does what the dispatcher promises: one outcome for each key, replies queued by address."""

    def __init__(self, answer: Callable[[AnyEvent], Reply] = lambda _: Nothing()) -> None:
        self.answer = answer
        self.heard = list[AnyEvent]()
        self.queued = list[tuple[Address, Card]]()
        self.outcomes = dict[str, Reply]()

    def dispatch(self, event: AnyEvent) -> Reply:
        self.heard.append(event)
        if event.key not in self.outcomes:
            self.outcomes[event.key] = self._turn(event)
        return self.outcomes[event.key]

    def offer(self, form: Form, event: Event) -> Card:
        return Card(form.title, (Buttons((Button("Open", form.opener, opens_form=True),)),))

    def _turn(self, event: AnyEvent) -> Reply:
        reply = self.answer(event)
        if isinstance(reply, ShowForm) and not event.can_open_form:
            reply = ShowCard(self.offer(reply.form, event))
        if isinstance(reply, ShowCard) and event.reply_to is not None:
            self.queued.append((event.reply_to, reply.card))
            return Nothing()
        return reply
