"""``python -m bench.slack_side PORT``: Slack takes all that the bot sends, at its own pace."""

import asyncio
import sys
from itertools import count

from aiohttp import web

ANSWERS_AFTER = 0.1  # seconds; an instant Slack would let the courier take more than its share


def slack() -> web.Application:
    numbers = count(1)

    async def taken(request: web.Request) -> web.Response:
        await request.read()
        await asyncio.sleep(ANSWERS_AFTER)
        posted = f"1700000000.{next(numbers):06}"
        return web.json_response({"ok": True, "channel": "D1", "ts": posted})

    app = web.Application()
    app.router.add_post("/api/{method}", taken)
    return app


if __name__ == "__main__":
    web.run_app(slack(), host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
