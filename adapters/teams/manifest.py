"""The Teams app package: what the code really uses, with the reason for each permission."""

import json
import zipfile
from dataclasses import dataclass
from io import BytesIO

from adapters.teams.wire import Json

MANIFEST_VERSION = "1.19"
COLOR_ICON, OUTLINE_ICON = "color.png", "outline.png"
_FOLDER_DATE = (1980, 1, 1, 0, 0, 0)  # the same package from the same inputs, byte for byte
_LONGEST_NAME, _LONGEST_FULL_NAME, _LONGEST_SHORT, _LONGEST_FULL = 30, 100, 80, 4000
_LONGEST_COMMAND, _LONGEST_HINT, _MOST_COMMANDS = 32, 128, 10

PERMISSIONS: tuple[tuple[str, str], ...] = (
    ("identity", "to know who answers: the account of the person who writes or presses"),
    ("messageTeamMembers", "to ask and to answer in a private chat, also someone met in a channel"),
)
"""Permissions of the app and what each is for. None reads messages that do not name the bot."""

SCOPES: tuple[tuple[str, str], ...] = (
    ("personal", "surveys, lessons and everything about one person"),
    ("team", "the digest in the team's channel"),
    ("groupChat", "the digest of a team that has a chat and no channel"),
)


@dataclass(frozen=True, slots=True)
class Listing:
    """The words of the app's entry in Teams; ``commands`` are (word, what it does)."""

    name: str
    short: str
    full: str
    developer: str
    website: str
    privacy: str
    terms: str
    commands: tuple[tuple[str, str], ...] = ()
    accent: str = "#2F6F4F"


def manifest(app_id: str, version: str, listing: Listing) -> Json:
    return {
        "$schema": "https://developer.microsoft.com/json-schemas/teams/"
        f"v{MANIFEST_VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": MANIFEST_VERSION,
        "version": version,
        "id": app_id,
        "developer": {
            "name": listing.developer,
            "websiteUrl": listing.website,
            "privacyUrl": listing.privacy,
            "termsOfUseUrl": listing.terms,
        },
        "name": {"short": listing.name[:_LONGEST_NAME], "full": listing.name[:_LONGEST_FULL_NAME]},
        "description": {
            "short": listing.short[:_LONGEST_SHORT],
            "full": listing.full[:_LONGEST_FULL],
        },
        "icons": {"color": COLOR_ICON, "outline": OUTLINE_ICON},
        "accentColor": listing.accent,
        "bots": [_bot(app_id, listing)],
        "permissions": [name for name, _ in PERMISSIONS],
        "validDomains": [],
    }


def package(described: Json, color_icon: bytes, outline_icon: bytes) -> bytes:
    """The zip that an admin uploads; icons are PNG of 192 and 32 pixels a side."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
        for name, content in (
            ("manifest.json", text.encode()),
            (COLOR_ICON, color_icon),
            (OUTLINE_ICON, outline_icon),
        ):
            entry = zipfile.ZipInfo(name, _FOLDER_DATE)
            folder.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _bot(app_id: str, listing: Listing) -> Json:
    commands = [
        {"title": word[:_LONGEST_COMMAND], "description": meaning[:_LONGEST_HINT]}
        for word, meaning in listing.commands[:_MOST_COMMANDS]
    ]
    scopes = [name for name, _ in SCOPES]
    bot: Json = {"botId": app_id, "scopes": scopes, "supportsFiles": False}
    return {**bot, "commandLists": [{"scopes": scopes, "commands": commands}]} if commands else bot
