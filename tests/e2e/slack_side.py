"""Slack's side of a story over HTTP: the workspace, and the people at their clients."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from adapters.slack.gate import SIGNATURE, TIMESTAMP, signature
from tests.conversations.town import account
from tests.e2e.http import Answer, Json
from tests.e2e.stage import STORIES, Background, Stage
from tests.fakes.slack_server import FakeSlack
from tests.platforms.slack_desk import escaped
from tests.platforms.slack_screen import drawn_value, state, text_of

SECRET = "test-signing-secret"
TOKEN = "xoxb-test-token"
APP_TOKEN = "xapp-test-token"
WORKSPACE = "T1"
BOT = "UBOT"
FORM = "application/x-www-form-urlencoded"


class SlackSide:
    """The workspace that the bot is installed in, and what Slack sends from it."""

    def __init__(self, stage: Stage, slack: FakeSlack) -> None:
        self.stage, self.slack = stage, slack
        self._numbers = count(1)

    def person(self, name: str) -> "SlackPerson":
        return SlackPerson(self, name)

    def new_id(self, before: str = "") -> str:
        return f"{before}{next(self._numbers):06}"

    def post(self, raw: bytes, kind: str = "application/json", **headers: str) -> Answer:
        """A signed request; ``headers`` go over those that Slack would send."""
        stamp = str(int(self.stage.clock().timestamp()))
        signed = {
            TIMESTAMP: stamp,
            SIGNATURE: signature(SECRET, stamp, raw),
            "Content-Type": kind,
        }
        return self.stage.ask("POST", "/slack/events", raw, signed | headers)

    def post_json(self, payload: Json, **headers: str) -> Answer:
        return self.post(json.dumps(payload).encode(), **headers)

    def interact(self, payload: Json) -> Answer:
        return self.post(urlencode({"payload": json.dumps(payload)}).encode(), FORM)

    def event(self, inner: Json, **envelope: object) -> Json:
        ts = f"{self.stage.clock().timestamp():.6f}"
        return {
            "type": "event_callback",
            "team_id": WORKSPACE,
            "api_app_id": "A1",
            "event_id": self.new_id("Ev"),
            "authorizations": [{"team_id": WORKSPACE, "user_id": BOT, "is_bot": True}],
            "event": {"ts": ts, "event_ts": ts, **inner},
            **envelope,
        }

    def messages_to(self, *places: str) -> list[Json]:
        return [message for message in self.slack.messages if message["channel"] in places]


class SlackPerson:
    """Somebody at a client: sends what it sends, and sees what the fake workspace was told."""

    def __init__(self, side: SlackSide, name: str) -> None:
        self._side, self.account = side, account("slack", name)
        self._slack = side.slack
        self._sent: tuple[bytes, str] = (b"", "")
        self._trigger = ""

    @property
    def messages(self) -> list[Json]:
        return self._side.messages_to(self.account, self.direct)

    @property
    def inbox(self) -> list[str]:
        return [text_of(message) for message in self.messages]

    @property
    def direct(self) -> str:
        return f"D{self.account}"

    @property
    def form(self) -> Json:
        """What this person's last command or press opened."""
        opened = self._side.stage.eventually(
            lambda: [c for c in self._slack.made("views.open") if c["trigger_id"] == self._trigger]
        )
        return {**opened[0]["view"], "id": f"V{self._trigger}"}

    @property
    def home(self) -> str:
        pages = self._side.stage.eventually(
            lambda: [page for page in self._slack.made("views.publish") if self._mine(page)]
        )
        return text_of(pages[-1]["view"])

    def command(self, text: str, channel: str = "") -> Answer:
        self._trigger = self._side.new_id()
        fields = {
            "command": "/dividend",
            "text": text,
            "team_id": WORKSPACE,
            "user_id": self.account,
            "channel_id": channel or self.direct,
            "trigger_id": self._trigger,
            "response_url": self._slack.url("/hook/command"),
        }
        return self._send(urlencode(fields).encode(), FORM)

    def type(self, text: str, **inner: object) -> Answer:
        said = {"type": "message", "channel_type": "im", "channel": self.direct}
        return self.happens({**said, "text": escaped(text), **inner})

    def say_in(self, channel: str, text: str) -> Answer:
        said = {"type": "app_mention", "channel": channel}
        return self.happens({**said, "text": f"<@{BOT}> {escaped(text)}"})

    def open_home(self) -> Answer:
        return self.happens({"type": "app_home_opened", "tab": "home"})

    def happens(self, inner: Json, **envelope: object) -> Answer:
        payload = self._side.event({"user": self.account, **inner}, **envelope)
        return self._send(json.dumps(payload).encode(), "application/json")

    def press(self, label: str, message: Json | None = None, **changed: object) -> Answer:
        """The button with that label on a message, the newest of this person's if none is given."""
        self._trigger = self._side.new_id()
        message = message or self.messages[-1]
        button = button_in(message, label)
        pressed = {name: button[name] for name in ("type", "action_id", "value")}
        container = {"message_ts": message["ts"], "channel_id": self.direct}
        payload = {
            **self._payload("block_actions"),
            "container": {"type": "message", **container},
            "actions": [{**pressed, "action_ts": self._side.new_id("17."), **changed}],
        }
        return self._interact(payload)

    def submit(self, entered: Mapping[str, str], form: Json | None = None) -> Answer:
        """The form with its drawn values, but for those that are given."""
        form = form or self.form
        values = {
            field: state(element, entered.get(field, drawn_value(element)))
            for field, element in inputs_in(form).items()
        }
        view = {"id": "V1", **form, "hash": "1.a", "state": {"values": values}}
        return self._interact({**self._payload("view_submission"), "view": view})

    def again(self) -> Answer:
        """Slack delivers the same once more, because it heard no answer."""
        raw, kind = self._sent
        return self._side.post(raw, kind, **{"X-Slack-Retry-Num": "1"})

    def _interact(self, payload: Json) -> Answer:
        return self._send(urlencode({"payload": json.dumps(payload)}).encode(), FORM)

    def _send(self, raw: bytes, kind: str) -> Answer:
        self._sent = (raw, kind)
        return self._side.post(raw, kind)

    def _payload(self, kind: str) -> Json:
        user = {"id": self.account, "team_id": WORKSPACE}
        team = {"id": WORKSPACE}
        return {"type": kind, "team": team, "user": user, "trigger_id": self._trigger}

    def _mine(self, page: Json) -> bool:
        return bool(page["user_id"] == self.account)


def inputs_in(form: Json) -> dict[str, Json]:
    return {b["block_id"]: b["element"] for b in form["blocks"] if b["type"] == "input"}


def button_in(message: Json, label: str) -> Json:
    for block in message["blocks"]:
        for element in block.get("elements", []):
            if element.get("type") == "button" and element["text"]["text"] == label:
                return dict(element)
    raise AssertionError(f"no button {label!r} in:\n{text_of(message)}")


@contextmanager
def slack_side(
    loop: Background, database_url: str, *, socket: bool = False, config: Path = STORIES
) -> Iterator[SlackSide]:
    """A bot that is installed in a Slack workspace, by HTTP or by Socket Mode."""
    way = {"SLACK_APP_TOKEN": APP_TOKEN} if socket else {"SLACK_SIGNING_SECRET": SECRET}
    with loop.entered(FakeSlack()) as slack:
        variables = {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_API_URL": slack.url("/api/"),
            "SLACK_WORKSPACES": WORKSPACE,
            **way,
        }
        with Stage(loop, "slack", database_url, variables, config) as stage:
            yield SlackSide(stage, slack)
