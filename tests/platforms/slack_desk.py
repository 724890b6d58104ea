"""One person's Slack: knows nothing but the JSON our adapter drew, and sends what Slack would."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from adapters.slack.addresses import address
from adapters.slack.answer import (
    After,
    OfferForm,
    OpenForm,
    PublishHome,
    RedrawForm,
    Say,
    ShowPictures,
    answer,
    command_body,
)
from adapters.slack.incoming import Incoming
from adapters.slack.parse import understood
from adapters.slack.render import content, home_view
from adapters.slack.settings import SlackSettings
from bot.model.cards import Card
from bot.model.ports import Kind, Parcel
from tests.platforms.slack_screen import Shown, drawn_value, form_text, state

if TYPE_CHECKING:
    from tests.platforms.slack import SlackPlatform

Json = dict[str, Any]

WORKSPACE = "T1"
BOT = "UBOT"
HOOKS = "https://hooks.slack.com/"
SETTINGS = SlackSettings("", "", workspaces=frozenset({WORKSPACE}))


class SlackDesk:
    """One person's Slack: messages, what only they see, the home page, and a form when open."""

    def __init__(self, platform: "SlackPlatform", account: str) -> None:
        self._platform, self._account = platform, account
        self.newest: Shown | None = None
        self.home: Shown | None = None
        self.form: Json | None = None
        self._form_id = ""
        self._errors: Json = {}
        self._entered: dict[str, str] = {}
        self._ephemeral: list[Shown] = []
        self._sent_form: Json | None = None

    @property
    def screen(self) -> str:
        if self.form is not None:
            return form_text(self.form, self._entered, self._errors)
        return self.newest.text if self.newest else ""

    @property
    def inbox(self) -> list[str]:
        return [m.text for m in self._platform.messages if m.where == direct_id(self._account)]

    @property
    def files(self) -> dict[str, str]:
        """What lies in the direct conversation with the bot."""
        mine = direct_id(self._account)
        return {file.name: file.content for where, file in self._platform.files if where == mine}

    def say(self, text: str) -> None:
        self._command(text, direct_id(self._account))

    def type(self, text: str) -> None:
        said = {"type": "message", "channel_type": "im", "channel": direct_id(self._account)}
        self.happens({**said, "text": escaped(text)})

    def say_in(self, channel: str, text: str) -> None:
        said = {"type": "app_mention", "channel": channel_id(channel)}
        self.happens({**said, "text": f"<@{BOT}> {escaped(text)}"})

    def open_home(self) -> None:
        self.happens({"type": "app_home_opened", "tab": "home"})

    def press(self, label: str) -> None:
        """The newest visible button with that label."""
        for shown in self._visible():
            for block in shown.payload["blocks"]:
                for element in block.get("elements", []):
                    if element.get("type") == "button" and element["text"]["text"] == label:
                        self._press(shown, element)
                        return
        raise AssertionError(f"no button {label!r} on screen:\n{self.screen}")

    def submit(self, **entered: str) -> None:
        """The open form; what is not given keeps the value that was drawn or entered before."""
        assert self.form is not None, f"no form on screen:\n{self.screen}"
        inputs = {b["block_id"]: b["element"] for b in self.form["blocks"] if b["type"] == "input"}
        unknown = set(entered) - set(inputs)
        assert not unknown, f"the form has no {unknown}, only {set(inputs)}"
        before = {field: drawn_value(element) for field, element in inputs.items()}
        self._entered = {**before, **self._entered, **entered}
        self._receive({**self._person("view_submission"), "view": self._view(inputs)})

    def choose(self, **entered: str) -> None:
        """Fill in fields of the open form; Slack tells of those it was asked to."""
        assert self.form is not None, f"no form on screen:\n{self.screen}"
        for name, value in entered.items():
            blocks = {b["block_id"]: b for b in self.form["blocks"] if b["type"] == "input"}
            inputs = {field: block["element"] for field, block in blocks.items()}
            before = {field: drawn_value(element) for field, element in inputs.items()}
            self._entered = {**before, **self._entered, name: value}
            if not blocks[name].get("dispatch_action"):
                continue
            [told] = state(inputs[name], value).values()
            action = {**told, "block_id": name, "action_ts": self._platform.new_id()}
            view = self._view(inputs)
            container = {"type": "view", "view_id": self._form_id}
            there = {"container": container, "view": view, "actions": [action]}
            self._receive({**self._person("block_actions"), **there})

    def _view(self, inputs: dict[str, Json]) -> Json:
        assert self.form is not None
        values = {field: state(e, self._entered[field]) for field, e in inputs.items()}
        return {**self.form, "id": self._form_id, "hash": "1", "state": {"values": values}}

    def happens(self, inner: Json) -> None:
        ts = self._platform.new_id()
        bot = {"team_id": WORKSPACE, "user_id": BOT, "is_bot": True}
        self._receive(
            {
                "type": "event_callback",
                "team_id": WORKSPACE,
                "event_id": self._platform.new_id("Ev"),
                "authorizations": [bot],
                "event": {"user": self._account, "ts": ts, "event_ts": ts, **inner},
            }
        )

    def replace_ephemeral(self, url: str, said: Json) -> str:
        found = next(shown for shown in self._ephemeral if HOOKS + shown.id == url)
        found.payload, self.newest = said, found
        return found.id

    def _command(self, text: str, channel: str) -> None:
        self._receive(
            {
                "command": "/dividend",
                "text": text,
                "team_id": WORKSPACE,
                "user_id": self._account,
                "channel_id": channel,
                "trigger_id": self._platform.new_id(),
                "response_url": HOOKS + "command",
            }
        )

    def _press(self, shown: Shown, element: Json) -> None:
        ts, hook = self._platform.new_id(), ""
        container = {"type": "message", "message_ts": shown.id, "channel_id": shown.where}
        extra: Json = {}
        if shown is self.home:
            container = {"type": "view", "view_id": shown.id}
            extra = {"view": {"id": shown.id, "type": "home"}}
        if shown in self._ephemeral:
            container, hook = {**container, "is_ephemeral": True}, HOOKS + shown.id
        action = {name: element[name] for name in ("type", "action_id", "value")}
        pressed = {"container": container, "response_url": hook, **extra}
        actions = [{**action, "action_ts": ts}]
        self._receive({**self._person("block_actions"), **pressed, "actions": actions})

    def _person(self, kind: str) -> Json:
        user = {"id": self._account, "team_id": WORKSPACE}
        trigger = self._platform.new_id()
        return {"type": kind, "team": {"id": WORKSPACE}, "user": user, "trigger_id": trigger}

    def _receive(self, payload: Json) -> None:
        wire = json.loads(json.dumps(payload))
        incoming = understood(wire, self._platform.clock(), SETTINGS)
        if not isinstance(incoming, Incoming):
            return
        self._look_away(payload)
        answered = answer(incoming, self._platform.conversation.dispatch(incoming.event))
        if answered.body is not None:
            self._apply(self._platform.drawn(answered.body))
        if answered.after is not None:
            self._afterwards(answered.after, incoming)

    def _look_away(self, payload: Json) -> None:
        """A form closes when it is sent and nothing comes back, or when something else is done."""
        if (
            payload.get("type") == "block_actions"
            and payload.get("view", {}).get("type") == "modal"
        ):
            return
        if payload.get("type") != "view_submission":
            self._entered = {}
        self._errors, self._sent_form, self.form = {}, self.form, None

    def _apply(self, body: Json) -> None:
        match body.get("response_action"):
            case "errors":
                self.form, self._errors = self._sent_form, body["errors"]
            case "update":
                self.form, self._entered = body["view"], {}
            case _:
                self._sees(body)

    def _sees(self, body: Json) -> None:
        if body["response_type"] == "in_channel":
            self._platform.post("C-here", body)
            return
        self._ephemeral.append(Shown(self._platform.new_id(), body, "C-here"))
        self.newest = self._ephemeral[-1]

    def _afterwards(self, after: After, incoming: Incoming) -> None:
        event, platform = incoming.event, self._platform
        match after:
            case OpenForm(_, view, _):
                self.form, self._entered = platform.drawn(view), {}
                self._form_id = platform.new_id("V")
            case RedrawForm(view_id, _, view):
                assert view_id == self._form_id
                self.form = platform.drawn(view)
            case OfferForm(form):
                self._told(platform.conversation.offer(form, event), incoming)
            case PublishHome(card):
                self.home = Shown("V-home", platform.drawn(home_view(card, {})), "home")
                self.newest = self.home
            case ShowPictures(card, private):
                self._sees(platform.drawn(command_body(content(card, {}), private=private)))
            case Say(card):
                self._told(card, incoming)

    def _told(self, card: Card, incoming: Incoming) -> None:
        to = incoming.event.reply_to or address(WORKSPACE, self._account)
        self._platform.deliver(Parcel(incoming.event.key, to, card, Kind.REPLY, ""))

    def _visible(self) -> Iterator[Shown]:
        direct = direct_id(self._account)
        mine = [m for m in self._platform.messages if m.where == direct]
        channels = [m for m in self._platform.messages if m.where.startswith("C-")]
        last = [self.newest] if self.newest else []
        home = [self.home] if self.home else []
        yield from (*last, *reversed(mine), *reversed(self._ephemeral), *home, *reversed(channels))


def direct_id(account: str) -> str:
    return f"D-{account}"


def channel_id(name: str) -> str:
    return f"C-{name}"


def escaped(text: str) -> str:
    """Slack escapes these three in the text of events."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
