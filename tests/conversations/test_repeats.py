"""What a repeat of an event hears when the first answer cannot be read any more."""

from dataclasses import replace

from bot.keyring import KeyRing
from bot.model.events import Actor, IncomingCommand
from bot.model.replies import Nothing, ShowCard
from bot.store.database import Database
from tests.conversations.town import START, WORKSPACES, Town, account

HELP = IncomingCommand(
    key="slack:1",
    actor=Actor("slack", WORKSPACES["slack"], account("slack", "Alice")),
    occurred_at=START,
    name="help",
)
OLD, NEW = "the first key of the stories that stays", "a key that was put in front of it"


def test_a_repeat_after_a_key_was_taken_out_is_silent_and_has_no_effect(
    sqlite_database: Database,
) -> None:
    town = Town("slack", sqlite_database)
    rotated = replace(town.turns, keys=KeyRing.parse(f"{NEW},{OLD}"))
    assert isinstance(replace(town.dispatcher, turns=rotated).dispatch(HELP), ShowCard)

    taken_out = replace(town.turns, keys=KeyRing.parse(OLD))

    assert replace(town.dispatcher, turns=taken_out).dispatch(HELP) == Nothing()
