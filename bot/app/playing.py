"""`make run`: the whole bot in the browser, with no account and no network."""

from collections.abc import Callable
from dataclasses import replace

import uvloop
from aiohttp import web

from bot.app.hosting import host
from bot.app.outside import fresh_id
from bot.app.parts import open_parts
from bot.app.playground import Playground, first_day, made_up_store
from bot.app.web import Readiness, mount_status
from bot.config import Environment
from bot.showcase.clock import MovedClock
from bot.store.schema import migrate


def play(environment: Environment, say: Callable[[str], None]) -> None:
    """Live through the weeks before today, then serve the page until told to stop."""
    clock = MovedClock(first_day())
    with made_up_store() as address:
        alone = replace(environment, database_url=address, secret_key=fresh_id())
        parts = open_parts(alone, clock)
        parts.catalog.load()
        migrate(parts.database)
        playground = Playground(parts, clock)
        shown = -1
        for progress in playground.begin():
            tenths = int(progress.share * 10)
            if tenths > shown:
                say(f"Twelve weeks of a made-up organisation: {tenths * 10} %")
                shown = tenths
        page = f"http://{environment.host}:{environment.port}/playground"
        web_app = web.Application(client_max_size=2**20)
        playground.adapter.mount(web_app)
        mount_status(web_app, Readiness(parts.turns, lambda: playground.last_beat, lambda _: None))
        ready = f"Open {page} in your browser. Stop with Ctrl-C."
        place = environment.host, environment.port
        uvloop.run(host(web_app, *place, environment.http_connections, lambda: say(ready)))
        parts.database.close()
