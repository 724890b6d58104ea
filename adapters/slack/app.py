"""Joins the parts of the Slack adapter: Bolt listens, the core answers, Slack is acknowledged.

Slack is acknowledged when the turn is committed. A turn that takes too long is answered with 503
whatever it was: a repeat is harmless because of the event's key, an acknowledgement of something
that may not have been saved is not. Slack repeats events by itself; the person sees Slack's own
error for a command or form and, should the turn end well after all, the answer as a message. A
turn that has not begun by then never does, and when there is more than we can do, some are sent
away at once: the threads would be busy for ever with what nobody waits for any more.
"""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from functools import partial

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.aftercare import Aftercare
from adapters.slack.answer import answer
from adapters.slack.api import QUIET, SlackApi
from adapters.slack.bounds import Json
from adapters.slack.directory import SlackDirectory
from adapters.slack.gate import AWAY
from adapters.slack.hooks import HookUses
from adapters.slack.http import events_route
from adapters.slack.incoming import Challenge, Ignored, Incoming, RateLimited, Source
from adapters.slack.messenger import SlackMessenger
from adapters.slack.parse import understood
from adapters.slack.settings import SlackSettings
from adapters.slack.socket import SocketMode
from adapters.slack.upload import Uploads
from adapters.threads import TurnThreads
from bot.errors import StoreAway
from bot.model.ports import Clock, Conversation, Painter

# Bolt chooses the listener by these and gets nothing else: it logs whole bodies, and its readers
# fail on fields of another type than usual.
ROUTES: dict[Source, Json] = {
    Source.COMMAND: {"command": "/dividend"},
    Source.EVENT: {"type": "event_callback", "event": {"type": "app_mention"}},
    Source.ACTION: {"type": "block_actions", "actions": [{"type": "button", "action_id": "any"}]},
    Source.VIEW: {"type": "view_submission", "view": {"type": "modal", "callback_id": "form"}},
}
ANY = re.compile(".*")

log = logging.getLogger(__name__)


class SlackAdapter:
    def __init__(
        self,
        settings: SlackSettings,
        conversation: Conversation,
        clock: Clock,
        paint: Painter,
        new_id: Callable[[], str],
    ) -> None:
        """``new_id`` is for what is logged about one envelope of Socket Mode."""
        self._settings, self._conversation = settings, conversation
        self._clock, self._new_id = clock, new_id
        self._api, uses = SlackApi(settings), HookUses()
        uploads = Uploads(self._api, paint)
        self.messenger = SlackMessenger(self._api, uploads, uses, clock, settings.look_after)
        self.directory = SlackDirectory(self._api)
        self._threads = TurnThreads("slack")
        self._aftercare = Aftercare(self._api, uploads, uses, self.messenger, conversation)
        self._bolt: AsyncApp | None = None
        self.times_rate_limited = 0

    def mount(self, web_app: web.Application) -> None:
        """Listens at the events address, or connects to Slack where there is an app token."""
        web_app.cleanup_ctx.append(self._running)
        if not self._settings.app_token:
            route = events_route(self._settings.signing_secret, self._clock, self.receive)
            web_app.router.add_post(self._settings.path, route)

    async def receive(self, payload: Json, sent_at: datetime) -> BoltResponse:
        """Answer one payload that Slack has proved to be its own."""
        match understood(payload, sent_at, self._settings):
            case Incoming() as incoming:
                return await self._dispatched(incoming)
            case Challenge(text):
                return _response({"challenge": text})
            case RateLimited(workspace):
                self.times_rate_limited += 1
                log.error("slack: events of %s are held back, there were too many", workspace)
            case Ignored(reason):
                log.info("slack: left alone: %s", reason)
        return _response(None)

    async def _dispatched(self, incoming: Incoming) -> BoltResponse:
        if self._bolt is None or self._threads.refuses():
            return _away()
        body, context = ROUTES[incoming.source], {"incoming": incoming}
        request = AsyncBoltRequest(mode="socket_mode", body=body, context=context)
        return await self._bolt.async_dispatch(request)

    async def _running(self, _: web.Application) -> AsyncIterator[None]:
        await self._api.open()
        self._bolt = self._listening()
        socket = self._socket() if self._settings.app_token else None
        if socket is not None:
            socket.start()
        yield
        if socket is not None:
            await socket.stop()
        await self._aftercare.finish()
        self._threads.close()
        await self._api.close()

    def _socket(self) -> SocketMode:
        token, silence = self._settings.app_token, self._settings.silence
        return SocketMode(self._api, token, self._clock, self.receive, self._new_id, silence)

    def _listening(self) -> AsyncApp:
        """One listener for each kind of payload; each further one costs every request."""
        bolt = AsyncApp(
            name="dividend",
            logger=QUIET,
            client=self._api.client,
            authorize=_authorize,
            process_before_response=True,
            request_verification_enabled=False,  # gate.py has done it, on the raw bytes
            ignoring_self_events_enabled=False,  # parse_events.py does
            ssl_check_enabled=False,
            url_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )

        async def heard(context: AsyncBoltContext) -> BoltResponse:
            return await self._answered(context["incoming"])

        bolt.command(ANY)(heard)
        bolt.event(ANY)(heard)
        bolt.action(ANY)(heard)
        bolt.view(ANY)(heard)
        bolt.error(_failed)
        return bolt

    async def _answered(self, incoming: Incoming) -> BoltResponse:
        try:
            work = self._threads.begin(partial(self._conversation.dispatch, incoming.event))
        except StoreAway:
            return _away()
        turn = asyncio.wrap_future(work)
        done, _ = await asyncio.wait({turn}, timeout=self._settings.answer_within)
        if not done:
            log.error("slack: a turn takes too long")
            if not work.cancel():  # it has begun
                self._aftercare.start(self._aftercare.overdue(turn, incoming))
            return _away()
        try:
            found = answer(incoming, turn.result())
        except StoreAway:
            return _away()
        if found.after is not None:
            self._aftercare.start(self._aftercare.do(found.after, incoming))
        return _response(found.body)


async def _authorize() -> AuthorizeResult:
    """Our own look at the workspace came first (parse.py); Bolt need not ask Slack for it."""
    return AuthorizeResult(enterprise_id=None, team_id=None)


async def _failed(error: Exception) -> BoltResponse:
    """Nothing was saved. What is wrong may be in the event: its words stay out of the log."""
    log.error("slack: an event could not be answered: %s", type(error).__name__)
    return _away()


def _away() -> BoltResponse:
    return BoltResponse(status=AWAY.status, body=AWAY.text)


def _response(body: Json | None) -> BoltResponse:
    if body is None:
        return BoltResponse(status=200, body="")
    headers: dict[str, str | Sequence[str]] = {"Content-Type": "application/json; charset=utf-8"}
    return BoltResponse(status=200, body=json.dumps(body, ensure_ascii=False), headers=headers)
