"""Writing first on Teams, and the library's way out for what a turn sends."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import TimeoutError as TookTooLong
from typing import Any, TypeVar

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse

from adapters.teams.addresses import reference, thread_of
from adapters.teams.connector import Connector
from adapters.teams.files import Link, messages_of
from adapters.teams.wire import Json
from bot.errors import Superseded, Throttled, Unclear
from bot.model.ports import Parcel

WIRE = "wire"
"""Where a turn keeps the activity as it came: the library's own objects lose fields of it."""

_PATIENCE = 30.0
_Result = TypeVar("_Result")


class Bridge:
    """Runs coroutines of the adapter's loop for worker threads. Closed until the adapter starts."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connector: Connector | None = None

    def open(self, loop: asyncio.AbstractEventLoop, connector: Connector) -> None:
        self._loop, self._connector = loop, connector

    def close(self) -> None:
        self._loop = self._connector = None

    @property
    def connector(self) -> Connector:
        """Raises ``Throttled`` while the adapter is not running: nothing was sent."""
        if self._connector is None:
            raise Throttled
        return self._connector

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        if self._loop is None:
            work.close()
            raise Throttled
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(timeout=_PATIENCE)
        except TookTooLong as error:
            future.cancel()
            raise Unclear("timeout") from error


class TeamsMessenger:
    """Teams has no look-up of sent messages: an unclear result stays unclear."""

    can_look = False

    def __init__(self, bridge: Bridge, app_id: str, link: Link | None = None) -> None:
        self._bridge = bridge
        self._app_id = app_id
        self._link = link

    def send(self, parcel: Parcel) -> str:
        connector, messages = self._bridge.connector, messages_of(parcel, self._link)
        return self._bridge.run(self._sent(parcel, messages, connector))

    def find(self, parcel: Parcel) -> str | None:
        raise Unclear("no_look_up")

    async def _sent(self, parcel: Parcel, messages: list[Json], connector: Connector) -> str:
        to = await connector.located(reference(parcel.address, self._app_id))
        if not parcel.may_go():
            raise Superseded
        first, *further = messages
        sent = await connector.send(to, first, parcel.address.card)
        for message in further:
            await connector.send(to, message)
        return sent


class Outgoing(BotAdapter):  # type: ignore[misc]  # the library has no types
    """Lets a turn of the library send through our connector, with our token and our host check."""

    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self._connector = connector

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        to = thread_of(_wire(context))
        sent = [await self._connector.send(to, each.serialize()) for each in activities]
        return [ResourceResponse(id=message) for message in sent]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        to = thread_of(_wire(context))
        return ResourceResponse(
            id=await self._connector.send(to, activity.serialize(), activity.id)
        )

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Nothing of ours is ever deleted: cards are replaced, and readers see by what."""


def _wire(context: TurnContext) -> Json:
    activity: Json = context.turn_state[WIRE]
    return activity
