"""Microsoft's side of a story over HTTP: login, keys, connector, and people at their clients."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count

from tests.conversations.town import account
from tests.e2e.http import Answer, Json
from tests.e2e.stage import STORIES, Background, Stage
from tests.fakes.teams_server import APP_ID, TENANT, TeamsServer, bearer, claims, signed
from tests.platforms.teams import channel_id, conversation_with, timestamp
from tests.platforms.teams_client import actions_in, cards_in, inputs_in, text_of

PASSWORD = "a password of the test"
BOT = f"28:{APP_ID}"


class TeamsSide:
    """The tenant that the bot is installed in, and what the channel sends from it."""

    def __init__(self, stage: Stage, server: TeamsServer) -> None:
        self.stage, self.server = stage, server
        self._numbers = count(1)

    def person(self, name: str) -> "TeamsPerson":
        return TeamsPerson(self, name)

    def new_id(self, before: str = "f:") -> str:
        return f"{before}{next(self._numbers):06}"

    def token(self, **changed: object) -> str:
        """What the channel would sign now; a claim of None is left out."""
        return signed(claims(self.stage.clock(), self.server.service_url, **changed))

    def post(self, activity: Json, token: str | None = None) -> Answer:
        return self.post_raw(json.dumps(activity).encode(), bearer(token or self.token()))

    def post_raw(self, raw: bytes, headers: Mapping[str, str]) -> Answer:
        kind = {"Content-Type": "application/json"}
        return self.stage.ask("POST", "/api/messages", raw, kind | dict(headers))

    def activity(self, account: str, conversation: str, **wire: object) -> Json:
        personal = conversation.startswith("a:")
        return {
            "id": self.new_id(),
            "timestamp": timestamp(self.stage.clock()),
            "channelId": "msteams",
            "serviceUrl": self.server.service_url,
            "from": {"id": f"29:{account}", "name": "A person", "aadObjectId": account},
            "recipient": {"id": BOT, "name": "Dividend"},
            "conversation": {
                "id": conversation,
                "conversationType": "personal" if personal else "channel",
                "tenantId": TENANT,
            },
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "en-US",
            **wire,
        }


class TeamsPerson:
    """Somebody at a client: sends what it sends, and sees what the fake connector was told."""

    def __init__(self, side: TeamsSide, name: str) -> None:
        self._side, self.account = side, account("teams", name)
        self.chat = conversation_with(self.account)
        self._sent: Json = {}

    @property
    def messages(self) -> list[Json]:
        return self._side.server.sent_to(self.chat)

    @property
    def inbox(self) -> list[str]:
        return [text_of(message) for message in self.messages]

    def said(self, text: str) -> Json:
        """Where a message says that."""
        found = [m for m in reversed(self.messages) if text in text_of(m)]
        assert found, f"nothing says {text!r} in:\n" + "\n---\n".join(self.inbox)
        return found[0]

    def type(self, text: str, **wire: object) -> Answer:
        return self.does(type="message", text=text, textFormat="plain", **wire)

    def say_in(self, channel: str, text: str) -> Answer:
        mentioned = {"id": BOT, "name": "Dividend"}
        mention = {"type": "mention", "text": "<at>Dividend</at>", "mentioned": mentioned}
        where = f"{channel_id(channel)};messageid={self._side.new_id('')}"
        said = f"<at>Dividend</at> {text}"
        return self._does(where, {"type": "message", "text": said, "entities": [mention]})

    def arrive(self) -> Answer:
        return self.does(type="installationUpdate", action="add")

    def leave(self) -> Answer:
        return self.does(type="installationUpdate", action="remove")

    def press(self, label: str, message: Json) -> Answer:
        """The button with that label on a message."""
        action = button_in(message, label)
        if "msteams" in action["data"]:
            value = {"data": action["data"], "context": {"theme": "default"}}
            return self.invoke("task/fetch", value, message)
        return self.execute(action, action["data"], message)

    def execute(self, action: Json, data: Json, message: Json) -> Answer:
        done = {"type": action["type"], "verb": action["verb"], "data": data}
        return self.invoke("adaptiveCard/action", {"action": done, "trigger": "manual"}, message)

    def submit(self, message: Json, entered: Mapping[str, str]) -> Answer:
        """The form in a message of the chat, with its drawn values but for those given."""
        [card] = cards_in(message)
        submit, drawn = submit_in(card), drawn_in(card)
        return self.execute(submit, {**submit["data"], **drawn, **entered}, message)

    def submit_dialog(self, opened: Answer, entered: Mapping[str, str]) -> Answer:
        card = opened.json["task"]["value"]["card"]["content"]
        value = {"data": {**submit_in(card)["data"], **drawn_in(card), **entered}}
        return self.invoke("task/submit", value, None)

    def invoke(self, name: str, value: Json, message: Json | None) -> Answer:
        reply = {"replyToId": message["id"]} if message else {}
        return self._does(self.chat, {"type": "invoke", "name": name, "value": value, **reply})

    def does(self, **wire: object) -> Answer:
        return self._does(self.chat, wire)

    def _does(self, where: str, wire: Json) -> Answer:
        self._sent = self._side.activity(self.account, where, **wire)
        return self._side.post(self._sent)

    def again(self, **changed: object) -> Answer:
        """The channel delivers the same once more."""
        return self._side.post({**self._sent, **changed})


def button_in(message: Json, label: str) -> Json:
    found = [a for card in cards_in(message) for a in actions_in(card) if a["title"] == label]
    assert found, f"no button {label!r} in:\n{text_of(message)}"
    return found[0]


def submit_in(card: Json) -> Json:
    return next(a for a in actions_in(card) if a["data"]["dividend"].get("form"))


def drawn_in(card: Json) -> dict[str, str]:
    return {field["id"]: field.get("value", "") for field in inputs_in(card)}


def card_of(answer: Answer) -> str:
    """The words of the card that takes the place of the one that was pressed."""
    return text_of({"body": answer.json["value"]["body"]})


@contextmanager
def teams_side(loop: Background, database_url: str) -> Iterator[TeamsSide]:
    """A bot that is installed in a Teams tenant."""
    with loop.entered(TeamsServer()) as server:
        variables = {
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_APP_PASSWORD": PASSWORD,
            "TEAMS_TENANT_ID": TENANT,
            "TEAMS_TOKEN_URL": server.url("/token"),
            "TEAMS_METADATA_URL": server.url("/metadata"),
            "TEAMS_SERVICE_HOSTS": server.place,
        }
        with Stage(loop, "teams", database_url, variables, STORIES) as stage:
            yield TeamsSide(stage, server)
