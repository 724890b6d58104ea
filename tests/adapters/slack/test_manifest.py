"""The manifest asks for what the code uses, and says why."""

import re
from pathlib import Path

from adapters.slack import manifest as subject
from adapters.slack.manifest import Wording, manifest, reasons
from adapters.slack.parse_events import SUBSCRIBED

ADAPTER = Path(subject.__file__).parent
WORDING = Wording("Dividend", "Hours back", "Talk to the bot", "help, log, team …")
NEEDED = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "im:history",
    "conversations.open": "im:write",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "users.info": "users:read",
    "views.open": "",
    "views.publish": "",
    "views.update": "",
}


def test_every_method_that_is_called_has_its_scope() -> None:
    source = "".join(path.read_text() for path in ADAPTER.glob("*.py"))
    called = set(re.findall(r'"((?:chat|conversations|files|users|views)\.[a-zA-Z]+)"', source))

    assert called == NEEDED.keys()
    assert {scope for scope in NEEDED.values() if scope} <= reasons().keys()


def test_over_http_slack_is_told_the_address() -> None:
    made = manifest(WORDING, "https://bot.example/slack/events")

    settings = made["settings"]
    assert isinstance(settings, dict)
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == "https://bot.example/slack/events"
    assert settings["interactivity"]["request_url"] == "https://bot.example/slack/events"


def test_over_a_socket_there_is_no_address() -> None:
    made = manifest(WORDING)

    assert "url" not in str(made)
    assert made["settings"]["socket_mode_enabled"] is True  # type: ignore[index]
    assert made["settings"]["event_subscriptions"]["bot_events"] == list(SUBSCRIBED)  # type: ignore[index]


def test_each_scope_has_a_reason() -> None:
    scopes = manifest(WORDING)["oauth_config"]["scopes"]["bot"]  # type: ignore[index]

    assert scopes == sorted(reasons())
    assert all(len(reason) > 10 for reason in reasons().values())
