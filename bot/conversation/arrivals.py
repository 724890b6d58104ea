"""Events that nobody answers: the bot is put somewhere, or taken away."""

from bot.conversation.turn import Turn
from bot.model.events import ChannelJoined, ChannelLeft, Noted, PersonArrived, PersonLeft
from bot.store.newest import is_newest


def note(event: Noted, turn: Turn) -> None:
    """Remember where people and channels can be written to. Safe to repeat."""
    match event:
        case PersonArrived():
            pass  # whoever begins the turn has stored the address already
        case PersonLeft():
            account = turn.store.accounts.of(event.actor)
            if account and is_newest(turn.told_at(event), account.last_seen_at):
                account.reachable = False
        case ChannelJoined():
            pass  # a team's channel is chosen by its program lead, with `team here`
        case ChannelLeft():
            if event.address is not None:
                turn.store.teams.leave(event.address, turn.told_at(event))
