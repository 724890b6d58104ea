"""What whoever sends an event is told when something of ours goes wrong."""

from dataclasses import replace
from typing import NoReturn

import pytest

from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.keyring import KeyRing
from bot.model.events import Actor, IncomingCommand
from bot.model.replies import Nothing, ShowCard
from bot.permissions import Deed
from bot.store.database import Database
from tests.conversations.town import START, WORKSPACES, Town, account

HELP = IncomingCommand(
    key="slack:1",
    actor=Actor("slack", WORKSPACES["slack"], account("slack", "Alice")),
    occurred_at=START,
    name="help",
)
OLD, NEW = "the first key of the stories that stays", "a key that was put in front of it"


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town("slack", sqlite_database)


def test_a_mistake_of_ours_becomes_a_card_and_changes_nothing(town: Town) -> None:
    router = Router()

    @router.command("help", Deed.SEE_HELP)
    def fail(command: IncomingCommand, turn: Turn) -> NoReturn:
        turn.record("about to fail", "")
        raise ZeroDivisionError

    reply = replace(town.dispatcher, router=router).dispatch(HELP)

    assert isinstance(reply, ShowCard)
    assert reply.card == town.turns.catalog.card("errors/generic", "en")
    with town.turns.begin() as turn:
        assert "about to fail" not in [entry.deed for entry in turn.store.audit.entries(100)]


def test_a_repeat_whose_answer_cannot_be_read_any_more_is_silent(town: Town) -> None:
    rotated = replace(town.turns, keys=KeyRing.parse(f"{NEW},{OLD}"))
    assert isinstance(replace(town.dispatcher, turns=rotated).dispatch(HELP), ShowCard)

    taken_out = replace(town.turns, keys=KeyRing.parse(OLD))

    assert replace(town.dispatcher, turns=taken_out).dispatch(HELP) == Nothing()
