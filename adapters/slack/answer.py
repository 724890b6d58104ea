"""What a reply becomes in Slack: the body of the acknowledgement, and what is done right after it.

The acknowledgement must not wait for Slack's own API, so opening a dialog or drawing the home page
comes after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from adapters.slack.addresses import card_place
from adapters.slack.bounds import Json
from adapters.slack.errand import Errand
from adapters.slack.incoming import Incoming, Source
from adapters.slack.render import content
from adapters.slack.render_form import modal, shown
from bot.model.cards import Card
from bot.model.events import Event, FormChanged, Place
from bot.model.forms import Form
from bot.model.replies import Nothing, Reply, ShowCard, ShowFieldErrors, ShowForm


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Within 3 s of the trigger; ``form`` is offered as a card if that fails."""

    trigger: str
    view: Json
    form: Form


@dataclass(frozen=True, slots=True)
class OfferForm:
    """No dialog can be opened: a card with a button that opens it."""

    form: Form


@dataclass(frozen=True, slots=True)
class PublishHome:
    card: Card


@dataclass(frozen=True, slots=True)
class ShowPictures:
    """A command's card with charts: pictures need longer than an acknowledgement may take."""

    card: Card
    private: bool


@dataclass(frozen=True, slots=True)
class Say:
    """The card as a direct message."""

    card: Card


@dataclass(frozen=True, slots=True)
class RedrawForm:
    """The open dialog, with other questions; what was entered since it was read is kept there."""

    view_id: str
    seen: str
    view: Json


After = OpenForm | OfferForm | RedrawForm | PublishHome | ShowPictures | Say


@dataclass(frozen=True, slots=True)
class Answer:
    """``body`` None is an empty acknowledgement; it also closes a submitted form."""

    body: Json | None = None
    after: After | None = None


def answer(incoming: Incoming, reply: Reply) -> Answer:
    match reply:
        case Nothing():
            return Answer()
        case ShowForm(form):
            return _form(incoming, form)
        case ShowFieldErrors(form, entered, errors):
            filled = form.filled(entered)
            on_screen = errors.keys() <= entered.keys()
            if incoming.source is Source.VIEW and on_screen:
                return Answer({"response_action": "errors", "errors": shown(filled, errors)})
            return _form(incoming, _explained(filled, errors))
        case ShowCard(card, private):
            return _card(incoming, card, private)
        case _:
            assert_never(reply)


def overdue(reply: Reply) -> After | None:
    """What a person still gets when their answer came too late for the acknowledgement.

    Field errors are not among it: Slack has kept the form open, and sending it again repeats them.
    """
    match reply:
        case ShowCard(card):
            return Say(card)
        case ShowForm(form):
            return OfferForm(form)
        case _:
            return None


def command_body(said_here: Json, *, private: bool) -> Json:
    return {**said_here, "response_type": "ephemeral" if private else "in_channel"}


def errand(form: Form, event: Event) -> Errand:
    """The answer to the form goes where the answer to the event that opened it would have gone."""
    return Errand(form.action, card_place(event.reply_to.card) if event.reply_to else None)


def _form(incoming: Incoming, form: Form) -> Answer:
    if isinstance(incoming.event, FormChanged) and _asks_the_same(form, incoming.event):
        return Answer()
    view = modal(form, errand(form, incoming.event))
    if incoming.source is Source.VIEW:
        return Answer({"response_action": "update", "view": view})
    if isinstance(incoming.event, FormChanged):
        return Answer(after=RedrawForm(incoming.view_id, incoming.view_hash, view))
    if not incoming.trigger:
        return Answer(after=OfferForm(form))
    return Answer(after=OpenForm(incoming.trigger, view, form))


def _explained(form: Form, errors: Mapping[str, str]) -> Form:
    """Slack shows no errors in a form that it draws anew: they stand before the hints."""
    fields = (
        replace(one, hint=f"{errors[one.id]} {one.hint}".strip()) if one.id in errors else one
        for one in form.fields
    )
    return replace(form, fields=tuple(fields))


def _asks_the_same(form: Form, changed: FormChanged) -> bool:
    """A dialog that shows what it should is left alone: somebody is filling it in."""
    return {field.id for field in form.asked()} == changed.entered.keys()


def _card(incoming: Incoming, card: Card, private: bool) -> Answer:
    if incoming.event.place is Place.HOME:
        return Answer(after=PublishHome(card))
    if incoming.source is not Source.COMMAND:
        return Answer(after=Say(card))
    if card.charts and incoming.hook:
        return Answer(after=ShowPictures(card, private))
    return Answer(command_body(content(card, {}), private=private))
