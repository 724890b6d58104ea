"""The courier is woken for what waits to be sent, and for nothing else: waking costs every turn."""

from dataclasses import replace

from bot.app.routing import program_router
from bot.conversation.dispatch import Dispatcher
from bot.model.actions import Action
from bot.model.events import Actor, Address, ButtonPress, IncomingCommand, Place
from tests.conversations.town import START, WORKSPACES, Town, account

ALICE = account("slack", "Alice")
HELP = IncomingCommand(
    key="slack:1",
    actor=Actor("slack", WORKSPACES["slack"], ALICE),
    occurred_at=START,
    place=Place.DIRECT,
    address=Address("slack", WORKSPACES["slack"], ALICE),
    name="help",
    argument="",
)


SHOW = ButtonPress(
    key="slack:3",
    actor=HELP.actor,
    occurred_at=START,
    place=Place.DIRECT,
    address=HELP.address,
    action=Action("privacy.show"),
)


def test_only_an_answer_that_must_be_sent_wakes_the_courier(slack_town: Town) -> None:
    town, woken = slack_town, list[str]()
    dispatcher = Dispatcher(town.turns, program_router(), lambda: woken.append("woken"))

    dispatcher.dispatch(HELP)  # the card travels in the platform's own answer
    assert not woken

    dispatcher.dispatch(replace(HELP, key="slack:2", reply_to=HELP.address))
    assert woken == ["woken"]

    dispatcher.dispatch(SHOW)  # its card travels in the answer; what was asked for does not
    assert woken == ["woken", "woken"]
    dispatcher.dispatch(SHOW)  # a repeat queues nothing
    assert woken == ["woken", "woken"]
