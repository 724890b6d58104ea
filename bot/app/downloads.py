"""One-use links to files, for where a bot cannot put a file into a chat."""

import asyncio
from html import escape

from aiohttp import web

from bot.app.outside import fresh_id
from bot.conversation.turn import Turns
from bot.errors import StoreAway, Superseded
from bot.model.cards import File
from bot.store.tables import Download

PATH = "/files/"
_SIGNED_AS = "download"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PAGE = (
    '<!doctype html><meta name="viewport" content="width=device-width"><title>{name}</title>'
    '<form method="post"><button>{label}</button></form>'
)


class Links:
    """The link's secret proves the person: it is 128 random bits, in their direct chat alone.

    Looking at a link shows a button; pressing it fetches the file. Scanners and previews, which
    look at every link in a chat, would otherwise use it up.
    """

    def __init__(self, turns: Turns, public_url: str) -> None:
        self._turns, self._public_url = turns, public_url

    def to(self, delivery: str, file: File) -> str:
        """An address for the person that this delivery goes to."""
        secret = fresh_id()
        mac = self._turns.keys.sign(_SIGNED_AS, secret.encode())
        with self._turns.begin() as turn:
            row = turn.store.outbox.in_the_air(delivery)
            if row is None or row.person_id is None:
                raise Superseded
            turn.store.downloads.keep(file, secret, row.person_id, turn.now)
        return f"{self._public_url}{PATH}{secret}~{mac}"

    def mount(self, web_app: web.Application) -> None:
        web_app.router.add_get(PATH + "{link}", self._page)
        web_app.router.add_post(PATH + "{link}", self._file)

    async def _page(self, request: web.Request) -> web.Response:
        try:
            found = await asyncio.to_thread(self._look, request.match_info["link"])
        except StoreAway:
            return web.Response(status=503, headers=_HEADERS)
        if found is None:
            return web.Response(status=404, headers=_HEADERS)
        page = _PAGE.format(name=escape(found.name), label=escape(found.label))
        return web.Response(text=page, content_type="text/html", headers=_HEADERS)

    async def _file(self, request: web.Request) -> web.Response:
        try:
            file = await asyncio.to_thread(self._take, request.match_info["link"])
        except StoreAway:
            return web.Response(status=503, headers=_HEADERS)
        if file is None:
            return web.Response(status=404, headers=_HEADERS)
        saved = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        kind = "text/csv" if file.name.endswith(".csv") else "application/json"
        headers = {**_HEADERS, **saved, "Content-Type": f"{kind}; charset=utf-8"}
        return web.Response(body=file.content.encode(), headers=headers)

    def _look(self, link: str) -> Download | None:
        secret = self._secret(link)
        if secret is None:
            return None
        with self._turns.begin() as turn:
            return turn.store.downloads.look(secret, turn.now)

    def _take(self, link: str) -> File | None:
        secret = self._secret(link)
        if secret is None:
            return None
        with self._turns.begin() as turn:
            return turn.store.downloads.take(secret, turn.now)

    def _secret(self, link: str) -> str | None:
        """None for a link that we did not make: it does not keep the store busy."""
        secret, _, mac = link.partition("~")
        signed = self._turns.keys.has_signed(_SIGNED_AS, secret.encode(errors="replace"), mac)
        return secret if signed else None
