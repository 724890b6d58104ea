"""Microsoft Teams joined up: the route, the library's turn, the messenger and the directory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from time import monotonic

from aiohttp import ClientSession, DummyCookieJar, web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.schema import Activity

from adapters.teams import wire
from adapters.teams.answers import Answer
from adapters.teams.connector import Connector
from adapters.teams.directory import TeamsDirectory
from adapters.teams.files import Link
from adapters.teams.gate import Terms
from adapters.teams.hosts import Hosts
from adapters.teams.http import PATH, Door
from adapters.teams.keys import SigningKeys
from adapters.teams.messenger import WIRE, Bridge, Outgoing, TeamsMessenger
from adapters.teams.reception import AGAIN, Reception
from adapters.teams.seen import Seen
from adapters.teams.settings import TeamsSettings
from adapters.teams.tokens import BotToken
from adapters.teams.wire import Json
from bot.model.ports import Clock, Conversation, Directory, Messenger, Painter

_ANSWER = "answer"


class TeamsAdapter:
    """Everything that the bot does on Teams. ``paint`` is not needed: Teams draws charts itself."""

    def __init__(
        self,
        settings: TeamsSettings,
        conversation: Conversation,
        clock: Clock,
        paint: Painter,
        elapsed: Callable[[], float] = monotonic,
        link: Link | None = None,
    ) -> None:
        self._settings = settings
        self._elapsed = elapsed
        self._conversation = conversation
        self._clock = clock
        self._bridge = Bridge()
        self._seen = Seen(settings.app_id)
        self._door: Door | None = None
        self.messenger: Messenger = TeamsMessenger(self._bridge, settings.app_id, link)
        self.directory: Directory = TeamsDirectory(self._bridge, self._seen)

    def mount(self, web_app: web.Application) -> None:
        web_app.router.add_post(PATH, self._handle)
        web_app.cleanup_ctx.append(self._running)

    async def _handle(self, request: web.Request) -> web.Response:
        return web.Response(status=503) if self._door is None else await self._door.handle(request)

    async def _running(self, _: web.Application) -> AsyncIterator[None]:
        settings, clock = self._settings, self._clock
        async with ClientSession(cookie_jar=DummyCookieJar(), trust_env=False) as session:
            hosts = Hosts(settings.extra_hosts, loopback=settings.checks_nothing)
            keys = SigningKeys(settings.metadata_url, session, self._elapsed)
            token = BotToken(settings, session, self._elapsed)
            connector = Connector(session, token, hosts, settings.service_url)
            reception = Reception(self._conversation, clock, connector, self._seen, settings.app_id)
            terms = Terms(settings.app_id, settings.tenant_id, hosts)
            turns = TeamsTurns(Outgoing(connector), reception)
            nothing = settings.checks_nothing
            self._door = Door(terms, keys, clock, turns.answer, checks_nothing=nothing)
            self._bridge.open(asyncio.get_running_loop(), connector)
            yield
            self._door = None
            await reception.close()
            self._bridge.close()
            await keys.close()


class TeamsTurns(ActivityHandler):  # type: ignore[misc]  # the library has no types
    """Runs activities through the library's turn, which sorts them; what they say is read by us."""

    def __init__(self, outgoing: Outgoing, reception: Reception) -> None:
        self._outgoing = outgoing
        self._reception = reception

    async def answer(self, activity: Json) -> Answer:
        if self._reception.refuses():
            return AGAIN
        kind, action = wire.text(activity, "type"), wire.text(activity, "action")
        context = TurnContext(self._outgoing, Activity(type=kind, action=action))
        context.turn_state[WIRE] = activity
        await self._outgoing.run_pipeline(context, self.on_turn)
        answered = context.turn_state.get(_ANSWER)
        return answered if isinstance(answered, Answer) else Answer()

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await self._received(turn_context)

    async def on_invoke_activity(self, turn_context: TurnContext) -> None:
        await self._received(turn_context)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        await self._received(turn_context)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        await self._received(turn_context)

    async def _received(self, turn_context: TurnContext) -> None:
        activity: Json = turn_context.turn_state[WIRE]
        turn_context.turn_state[_ANSWER] = await self._reception.answer(activity)
