"""The bot's own token: asked for once, kept until shortly before it ends, renewed when refused."""

import asyncio
from collections.abc import Callable

from aiohttp import ClientError, ClientSession

from adapters.teams import wire
from adapters.teams.limited import limited, patience
from adapters.teams.refusals import known
from adapters.teams.settings import TeamsSettings
from adapters.teams.wire import Garbled, Json
from bot.errors import Away, Throttled, WorkspacePaused

SCOPE = "https://api.botframework.com/.default"
EARLY = 300.0  # seconds
_PATIENCE = patience(10)
_SHORTEST_LIFE = 60


class BotToken:
    """Client credentials of one app. Nothing has been sent when asking fails, so it may be retried.

    Raises ``Throttled`` while the login is away and ``WorkspacePaused`` when it refuses the secret.
    ``elapsed`` counts seconds, whatever the clock on the wall is set to.
    """

    def __init__(
        self, settings: TeamsSettings, session: ClientSession, elapsed: Callable[[], float]
    ) -> None:
        self._settings = settings
        self._session = session
        self._elapsed = elapsed
        self._token = ""
        self._good_until: float | None = None
        self._one_at_a_time = asyncio.Lock()

    async def headers(self) -> dict[str, str]:
        if self._settings.checks_nothing:
            return {}
        async with self._one_at_a_time:
            if self._good_until is None or self._elapsed() >= self._good_until:
                await self._ask()
            return {"Authorization": f"Bearer {self._token}"}

    def forget(self, headers: dict[str, str]) -> None:
        """Ask anew next time, unless somebody else already did."""
        if headers.get("Authorization") == f"Bearer {self._token}":
            self._good_until = None

    async def _ask(self) -> None:
        status, answered = await self._post()
        if 400 <= status < 500 and status != 429:
            raise WorkspacePaused(known(wire.text(answered, "error")) or "login refused")
        token, life = wire.text(answered, "access_token"), answered.get("expires_in")
        if status != 200 or not token or not isinstance(life, int | float | str):
            raise Throttled
        seconds = max(_seconds(life) - EARLY, _SHORTEST_LIFE)
        self._token, self._good_until = token, self._elapsed() + seconds

    async def _post(self) -> tuple[int, Json]:
        asked = {
            "grant_type": "client_credentials",
            "client_id": self._settings.app_id,
            "client_secret": self._settings.app_password,
            "scope": SCOPE,
        }
        url = self._settings.login_url
        try:
            async with self._session.post(
                url, data=asked, timeout=_PATIENCE, allow_redirects=False
            ) as answered:
                return answered.status, wire.read(await limited(answered.content, 100_000))
        except (ClientError, TimeoutError, Garbled) as error:
            raise Away from error


def _seconds(life: float | str) -> float:
    try:
        return min(float(life), 86_400.0)
    except ValueError:
        return 0.0
