"""The app manifest: exactly what the code uses, each scope with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.slack.bounds import Json
from adapters.slack.parse_events import SUBSCRIBED

_REASONS = {
    "app_mentions:read": "to be spoken to in channels (event app_mention)",
    "channels:history": "to look whether a digest reached a public channel before sending it again",
    "channels:read": "to know when it is put into or taken out of a public channel",
    "chat:write": "to write messages and replace its own",
    "commands": "for the slash command",
    "files:read": "to see when an uploaded chart can be shown (files.info)",
    "files:write": "to upload charts as pictures, and a person's own data into their direct chat",
    "groups:history": "to look whether a digest reached a private channel before sending it again",
    "groups:read": "to know when it is put into or taken out of a private channel",
    "im:history": "to read what people write to it, and to look whether a message reached them",
    "im:write": "to find its conversation with a person (conversations.open)",
    "metadata.message:read": "to find the delivery id in its own messages",
    "users:read": "for a person's name and time zone (users.info)",
    "users:read.email": "to recognise people of the roster by their confirmed e-mail address",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What people read in Slack about the app; it comes from ``messages/``."""

    name: str
    description: str
    command_description: str
    command_hint: str


def reasons() -> Mapping[str, str]:
    """Why the bot asks for each scope."""
    return dict(_REASONS)


def manifest(wording: Wording, request_url: str = "", command: str = "/dividend") -> Json:
    """Without ``request_url`` the app connects by itself (Socket Mode)."""
    at: Json = {"request_url": request_url} if request_url else {}
    slash: Json = {
        "command": command,
        "description": wording.command_description,
        "usage_hint": wording.command_hint,
        "should_escape": False,
    }
    return {
        "display_information": {"name": wording.name, "description": wording.description},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": wording.name, "always_online": True},
            "slash_commands": [slash | ({"url": request_url} if request_url else {})],
        },
        "oauth_config": {"scopes": {"bot": sorted(_REASONS)}},
        "settings": {
            "event_subscriptions": {**at, "bot_events": list(SUBSCRIBED)},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request_url,
            "token_rotation_enabled": False,
        },
    }
