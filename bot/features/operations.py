"""What an IT admin asks in the chat: how the bot is doing, and what arrived."""

from collections import Counter
from datetime import timedelta

from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.model.events import IncomingCommand
from bot.model.replies import Reply
from bot.permissions import Deed

DAYS = 7
SHOWN_AS = {  # labels of the states a delivery can be in
    "waiting": "waiting",
    "sending": "waiting",
    "held": "held",
    "sent": "arrived",
    "expired": "expired",
    "dropped": "not_permitted",
    "failed": "unreachable",
    "unclear": "unclear",
}
router = Router()


@router.command("deliveries", Deed.SEE_DELIVERIES)
def deliveries(command: IncomingCommand, turn: Turn) -> Reply:
    """Numbers only; who did not get a message is listed on the server."""
    counts = Counter[str]()
    for _, state, _, number in turn.store.outbox.report(turn.now - timedelta(days=DAYS)):
        counts[SHOWN_AS[state]] += number
    names = dict.fromkeys(SHOWN_AS.values())
    rows = [(turn.word(f"delivery.{name}"), counts[name]) for name in names if counts[name]]
    return turn.say("replies/deliveries", days=DAYS, rows=rows)


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
            (turn.word("health.waiting"), turn.store.outbox.waiting()),
            (turn.word("health.refused"), len(refused)),
        ],
    )
