"""Long work on the made-up world, one at a time: moving its clock, beginning again."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator

from adapters.playground.broadcast import Broadcast
from adapters.playground.world import Progress

Work = Callable[[], Iterator[Progress]]

_log = logging.getLogger(__name__)


class Moves:
    """While one runs, ``busy`` names it and gestures are asked to wait.

    ``turnstile`` is held by every gesture and by the whole of a move.
    """

    def __init__(self, broadcast: Broadcast) -> None:
        self._broadcast = broadcast
        self._stopping = threading.Event()
        self._task: asyncio.Task[None] | None = None
        self._last_key = ""
        self.turnstile = asyncio.Lock()
        self.busy = ""

    def start(self, name: str, key: str, work: Work) -> bool:
        """Begin the work; False when other work is still going on. A repeated key does nothing."""
        if self._last_key == key:
            return True
        if self.busy:
            return False
        self._last_key, self.busy = key, name
        self._task = asyncio.create_task(self._run(name, work))
        self._task.add_done_callback(_report)
        return True

    async def stop(self) -> None:
        """Drop the work between two steps."""
        self._stopping.set()
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _run(self, name: str, work: Work) -> None:
        finished = False
        self._broadcast.tell("moving", {"work": name, "share": 0.0})
        try:
            async with self.turnstile:
                await asyncio.to_thread(self._follow, name, work)
            finished = True
        finally:
            self.busy = ""
            self._broadcast.tell("moved", {"work": name, "finished": finished})

    def _follow(self, name: str, work: Work) -> None:
        for progress in work():
            now = progress.now.isoformat()
            self._broadcast.tell("moving", {"work": name, "share": progress.share, "now": now})
            if self._stopping.is_set():
                return


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        _log.error("playground work failed", exc_info=error)
