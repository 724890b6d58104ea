"""The app package is what Teams takes, and says why it asks for what."""

import json
import zipfile
from io import BytesIO

from adapters.teams.manifest import PERMISSIONS, SCOPES, Listing, manifest, package

APP_ID = "00000000-0000-0000-0000-00000000b07b"
LISTING = Listing(
    name="Drudgery Dividend",
    short="Dull hours, paid back",
    full="Asks about dull work and shows what went away.",
    developer="Ours",
    website="https://ours.example",
    privacy="https://ours.example/privacy",
    terms="https://ours.example/terms",
    commands=(("log", "Check in"), ("help", "What I can do")),
)


def test_the_manifest_asks_for_what_has_a_reason_and_nothing_else() -> None:
    described = manifest(APP_ID, "0.1.0", LISTING)

    assert described["permissions"] == [name for name, _ in PERMISSIONS]
    assert described["bots"][0]["scopes"] == [name for name, _ in SCOPES]
    assert all(reason for _, reason in (*PERMISSIONS, *SCOPES))
    assert described["bots"][0]["botId"] == described["id"] == APP_ID


def test_texts_stay_within_what_the_listing_allows() -> None:
    many = tuple((f"command-{n}" * 10, "meaning " * 50) for n in range(30))
    long = "https://x.test/" * 9
    listing = Listing(long, long, long, long, long, long, long, commands=many)
    described = manifest(APP_ID, "0.1.0", listing)

    [commands] = [group["commands"] for group in described["bots"][0]["commandLists"]]
    assert len(commands) == 10
    assert max(len(command["title"]) for command in commands) <= 32
    assert max(len(command["description"]) for command in commands) <= 128
    assert len(described["name"]["short"]) <= 30
    assert len(described["name"]["full"]) <= 100
    assert len(described["description"]["short"]) <= 80


def test_without_commands_no_empty_list_is_written() -> None:
    silent = Listing("a", "b", "c", "d", "https://e.test", "https://f.test", "https://g.test")
    assert "commandLists" not in manifest(APP_ID, "0.1.0", silent)["bots"][0]


def test_the_package_holds_manifest_and_icons_and_is_the_same_each_time() -> None:
    described = manifest(APP_ID, "0.1.0", LISTING)
    packed = package(described, b"color", b"outline")

    with zipfile.ZipFile(BytesIO(packed)) as folder:
        assert sorted(folder.namelist()) == ["color.png", "manifest.json", "outline.png"]
        assert json.loads(folder.read("manifest.json")) == described
    assert packed == package(described, b"color", b"outline")
