"""The last published figure of a team, and where the team's digest goes."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.conversation.router import SAY, Router
from bot.conversation.turn import Turn
from bot.dividend.presenting import figure_values, note_values, variant
from bot.dividend.publishing import HOURS_RETURNED
from bot.errors import NotAllowed, TooMany, UnknownTeam
from bot.model.events import IncomingCommand, Place
from bot.model.replies import Reply
from bot.permissions import Deed, Relation, allowed
from bot.store.tables import Team

HERE, NOTE, SEEN = "here", "note", "see_figure"
router = Router()


@router.command("team", Deed.SEE_TEAM_FIGURE)
def team_figure(command: IncomingCommand, turn: Turn) -> Reply:
    """The same for everybody who may see it, as it was published; never made on request.

    ``team note`` is the weekly note that the team's manager got about it.
    """
    first, _, rest = command.argument.strip().partition(" ")
    if first.lower() == HERE:
        return _bind(command, rest, turn)
    wants_note = first.lower() == NOTE
    team = _asked_for(rest if wants_note else command.argument, turn)
    figure = turn.store.figures.latest(team.id, HOURS_RETURNED) if team else None
    shown = variant(figure)
    turn.record(
        SEEN,
        team.id if team else "",
        question=HOURS_RETURNED,
        shown=shown != "withheld",
        set=figure.set_hash if figure else "",
    )
    _stay_within_a_day(command, turn)
    if team is None or figure is None or shown == "withheld":
        return turn.say("replies/team_withheld")
    if wants_note:
        values = note_values(figure, team, turn.me, turn.language, turn)
        return turn.say("summaries/manager", **values)
    message = "replies/team_figure" if shown == "mean" else "replies/team_band"
    return turn.say(message, **figure_values(figure, team, turn.language, turn))


def _asked_for(name: str, turn: Turn) -> Team | None:
    """The team, if there is one of that name that this person may see; nobody learns which."""
    if not name.strip():
        return turn.store.teams.get(turn.me.team_id)
    team = turn.store.teams.by_name(name)
    if team is None or not allowed(turn.roles, Deed.SEE_TEAM_FIGURE, relation_to(team, turn)):
        return None
    return team


def _stay_within_a_day(command: IncomingCommand, turn: Turn) -> None:
    """Raises ``TooMany``, which undoes the record of what was not shown."""
    home = ZoneInfo(turn.config.organisation.zone)
    midnight = datetime.combine(turn.now.astimezone(home), time(), home)
    seen = turn.store.audit.times(turn.me.id, SEEN, midnight)
    if seen > turn.config.limits.figures_a_day:
        said = f"{command.name} {command.argument}".strip()
        raise TooMany(seconds=0, action=SAY, subject=said)


def relation_to(team: Team, turn: Turn) -> Relation:
    if team.id == turn.me.team_id:
        return Relation.OWN_TEAM
    managed = {person.id for person in turn.store.teams.managers(team.id)}
    return Relation.BELOW if turn.me.id in managed else Relation.OTHER_TEAM


def _bind(command: IncomingCommand, name: str, turn: Turn) -> Reply:
    """Make the channel this was said in the one where the team's digest goes."""
    if not allowed(turn.roles, Deed.BIND_CHANNEL):
        turn.record("refused", Deed.BIND_CHANNEL)
        return turn.say(NotAllowed.message)  # an error would undo the record
    team = turn.store.teams.by_name(name) if name else turn.store.teams.get(turn.me.team_id)
    if team is None:
        raise UnknownTeam(name=name)
    if command.place is not Place.CHANNEL or command.address is None:
        return turn.say("replies/team_here_in_a_channel", team={"name": team.name})
    turn.store.teams.bind(team.id, command.address, turn.told_at(command))
    turn.record("bind_channel", team.id)
    return turn.say("replies/team_bound", team={"name": team.name})
