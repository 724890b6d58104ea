"""A core of a dozen lines: enough of a conversation to see how Teams carries it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.errors import FormRejected
from bot.model.actions import Action
from bot.model.cards import Button, Buttons, Card
from bot.model.events import Address, AnyEvent, ButtonPress, Event, FormSubmission, IncomingCommand
from bot.model.fields import ChoiceField, NumberField, ScaleField, TextField
from bot.model.forms import Form
from bot.model.ports import Kind, Messenger, Parcel
from bot.model.replies import Nothing, Reply, ShowCard, ShowFieldErrors, ShowForm
from bot.model.texts import plain

ANSWER = Action("survey.open", "pulse")
FORM = Form(
    title="Your week",
    intro=plain("Two minutes, in confidence."),
    fields=(
        NumberField("invoices", "Hours on invoices", hint="Half hours are fine", value="2"),
        ChoiceField("week", "A normal week?", (("yes", "Yes"), ("no", "No")), value="yes"),
        ScaleField("fear", "How sure do you feel?", ("Not at all", "A little", "Very"), value="2"),
        TextField("note", "Anything else", required=False),
    ),
    action=Action("survey.submit", "pulse"),
    opener=ANSWER,
    submit="Send",
    cancel="Not now",
)
HOME = Card(
    "Hello",
    (
        plain("What would you like to do?"),
        Buttons(
            (
                Button("Answer now", ANSWER, opens_form=True, primary=True),
                Button("My hours", Action("say", "me")),
            )
        ),
    ),
)
THANKS = Card("Thank you", (Buttons((Button("Edit", ANSWER, opens_form=True),)),))
MINE = Card("Your hours", (plain("3.5 hours back"), Buttons((Button("Back", Action("say")),))))
CLOSED = Card("This wave is closed", (Buttons((Button("Back", Action("say")),)),))


@dataclass
class ScriptedConversation:
    """Answers by a fixed script and keeps every event; repeats get the first outcome."""

    events: list[AnyEvent] = field(default_factory=list)
    queued: list[Parcel] = field(default_factory=list)
    outcomes: dict[str, Reply] = field(default_factory=dict)
    closed: bool = False
    before: Callable[[], None] = lambda: None

    def dispatch(self, event: AnyEvent) -> Reply:
        self.before()
        if event.key in self.outcomes:
            return self.outcomes[event.key]
        self.events.append(event)
        reply = self._reply(event)
        if isinstance(reply, ShowCard) and event.reply_to is not None:
            self.queue(reply.card, event.reply_to)
            reply = Nothing()
        if not isinstance(reply, ShowFieldErrors):
            self.outcomes[event.key] = reply
        return reply

    def offer(self, form: Form, event: Event) -> Card:
        return HOME

    def queue(self, card: Card, address: Address) -> None:
        delivery = f"delivery-{len(self.queued)}"
        self.queued.append(Parcel(delivery, address, card, Kind.REPLY, "en"))

    def deliver(self, messenger: Messenger) -> None:
        """What the courier does, at once."""
        while self.queued:
            messenger.send(self.queued.pop(0))

    def _reply(self, event: AnyEvent) -> Reply:
        match event:
            case IncomingCommand(name="log"):
                return ShowForm(FORM)
            case IncomingCommand(name="team", argument="here"):
                return ShowCard(Card("This is your channel now"), private=False)
            case IncomingCommand(name=""):
                return ShowCard(HOME)
            case IncomingCommand(name=name, argument=argument):
                return ShowCard(Card("Not understood", (plain(f"{name} {argument}"),)))
            case ButtonPress(action=Action("survey.open")):
                return ShowCard(CLOSED) if self.closed else ShowForm(FORM)
            case ButtonPress(action=Action(subject="me")):
                return ShowCard(MINE)
            case ButtonPress():
                return ShowCard(HOME)
            case FormSubmission():
                return self._submitted(event)
            case _:
                return Nothing()

    def _submitted(self, submission: FormSubmission) -> Reply:
        try:
            FORM.read(submission.entered)
        except FormRejected as rejected:
            errors = {name: f"Please check {name}" for name in rejected.problems}
            return ShowFieldErrors(FORM, submission.entered, errors)
        return ShowCard(THANKS)


def with_address(parcel: Parcel, address: Address) -> Parcel:
    return replace(parcel, address=address)
