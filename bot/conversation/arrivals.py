"""Events that nobody answers: the bot is put somewhere, or taken away."""

from bot.conversation.turn import Turn
from bot.model.events import ChannelJoined, ChannelLeft, Noted, PersonArrived, PersonLeft


def note(event: Noted, turn: Turn) -> None:
    """Remember where people and channels can be written to. Safe to repeat."""
    match event:
        case PersonArrived():
            pass  # whoever begins the turn has stored the address already
        case PersonLeft():
            if account := turn.store.people.account(event.actor):
                account.reachable = False
        case ChannelJoined():
            pass  # a team's channel is chosen by its program lead, with `team here`
        case ChannelLeft():
            if event.address is not None:
                turn.store.teams.unbind(event.address)
