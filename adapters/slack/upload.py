"""Charts as pictures in Slack: uploaded, waited for, and given up on in favour of their text.

Files are uploaded, too, and then shared with one conversation.
"""

import asyncio
import logging
from collections.abc import Mapping

from adapters.slack.api import SlackApi
from adapters.slack.bounds import Json
from adapters.slack.payload import identity, part, said
from bot.errors import DeliveryError, Unclear
from bot.model.cards import File
from bot.model.charts import Chart
from bot.model.ports import Painter

LIMIT = 8.0  # seconds for all pictures of one message
PAUSE = 0.3
THEME = "light"

log = logging.getLogger(__name__)


class Uploads:
    def __init__(self, api: SlackApi, paint: Painter) -> None:
        self._api, self._paint = api, paint

    async def pictures(self, charts: tuple[Chart, ...]) -> dict[Chart, str]:
        """File ids of the charts that can be shown; the others are shown as text."""
        found = dict[Chart, str]()
        try:
            async with asyncio.timeout(LIMIT):
                for chart in dict.fromkeys(charts):
                    found[chart] = await self._uploaded(chart)
        except (DeliveryError, TimeoutError) as error:
            log.warning("slack: a chart goes out as text (%s)", type(error).__name__)
        return found

    async def stored(self, file: File) -> Json:
        """A file that Slack holds and shows to nobody yet. Raises a ``DeliveryError``."""
        file_id = await self._put(file.content.encode(), {"filename": file.name})
        return {"id": file_id, "title": file.label}

    async def share(self, stored: list[Json], conversation: str) -> None:
        """Show files in a conversation. Raises a ``DeliveryError``."""
        shared: Json = {"files": stored, "channel_id": conversation}
        await self._api.call("files.completeUploadExternal", shared)

    async def _put(self, content: bytes, named: Mapping[str, object]) -> str:
        wanted: Json = {"length": len(content), **named}
        slot = await self._api.ask("files.getUploadURLExternal", wanted)
        await self._api.put(said(slot, "upload_url"), content)
        return identity(slot, "file_id")

    async def _uploaded(self, chart: Chart) -> str:
        png = await asyncio.to_thread(self._paint, chart, THEME)
        named = {"filename": "chart.png", "alt_txt": chart.as_text()[:1000]}
        file_id = await self._put(png, named)
        files = [{"id": file_id, "title": chart.title[:100]}]
        await self._api.call("files.completeUploadExternal", {"files": files})
        await self._until_ready(file_id)
        return file_id

    async def _until_ready(self, file_id: str) -> None:
        """Slack refuses a message whose picture it has not looked at yet."""
        while True:
            answer = await self._api.ask("files.info", {"file": file_id})
            if said(part(answer, "file"), "mimetype").startswith("image/"):
                return
            if not part(answer, "file"):
                raise Unclear("no such file")
            await asyncio.sleep(PAUSE)
