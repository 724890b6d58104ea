"""Who an account is, as the tenant's directory tells it to members of a conversation."""

from adapters.teams import wire
from adapters.teams.messenger import Bridge
from adapters.teams.seen import Seen
from adapters.teams.wire import Json
from bot.model.events import Actor
from bot.model.ports import Profile


class TeamsDirectory:
    """The zone is not known here: it comes with what people say."""

    def __init__(self, bridge: Bridge, seen: Seen) -> None:
        self._bridge = bridge
        self._seen = seen

    def profile(self, actor: Actor) -> Profile:
        where, connector = self._seen.where(actor), self._bridge.connector
        return profile_of(self._bridge.run(connector.member(where, actor.account)), actor)


def profile_of(member: Json, actor: Actor) -> Profile:
    """E-mail only of people of this tenant: nobody here verified those of others."""
    home = wire.text(member, "tenantId").lower()
    role = wire.text(member, "userRole").lower()
    outside = "#ext#" in wire.text(member, "userPrincipalName").lower()
    guest = outside or role in ("guest", "anonymous") or (home not in ("", actor.workspace))
    name, email = wire.text(member, "name"), wire.text(member, "email")
    return Profile(name=name, email="" if guest else email, guest=guest)
