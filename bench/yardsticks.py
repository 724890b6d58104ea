"""What the bot is measured against, each in a process of its own.

``python -m bench.yardsticks verify PORT`` proves who sent a request, parses it and does nothing.
``python -m bench.yardsticks bolt PORT DATABASE`` is the bot that most would write: slack-bolt, one
row by SQLModel for each command or form, committed before Slack is answered.
"""

import hashlib
import hmac
import sys
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from sqlalchemy import Engine, event
from sqlmodel import Field, Session, SQLModel, create_engine

from bench.slack_requests import SECRET

HELP = "Say log to answer, me to see your own hours, team for the team's figure."


class Heard(SQLModel, table=True):
    """What was heard, once for each request."""

    id: int | None = Field(default=None, primary_key=True)
    user: str
    text: str


def verify() -> web.Application:
    async def heard(request: web.Request) -> web.Response:
        raw, stamp = await request.read(), request.headers["X-Slack-Request-Timestamp"]
        text = b"v0:" + stamp.encode() + b":" + raw
        proof = "v0=" + hmac.new(SECRET.encode(), text, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(proof, request.headers["X-Slack-Signature"]):
            return web.Response(status=401)
        return web.json_response({"text": HELP, "fields": len(parse_qsl(raw.decode()))})

    app = web.Application()
    app.router.add_post("/slack/events", heard)
    return app


def bolt(database: str) -> web.Application:
    engine = _engine(database)
    listening = AsyncApp(signing_secret=SECRET, authorize=_authorize, process_before_response=True)

    def keep(user: str, text: str) -> None:
        with Session(engine) as session:
            session.add(Heard(user=user, text=text))
            session.commit()

    @listening.command("/dividend")
    async def command(ack: AsyncAck, body: dict[str, str]) -> None:
        keep(body["user_id"], body["text"])
        await ack(HELP)

    @listening.view("form")
    async def form(ack: AsyncAck, body: dict[str, dict[str, str]]) -> None:
        keep(body["user"]["id"], "form")
        await ack()

    async def heard(request: web.Request) -> web.Response:
        answer = await listening.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    app = web.Application()
    app.router.add_post("/slack/events", heard)
    return app


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-bench")


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def prepare(connection: object, _: object) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    SQLModel.metadata.tables["heard"].create(engine, checkfirst=True)
    return engine


def main() -> None:
    kind, port, *database = sys.argv[1:]
    app = verify() if kind == "verify" else bolt(*database)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main()
