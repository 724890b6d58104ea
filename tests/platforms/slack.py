"""Slack in memory: the workspace, its messages, and a messenger that draws as the real one does."""

import json
from typing import Any

from adapters.slack.addresses import Hook, Posted, card_place
from adapters.slack.lookup import metadata
from adapters.slack.render import content
from bot.model.cards import File
from bot.model.ports import Clock, Conversation, Parcel
from tests.platforms.slack_desk import BOT, SlackDesk, channel_id, direct_id
from tests.platforms.slack_screen import Shown

Json = dict[str, Any]


class SlackMessengerInMemory:
    can_look = True

    def __init__(self, platform: "SlackPlatform") -> None:
        self._platform = platform

    def send(self, parcel: Parcel) -> str:
        return self._platform.deliver(parcel)

    def find(self, parcel: Parcel) -> str | None:
        found = [m for m in self._platform.messages if m.delivery == parcel.delivery]
        return found[-1].id if found else None


class SlackPlatform:
    """Real parse and real render; only the network and the client's screen are played."""

    def __init__(self, conversation: Conversation, clock: Clock) -> None:
        self.conversation, self.clock = conversation, clock
        self.messenger = SlackMessengerInMemory(self)
        self.sent: list[Json] = []
        self.messages: list[Shown] = []
        self.files: list[tuple[str, File]] = []
        self._desks: dict[str, SlackDesk] = {}
        self._count = 0

    def desk(self, account: str) -> "SlackDesk":
        return self._desks.setdefault(account, SlackDesk(self, account))

    def arrive(self, account: str) -> None:
        """The person opens the bot's messages for the first time."""
        self.desk(account).happens({"type": "app_home_opened", "tab": "messages"})

    def invite(self, account: str, channel: str) -> None:
        """The person takes the bot into a channel."""
        joined = {"type": "member_joined_channel", "user": BOT, "inviter": account}
        self.desk(account).happens({**joined, "channel": channel_id(channel)})

    def channel(self, name: str) -> list[str]:
        return [m.text for m in self.messages if m.where == channel_id(name)]

    def new_id(self, before: str = "") -> str:
        self._count += 1
        return f"{before}{int(self.clock().timestamp())}.{self._count:06}"

    def drawn(self, payload: Json) -> Json:
        """What Slack was given, as it comes over the wire."""
        self.sent.append(json.loads(json.dumps(payload)))
        return self.sent[-1]

    def deliver(self, parcel: Parcel) -> str:
        said = content(parcel.card, {}, plain_only=parcel.plain)
        place, to = card_place(parcel.address.card), parcel.address.conversation
        match place:
            case Hook(url, _):
                self.drawn({**said, "replace_original": True})
                return self.desk(to).replace_ephemeral(url, said)
            case Posted(_, ts):
                found = next((m for m in self.messages if m.id == ts), None)
                if found is not None:
                    found.payload = self.drawn({"channel": found.where, "ts": ts, **said})
                    found.delivery = parcel.delivery
                    return self._appears(found)
        for file in () if parcel.plain else parcel.card.files:
            self.files.append((to if to.startswith(("C-", "D-")) else direct_id(to), file))
        return self.post(to, said, parcel.delivery)

    def post(self, to: str, said: Json, delivery: str = "") -> str:
        extra = {"metadata": metadata(delivery)} if delivery else {}
        payload = self.drawn({"channel": to, **extra, **said})
        where = to if to.startswith(("C-", "D-")) else direct_id(to)
        self.messages.append(Shown(self.new_id(), payload, where, delivery))
        return self._appears(self.messages[-1])

    def _appears(self, message: Shown) -> str:
        if message.where.startswith("D-"):
            self.desk(message.where.removeprefix("D-")).newest = message
        return message.id
