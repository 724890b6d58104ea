"""The playground in memory: people at a page, without a server and without a browser."""

import json
from base64 import b64decode
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import yaml

from adapters.playground import parse
from adapters.playground.exchange import Exchange
from adapters.playground.messenger import PlaygroundMessenger
from adapters.playground.render import Brush
from adapters.playground.rooms import Change, Message, Rooms, channel_room, direct_room
from bot.model.charts import Chart
from bot.model.ports import Clock, Conversation
from tests.platforms.hypertext import Fillable, Hypertext

_WORDS = Path(__file__).parents[2] / "messages"


@cache
def english(key: str, language: str = "") -> str:
    """The wording of ``playground.…`` straight from its file; the page is an English one."""
    words = (_WORDS / (language or "en") / "playground.yaml").read_text("utf-8")
    return str(yaml.safe_load(words)[key.removeprefix("playground.")])


def no_picture(chart: Chart, theme: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="{theme}"/>'


class PlaygroundPlatform:
    name = "playground"
    workspace = "playground"

    def __init__(self, conversation: Conversation, clock: Clock) -> None:
        self.conversation, self.clock = conversation, clock
        self.rooms = Rooms()
        self.sent = list[dict[str, object]]()
        self.rooms.listen(self._keep)
        brush = Brush(no_picture, english)
        self.messenger = PlaygroundMessenger(self.rooms, brush, clock)
        self.exchange = Exchange(self.rooms, conversation, brush, clock)

    def desk(self, account: str) -> "PlaygroundDesk":
        return PlaygroundDesk(self, account)

    def arrive(self, account: str) -> None:
        self.conversation.dispatch(parse.arrival(account, self.clock()))

    def channel(self, name: str) -> list[str]:
        """What the bot said there for everybody."""
        posted = self.rooms.messages(channel_room(name))
        return [Hypertext(m.body).text for m in posted if not (m.author or m.only_for)]

    def _keep(self, change: Change) -> None:
        if change.message is not None and not change.message.author:
            self.sent.append({"room": change.room, "html": str(change.message.body)})


class PlaygroundDesk:
    """One person at the page. What they do goes as JSON through the real parse."""

    def __init__(self, platform: PlaygroundPlatform, account: str) -> None:
        self._platform, self.account = platform, account
        self._home = direct_room(account)
        self._rooms = [self._home]
        self._gestures = count()
        self._chosen: dict[str, str] = {}

    def say(self, text: str) -> None:
        self._post(self._home, kind="say", text=text)

    def type(self, text: str) -> None:
        self.say(text)

    def say_in(self, channel: str, text: str) -> None:
        room = channel_room(channel)
        if room not in self._rooms:
            self._rooms.append(room)
        self._post(room, kind="say", text=text)

    def open_home(self) -> None:
        self._post(self._home, kind="home")

    def press(self, label: str) -> None:
        """The newest button with this label, anywhere on this person's screen."""
        for room, message in self._visible():
            for button in Hypertext(message.body).buttons:
                if button.label == label and "data-press" in button.attributes:
                    action = button.attributes["data-press"]
                    return self._post(room, kind="press", action=action, card=message.id)
                if button.label == label and "data-cancel" in button.attributes:
                    return self._post(room, kind="cancel", form=message.id)
        raise AssertionError(f"no button {label!r} on {self.screen!r}")

    def submit(self, **entered: str) -> None:
        """The open form; fields not named here keep what they show."""
        form = self._open_form()[2]
        unknown = entered.keys() - form.values.keys()
        assert not unknown, f"no field {unknown} in {self.screen!r}"
        self._send("submit", entered)

    def choose(self, **entered: str) -> None:
        """Fill in fields of the open form; the page tells of those that steer others."""
        for name, value in entered.items():
            steering = self._open_form()[2].attributes.get("data-steering", "").split()
            self._chosen[name] = value
            if name in steering:
                self._send("change", {})

    def _send(self, kind: str, entered: dict[str, str]) -> None:
        room, message, form = self._open_form()
        filled = {**form.values, **self._chosen, **entered}
        self._chosen = {}
        self._post(
            room,
            kind=kind,
            action=form.attributes["data-submit"],
            card=form.attributes["data-card"],
            form=message.id,
            entered=filled,
        )

    @property
    def screen(self) -> str:
        """The open form, else the newest thing from the bot."""
        shown = [message for _, message in self._visible()]
        newest = next((m for m in shown if m.is_form), next(iter(shown), None))
        return Hypertext(newest.body).text if newest else ""

    @property
    def inbox(self) -> list[str]:
        received = self._platform.rooms.messages(self._home)
        return [Hypertext(m.body).text for m in received if not (m.author or m.is_form)]

    @property
    def files(self) -> dict[str, str]:
        """What can be downloaded in the direct conversation with the bot."""
        drawn = (Hypertext(m.body) for m in self._platform.rooms.messages(self._home))
        links = (at for page in drawn for tag, at in page.elements if tag == "a")
        kept = {at["download"]: at["href"] for at in links if "download" in at}
        return {name: b64decode(href.partition(",")[2]).decode() for name, href in kept.items()}

    def _open_form(self) -> tuple[str, Message, Fillable]:
        for room, message in self._visible():
            if message.is_form:
                return room, message, Hypertext(message.body).forms[0]
        raise AssertionError(f"no open form on {self.screen!r}")

    def _visible(self) -> Iterator[tuple[str, Message]]:
        """What the bot shows this person, newest first."""
        shown = [
            (room, message)
            for room in self._rooms
            for message in self._platform.rooms.messages(room)
            if not message.author and message.only_for in {"", self.account}
        ]
        yield from sorted(shown, key=lambda pair: pair[1].version, reverse=True)

    def _post(self, room: str, **body: object) -> None:
        key = f"{self.account}-gesture-{next(self._gestures)}"
        key = "".join(c if c.isascii() and c.isalnum() else "-" for c in key)
        posted = json.dumps({"key": key, "person": self.account, "room": room, **body})
        gesture = parse.gesture(json.loads(posted), self._platform.clock())
        self._platform.exchange.take(gesture)
