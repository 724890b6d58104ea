"""Teams in memory: people at a client that knows nothing but the JSON our adapter drew."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from adapters.teams.addresses import reference
from adapters.teams.answers import Answer, answer
from adapters.teams.files import messages_of
from adapters.teams.parse import parse
from adapters.teams.presses import Presses
from bot.errors import Unclear
from bot.model.ports import Clock, Conversation, Parcel
from tests.platforms.teams_client import actions_in, cards_in, inputs_in, text_of

Json = dict[str, Any]

TENANT = "11111111-1111-1111-1111-111111111111"
APP_ID = "00000000-0000-0000-0000-00000000b07b"
SERVICE = "https://smba.trafficmanager.net/emea/"


@dataclass
class Message:
    id: str
    activity: Json

    @property
    def text(self) -> str:
        return text_of(self.activity)


class TeamsMessengerInMemory:
    can_look = False

    def __init__(self, platform: "TeamsPlatform") -> None:
        self._platform = platform

    def send(self, parcel: Parcel) -> str:
        to = reference(parcel.address, APP_ID)
        where = to.conversation or conversation_with(to.person.removeprefix("29:"))
        first, *further = messages_of(parcel, link=None)
        sent = self._platform.deliver(where, first, parcel.address.card)
        for message in further:
            self._platform.deliver(where, message)
        return sent

    def find(self, parcel: Parcel) -> str | None:
        raise Unclear("no_look_up")


class TeamsPlatform:
    """Real parse and real render; only the network and the client's screen are played."""

    def __init__(self, conversation: Conversation, clock: Clock) -> None:
        self.conversation = conversation
        self.clock = clock
        self.messenger = TeamsMessengerInMemory(self)
        self.sent: list[Json] = []
        self.presses = Presses()
        self._chats: dict[str, list[Message]] = {}
        self._desks: dict[str, TeamsDesk] = {}
        self._ids = int(clock().timestamp() * 1000)

    def desk(self, account: str) -> "TeamsDesk":
        return self._desks.setdefault(account, TeamsDesk(self, account))

    def arrive(self, account: str) -> None:
        self.receive(account, conversation_with(account), type="installationUpdate", action="add")

    def leave(self, account: str) -> None:
        self.receive(
            account, conversation_with(account), type="installationUpdate", action="remove"
        )

    def channel(self, name: str) -> list[str]:
        return [message.text for message in self.chat(channel_id(name))]

    def chat(self, conversation: str) -> list[Message]:
        return self._chats.setdefault(conversation, [])

    def new_id(self) -> str:
        self._ids += 1
        return str(self._ids)

    def deliver(self, conversation: str, activity: Json, card: str = "") -> str:
        """Put a message at the end of a chat; one that replaces another counts as new."""
        self.sent.append(json.loads(json.dumps(activity)))
        chat = self.chat(conversation)
        chat[:] = [message for message in chat if not card or message.id != card]
        chat.append(Message(card or self.new_id(), activity))
        if conversation.startswith("a:"):
            self.desk(conversation.removeprefix("a:")).newest = chat[-1]
        return chat[-1].id

    def receive(self, account: str, conversation: str, **wire: object) -> Answer:
        """One activity through the real parse, the core and the real drawing of the answer."""
        activity = json.loads(json.dumps({**self._common(account, conversation), **wire}))
        parsed = parse(activity, self.clock())
        if parsed is None:
            return Answer()
        incoming = self.presses.counted(parsed)
        answered = answer(incoming, self.conversation.dispatch(incoming.event))
        if answered.follow_up is not None:
            address = answered.follow_up.address
            to = reference(address, APP_ID)
            where = to.conversation or conversation_with(to.person.removeprefix("29:"))
            self.deliver(where, answered.follow_up.activity, address.card)
        return replace(answered, follow_up=None)

    def _common(self, account: str, conversation: str) -> Json:
        personal = conversation.startswith("a:")
        return {
            "id": self.new_id(),
            "timestamp": timestamp(self.clock()),
            "channelId": "msteams",
            "serviceUrl": SERVICE,
            "from": {"id": f"29:{account}", "name": account, "aadObjectId": account},
            "recipient": {"id": f"28:{APP_ID}", "name": "Dividend"},
            "conversation": {
                "id": conversation,
                "conversationType": "personal" if personal else "channel",
                "tenantId": TENANT,
            },
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "en-US",
        }


class TeamsDesk:
    """One person's Teams: their private chat with the bot, and a dialog when one is open."""

    def __init__(self, platform: TeamsPlatform, account: str) -> None:
        self._platform = platform
        self._account = account
        self.newest: Message | None = None
        self.dialog: Json | None = None
        self._chosen: dict[str, str] = {}

    @property
    def screen(self) -> str:
        if self.dialog is not None:
            shown = self.dialog
            return f"{shown['title']}\n{text_of(shown['card']['content'])}"
        return self.newest.text if self.newest else ""

    @property
    def inbox(self) -> list[str]:
        return [message.text for message in self._chat]

    @property
    def files(self) -> dict[str, str]:
        """What was spelled out in messages, by the name of the file."""
        found = dict[str, str]()
        for activity in (m.activity for m in self._chat if m.activity.get("textFormat") == "plain"):
            name = activity["summary"]
            found[name] = found.get(name, "") + activity["text"]
        return found

    def say(self, text: str) -> None:
        self.dialog = None
        self._send(self._where, type="message", text=text, textFormat="plain")

    def type(self, text: str) -> None:
        """There is no slash command in Teams: saying is typing."""
        self.say(text)

    def open_home(self) -> None:
        """There is no home page either: an empty message asks for the home card."""
        self.say("")

    def say_in(self, channel: str, text: str) -> None:
        mention = {
            "type": "mention",
            "text": "<at>Dividend</at>",
            "mentioned": {"id": f"28:{APP_ID}", "name": "Dividend"},
        }
        where = f"{channel_id(channel)};messageid={self._platform.new_id()}"
        said = f"<at>Dividend</at> {text}"
        self._send(where, type="message", text=said, entities=[mention])

    def press(self, label: str) -> None:
        """The newest visible button with that label: in the dialog, else in the chat."""
        shown = [(None, self.dialog["card"]["content"])] if self.dialog else []
        chat = [(m, card) for m in reversed(self._chat) for card in cards_in(m.activity)]
        for message, card in [*shown, *chat]:
            for action in actions_in(card):
                if action["title"] == label and "form" not in action["data"]["dividend"]:
                    return self._act(message, action, {})
        raise AssertionError(f"no button {label!r} on screen:\n{self.screen}")

    def submit(self, **entered: str) -> None:
        """The form on screen; what is not given keeps the value that was drawn."""
        message, card = self._open_form()
        drawn = {field["id"]: field.get("value", "") for field in inputs_in(card)}
        unknown = set(entered) - set(drawn)
        assert not unknown, f"the form has no {unknown}, only {set(drawn)}"
        submit = next(a for a in actions_in(card) if a["data"]["dividend"].get("form"))
        filled, self._chosen = {**drawn, **self._chosen, **entered}, {}
        # Clients leave out what stayed empty.
        self._act(message, submit, {name: value for name, value in filled.items() if value})

    def choose(self, **entered: str) -> None:
        """Fill in fields of the open form; nobody hears of it until it is sent."""
        self._chosen |= entered

    def _open_form(self) -> tuple[Message | None, Json]:
        if self.dialog is not None:
            return None, self.dialog["card"]["content"]
        for message in reversed(self._chat):
            for card in cards_in(message.activity):
                if any(True for _ in inputs_in(card)):
                    return message, card
        raise AssertionError(f"no form on screen:\n{self.screen}")

    @property
    def _where(self) -> str:
        return conversation_with(self._account)

    @property
    def _chat(self) -> list[Message]:
        return self._platform.chat(self._where)

    def _act(self, message: Message | None, action: Json, entered: Json) -> None:
        data = {**action["data"], **entered}
        replies_to = {"replyToId": message.id} if message else {}
        if action["type"] == "Action.Execute":
            value = {"action": {"type": action["type"], "verb": action["verb"], "data": data}}
            name = "adaptiveCard/action"
        else:
            value = {"data": data, "context": {"theme": "default"}}
            name = "task/fetch" if "msteams" in action["data"] else "task/submit"
        answered = self._send(self._where, type="invoke", name=name, value=value, **replies_to)
        self._apply(message, name, answered.body)

    def _apply(self, message: Message | None, name: str, body: Json | None) -> None:
        if name != "adaptiveCard/action":
            self.dialog = body["task"]["value"] if body else None
            if self.dialog:
                self._platform.sent.append(self.dialog["card"])
        elif body and isinstance(body["value"], dict) and message is not None:
            attachment = {"contentType": body["type"], "content": body["value"]}
            activity = {"type": "message", "attachments": [attachment]}
            self._platform.deliver(self._where, activity, message.id)

    def _send(self, where: str, **wire: object) -> Answer:
        return self._platform.receive(self._account, where, **wire)


def conversation_with(account: str) -> str:
    return f"a:{account}"


def channel_id(name: str) -> str:
    return f"19:{name}@thread.tacv2"


def timestamp(now: datetime) -> str:
    return now.isoformat().replace("+00:00", "Z")
