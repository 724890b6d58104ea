"""Where people were last heard, so that the directory can be asked about them."""

from collections import OrderedDict

from adapters.teams.addresses import Reference, reference, to_person
from bot.model.events import Actor, Address

_MOST_KEPT = 10_000


class Seen:
    """Kept in memory only: after a restart a conversation is created to ask in."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._last: OrderedDict[tuple[str, str], Reference] = OrderedDict()

    def note(self, actor: Actor, heard: Address) -> None:
        self._last[actor.workspace, actor.account] = reference(heard, self._app_id)
        self._last.move_to_end((actor.workspace, actor.account))
        if len(self._last) > _MOST_KEPT:
            self._last.popitem(last=False)

    def where(self, actor: Actor) -> Reference:
        heard = self._last.get((actor.workspace, actor.account))
        return heard or reference(to_person(actor), self._app_id)
