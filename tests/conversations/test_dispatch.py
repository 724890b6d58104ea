"""What whoever sends an event is told when something of ours goes wrong."""

from dataclasses import replace
from typing import NoReturn

import pytest

from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.errors import StoreAway
from bot.keyring import KeyRing
from bot.model.actions import Action
from bot.model.events import Actor, ButtonPress, IncomingCommand
from bot.model.replies import Nothing, ShowCard
from bot.permissions import Deed
from bot.store.database import Database
from tests.clusters import Cluster
from tests.conversations.town import START, WORKSPACES, Town, account

HELP = IncomingCommand(
    key="slack:1",
    actor=Actor("slack", WORKSPACES["slack"], account("slack", "Alice")),
    occurred_at=START,
    name="help",
)
OLD, NEW = "the first key of the stories that stays", "a key that was put in front of it"


@pytest.fixture
def town(slack_town: Town) -> Town:
    return slack_town


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


@pytest.mark.parametrize(
    ("action", "reason"),
    [("survey.open", "errors/not_invited"), ("made up by me@home.example", "errors/not_yours")],
)
def test_pressing_what_is_not_ones_own_is_refused_and_kept_in_the_audit_chain(
    town: Town, action: str, reason: str
) -> None:
    town.until("2026-09-08 12:00")
    press = ButtonPress(
        key="slack:2",
        actor=Actor("slack", WORKSPACES["slack"], account("slack", "Lena")),
        occurred_at=town.clock(),
        action=Action(action, "checkin_finance-2026-09-08"),
    )

    assert isinstance(town.dispatcher.dispatch(press), ShowCard)

    with town.turns.begin() as turn:
        refused = turn.store.audit.entries(1)[0]
    assert (refused.deed, refused.subject) == ("refused", "ButtonPress")
    assert refused.details == f'{{"reason": "{reason}"}}'  # and nothing that somebody made up


@pytest.mark.parametrize(("lost", "heard"), [(2, True), (3, False)])
def test_a_lost_link_is_tried_again_twice_and_has_one_effect(
    lost: int, heard: bool, cluster: Cluster, postgresql_url: str
) -> None:
    database, router, tries = Database(postgresql_url), Router(), list[int]()
    town = Town("slack", database)

    @router.command("help", Deed.SEE_HELP)
    def cut_off(command: IncomingCommand, turn: Turn) -> ShowCard:
        connection = turn.store.people.session.connection()
        turn.record("tried", "")
        tries.append(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        if len(tries) <= lost:
            cluster.execute(f"SELECT pg_terminate_backend({tries[-1]})")
            turn.store.people.everyone()
        return turn.say("errors/generic")

    dispatcher = replace(town.dispatcher, router=router)
    if heard:
        assert isinstance(dispatcher.dispatch(HELP), ShowCard)
    else:
        with pytest.raises(StoreAway):
            dispatcher.dispatch(HELP)

    with town.turns.begin() as turn:
        deeds = [entry.deed for entry in turn.store.audit.entries(100)]
    assert (len(tries), deeds.count("tried")) == (3, int(heard))
    database.close()
