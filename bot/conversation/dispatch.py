"""One event, one transaction: the dedupe key, the effects and what is to be sent."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import structlog

from bot.conversation.arrivals import note
from bot.conversation.limits import Gate, refusal
from bot.conversation.recognising import as_seen_by, meant, recognised
from bot.conversation.replying import queue_reply
from bot.conversation.router import SAY, Route, Router
from bot.conversation.turn import Turn, Turns
from bot.conversation.unsaved import Unsaved
from bot.errors import (
    NotAllowed,
    NotInvited,
    NotWritable,
    NotYours,
    SealBroken,
    StoreAway,
    UnknownPerson,
    UserError,
)
from bot.model.actions import Action
from bot.model.cards import Card
from bot.model.events import (
    Answered,
    AnyEvent,
    ButtonPress,
    Event,
    FormChanged,
    FormSubmission,
    HomeOpened,
    IncomingCommand,
    carried,
    pressed,
)
from bot.model.forms import Form
from bot.model.replies import Nothing, Reply, ShowCard, ShowFieldErrors, ShowForm
from bot.permissions import allowed

_NOT_THEIRS = (NotAllowed, NotYours, NotInvited)  # promises.md R-A1: each such try is audited
_NAME = re.compile(r"[a-z_]{1,20}(\.[a-z_]{1,20})?", re.ASCII)
_TRIES = 3
_SOON = 0.5  # seconds; platforms are answered within 1.8, whatever happens
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """The core as adapters see it; safe to call from several threads."""

    turns: Turns
    router: Router
    wake: Callable[[], None]
    gate: Gate | None = None

    def dispatch(self, event: AnyEvent) -> Reply:
        """Answer one event. A repeat gets the stored outcome and has no second effect.

        Raises ``StoreAway`` when the event cannot be taken now; everything else becomes a card.
        """
        if self.gate and (seconds := self.gate.wait(event)):
            return refusal(event, seconds, self.gate, self.turns.catalog, self.router)
        try:
            reply, to_send = self._saved(event)
        except NotWritable:
            if not isinstance(event, Answered):
                raise
            return Unsaved(self.turns, self.router, recognised, self._read).reply(event)
        if to_send or isinstance(reply, Nothing):  # whoever arrives is to be looked up at once
            self.wake()
        return reply

    def offer(self, form: Form, event: Event) -> Card:
        with self.turns.begin() as turn:
            return _offer(form, as_seen_by(event, turn)).card

    def _saved(self, event: AnyEvent) -> tuple[Reply, bool]:
        """The reply, and whether anything waits to be sent now."""
        try:
            return self._in_one_turn(event, self._handled)
        except UserError as error:
            return self._in_one_turn(event, _refusal(error))
        except StoreAway:
            raise
        except Exception:  # the one edge where anything may arrive
            log.exception("turn_failed", done=_described(event))
            return self._in_one_turn(event, _refusal(UserError()))

    def _in_one_turn(
        self, event: AnyEvent, answer: Callable[[AnyEvent, Turn], Reply]
    ) -> tuple[Reply, bool]:
        """Tried again after a deadlock or a lost link: the key makes that harmless."""
        began = monotonic()
        for left in reversed(range(_TRIES)):
            try:
                return self._tried(event, answer)
            except StoreAway as away:
                if not (away.passing and left and monotonic() - began < _SOON):
                    raise
        raise AssertionError("the last try returns or raises")

    def _tried(
        self, event: AnyEvent, answer: Callable[[AnyEvent, Turn], Reply]
    ) -> tuple[Reply, bool]:
        with self.turns.begin() as turn:
            if not turn.store.events.begin(event.key, turn.now):
                return _told_before(event, turn), False
            turn = as_seen_by(event, turn)
            event = meant(event, turn.catalog, turn.language, self.router.commands)
            reply = _sent_where_it_can_travel(answer(event, turn), event, turn)
            if isinstance(reply, ShowFieldErrors):
                turn.store.events.forget(event.key)  # corrected values are a new try
            else:
                person_id = turn.person.id if turn.person else None
                turn.store.events.finish(event.key, self._kept(reply, event), person_id)
            return reply, turn.store.outbox.grew

    def _kept(self, reply: Reply, event: AnyEvent) -> Reply:
        """What a repeat hears: silence where the answer, beside a person's id, says too much."""
        discreet = isinstance(event, Answered) and self.router.is_discreet(event)
        return Nothing() if discreet else reply

    def _handled(self, event: AnyEvent, turn: Turn) -> Reply:
        if isinstance(event, Answered):
            return self._answered(event, turn)
        note(event, turn)
        return Nothing()

    def _read(self, event: Answered, turn: Turn) -> Reply:
        """The answer as what travels at once: nothing can be queued."""
        try:
            event = meant(event, turn.catalog, turn.language, self.router.commands)
            reply = self._answered(event, turn)
        except _NOT_THEIRS:
            raise
        except UserError as error:
            return turn.say(error.message, **error.details)
        if isinstance(reply, ShowForm) and not event.can_open_form:
            return _offer(reply.form, turn)
        return reply

    def _answered(self, event: Answered, turn: Turn) -> Reply:
        if turn.person is None:
            return _stranger(event, turn)
        route = self.router.route(event)
        if route is None:
            return self._unknown_word(event, turn)
        if not allowed(turn.roles, route.deed):
            turn.record("refused", str(route.deed))
            return turn.say(NotAllowed.message)
        if isinstance(event, FormChanged):
            return _as_it_is_now(route, event, self.router.opener(event.action), turn)
        return _call(route, event, turn)

    def _unknown_word(self, event: Answered, turn: Turn) -> Reply:
        assert isinstance(event, IncomingCommand)  # noqa: S101 - the router knows all else
        typed = f"{event.name} {event.argument}".strip()
        closest = self.router.closest(event.name, turn.roles)
        return turn.say("replies/unknown_word", typed=typed[:200], closest=closest)


def _told_before(event: AnyEvent, turn: Turn) -> Reply:
    """What a repeat hears; silence where that cannot be read any more. The event had its effect."""
    try:
        return turn.store.events.outcome(event.key)
    except SealBroken as broken:
        log.warning("outcome_unreadable", done=_described(event), reason=str(broken))
        return Nothing()


def _stranger(event: Answered, turn: Turn) -> Reply:
    """Guests are refused; for anybody else the profile is looked up, and then they are answered."""
    if event.actor.guest:
        return turn.say(UnknownPerson.message)
    account = turn.store.accounts.of(event.actor)
    if account is None or account.looked_up_at is not None:
        return turn.say(UnknownPerson.message)
    account.waiting = True
    return turn.say("replies/looking_you_up")


def _call(route: Route, event: Answered, turn: Turn) -> Reply:
    """Call the handler; a button or the home page that says a command becomes that command."""
    if isinstance(event, ButtonPress) and event.action.name == SAY:
        name, _, argument = event.action.subject.partition(" ")
        event = _as_command(event, name, argument)
    if isinstance(event, HomeOpened):
        event = _as_command(event, "", "")
    return route.handler(event, turn)


def _as_it_is_now(route: Route, changed: FormChanged, opener: Action, turn: Turn) -> Reply:
    """The form with what was entered, and with the questions that this leads to."""
    reply = route.handler(pressed(changed, opener), turn)
    return (
        ShowFieldErrors(reply.form, changed.entered, {}) if isinstance(reply, ShowForm) else reply
    )


def _as_command(event: Event, name: str, argument: str) -> IncomingCommand:
    """The same event, said in words; everything that an event carries goes along."""
    return IncomingCommand(**carried(event), name=name, argument=argument)


def _sent_where_it_can_travel(reply: Reply, event: Event, turn: Turn) -> Reply:
    if isinstance(reply, ShowForm) and not event.can_open_form:
        reply = _offer(reply.form, turn)
    if isinstance(reply, ShowCard) and event.reply_to is not None:
        queue_reply(reply.card, event.reply_to, event.key, turn)
        return Nothing()
    return reply


def _offer(form: Form, turn: Turn) -> ShowCard:
    opener = form.opener
    return turn.say(
        "replies/offer_form", title=form.title, action=opener.name, subject=opener.subject
    )


def _refusal(error: UserError) -> Callable[[AnyEvent, Turn], Reply]:
    def answer(event: AnyEvent, turn: Turn) -> Reply:
        if isinstance(error, _NOT_THEIRS):
            turn.record("refused", type(event).__name__, reason=error.message)
        return turn.say(error.message, **error.details)

    return answer


def _described(event: AnyEvent) -> str:
    """What was done, without who did it and without what was entered.

    Some clients can put anything into the name of an action.
    """
    if isinstance(event, ButtonPress | FormSubmission | FormChanged) and _NAME.fullmatch(
        event.action.name
    ):
        return event.action.name
    return type(event).__name__
