"""From a proved activity to its answer: parse, dispatch in a thread, draw, follow up."""

import asyncio
import contextlib
from collections.abc import Coroutine
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

import structlog

from adapters.teams.addresses import reference
from adapters.teams.answers import Answer, FollowUp, answer
from adapters.teams.connector import Connector
from adapters.teams.parse import Carrier, Incoming, parse
from adapters.teams.presses import Presses
from adapters.teams.seen import Seen
from adapters.teams.wire import Json
from adapters.threads import TurnThreads
from bot.errors import DeliveryError, StoreAway
from bot.model.ports import Clock, Conversation
from bot.model.replies import Reply

INVOKE_PATIENCE = 1.8  # seconds; the client must have its answer within 2, R-T4
MESSAGE_PATIENCE = 10.0
GRACE = 2.0  # seconds; the whole program ends within 10
AGAIN = Answer(503)
T = TypeVar("T")

log = structlog.get_logger()


class Reception:
    """Answers activities. What is not answered in time is answered when Teams sends it again:

    the turn goes on meanwhile, and the repeat gets its stored outcome. A turn that has not begun by
    then never does: what nobody waits for any more must not keep the threads busy.
    """

    def __init__(
        self,
        conversation: Conversation,
        clock: Clock,
        connector: Connector,
        seen: Seen,
        app_id: str,
    ) -> None:
        self._conversation = conversation
        self._clock = clock
        self._connector = connector
        self._seen = seen
        self._app_id = app_id
        self._presses = Presses()
        self._threads = TurnThreads("teams")
        self._under_way: set[asyncio.Task[Any]] = set()

    def refuses(self) -> bool:
        """Whether an activity that comes now is sent away, whatever it is."""
        return self._threads.refuses()

    async def answer(self, activity: Json) -> Answer:
        parsed = parse(activity, self._clock())
        if parsed is None:
            return Answer()
        incoming = self._presses.counted(parsed)
        if incoming.event.address is not None:
            self._seen.note(incoming.event.actor, incoming.event.address)
        try:
            work = self._threads.begin(partial(self._conversation.dispatch, incoming.event))
        except StoreAway:
            return AGAIN
        turn = self._track(self._dispatched(work, incoming))
        by_invoke = incoming.carrier in (Carrier.EXECUTE, Carrier.TASK)
        patience = INVOKE_PATIENCE if by_invoke else MESSAGE_PATIENCE
        await asyncio.wait({turn}, timeout=patience)
        if turn.done():
            return turn.result()
        work.cancel()
        return AGAIN

    async def close(self) -> None:
        """Let what is under way finish; whoever stops us does not wait longer than this."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                while self._under_way:
                    await asyncio.gather(*self._under_way, return_exceptions=True)
        self._threads.close()

    async def _dispatched(self, work: Future[Reply], incoming: Incoming) -> Answer:
        await asyncio.wait({asyncio.wrap_future(work)})
        if work.cancelled():
            return AGAIN
        try:
            reply = work.result()
        except StoreAway:
            return AGAIN
        drawn = answer(incoming, reply)
        if drawn.follow_up is not None:
            self._track(self._follow(drawn.follow_up))
        return drawn

    async def _follow(self, follow_up: FollowUp) -> None:
        to = reference(follow_up.address, self._app_id)
        try:
            await self._connector.send(to, follow_up.activity, follow_up.address.card)
        except DeliveryError as error:
            # The person can say the word again; nothing is stored that would be lost.
            log.warning("teams_follow_up_failed", reason=error.reason)

    def _track(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task
