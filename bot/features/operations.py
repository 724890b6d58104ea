"""What an IT admin asks in the chat: how the bot is doing, and what arrived."""

from datetime import timedelta

from bot.conversation.exporting import export
from bot.conversation.router import Router
from bot.conversation.spreadsheet import as_csv
from bot.conversation.turn import Turn
from bot.dividend.delivery_counts import waiting
from bot.dividend.delivery_report import WEEKS, facts, said, table
from bot.model.cards import Card, File
from bot.model.events import ButtonPress, IncomingCommand
from bot.model.replies import Reply
from bot.permissions import Deed

router = Router()


@router.command("deliveries", Deed.SEE_DELIVERIES)
def deliveries(command: IncomingCommand, turn: Turn) -> Reply:
    """Numbers only; who did not get a message is listed on the server."""
    return turn.say("replies/deliveries", weeks=WEEKS, rows=facts(turn))


@router.button("deliveries.csv", Deed.SEE_DELIVERIES)
def deliveries_csv(press: ButtonPress, turn: Turn) -> Reply:
    content, named = as_csv(table(turn)), turn.word("delivery.file")
    file = File(f"deliveries-{turn.now.date()}.csv", named, content)
    export([Card(named, (file,))], "deliveries", press, turn)
    return turn.say("replies/file_coming")


@router.command("health", Deed.SEE_HEALTH)
def health(command: IncomingCommand, turn: Turn) -> Reply:
    people = turn.store.people.everyone()
    met = turn.store.people.reachable()
    refused = turn.catalog.problems()
    return turn.say(
        "replies/health",
        unmet=sum(person.id not in met for person in people),
        refused=len(refused),
        rows=[
            (turn.word("health.people"), len(people)),
            (turn.word("health.reachable"), len(met)),
            (turn.word("health.waiting"), said(waiting(turn), turn)),
            (turn.word("health.longest"), _longest(turn)),
            (turn.word("health.refused"), len(refused)),
        ],
    )


def _longest(turn: Turn) -> str:
    """For how long the oldest waits that nothing holds back: a queue that grows shows here."""
    oldest = turn.store.outcomes.oldest_due(turn.now)
    minutes = (turn.now - oldest) // timedelta(minutes=1) if oldest else 0
    return turn.catalog.label("health.minutes", turn.language, minutes)
