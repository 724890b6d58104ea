"""`dividend serve` with settings that are not safe: it does not start, and says what to do."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from aiohttp import web
from click.testing import CliRunner

from bot.__main__ import program
from bot.app.hosting import host
from bot.errors import ConfigError
from tests.promises import Measured

LONG = "a-secret-of-more-than-twenty-characters"
SHORT = "nineteen-characters"
ELSEWHERE = "http://203.0.113.7:8080/"
ORGANISATION = "organisation: { name: Acme, zone: Europe/Amsterdam }\n"
SAFE = {
    "SLACK_BOT_TOKEN": LONG,
    "SLACK_SIGNING_SECRET": LONG,
    "TEAMS_APP_ID": "app",
    "TEAMS_APP_PASSWORD": LONG,
    "TEAMS_TENANT_ID": "tenant",
    "DIVIDEND_SECRET_KEY": LONG,
}
COPY = "is under 20 characters: copy the whole of it"
UNSET = "is only for test mode (DIVIDEND_TEST_MODE=1): unset it"
KEPT = "names a file that everybody can read: chmod 600 it"
DEBUG = "is refused, for debugging shows internals to callers: unset it"
MISSING = "is missing while other"
PUBLIC = "is refused together with a public HOST"
STORE = "is neither sqlite:////absolute/path nor postgresql://name:password@host/database"

UNSAFE: dict[str, tuple[Mapping[str, str], str]] = {
    "no key": ({"DIVIDEND_SECRET_KEY": ""}, "set it to a random text of at least 20 characters"),
    "a short key": ({"DIVIDEND_SECRET_KEY": SHORT}, "make one by `openssl rand -hex 32`"),
    "a ring with a short key": ({"DIVIDEND_SECRET_KEY": f"{LONG},{SHORT}"}, "make one by"),
    "the same key twice": ({"DIVIDEND_SECRET_KEY": f"{LONG},{LONG}"}, "has the same key twice"),
    "a short token of Slack's": ({"SLACK_BOT_TOKEN": SHORT}, COPY),
    "a short signing secret": ({"SLACK_SIGNING_SECRET": SHORT}, COPY),
    "a short app token": ({"SLACK_APP_TOKEN": SHORT}, COPY),
    "a short password for Teams": ({"TEAMS_APP_PASSWORD": SHORT}, COPY),
    "no signing secret": ({"SLACK_SIGNING_SECRET": ""}, "is missing: HTTP needs it"),
    "no token of Slack's": ({"SLACK_BOT_TOKEN": ""}, MISSING),
    "no password for Teams": ({"TEAMS_APP_PASSWORD": ""}, MISSING),
    "no app id, by which all may send": ({"TEAMS_APP_ID": ""}, MISSING),
    "no tenant, so that any may send": ({"TEAMS_TENANT_ID": ""}, MISSING),
    "Slack by plain HTTP": ({"SLACK_API_URL": f"{ELSEWHERE}api/"}, UNSET),
    "the token of Teams by plain HTTP": ({"TEAMS_TOKEN_URL": ELSEWHERE}, UNSET),
    "the keys of Teams by plain HTTP": ({"TEAMS_METADATA_URL": ELSEWHERE}, UNSET),
    "another host of the connector": ({"TEAMS_SERVICE_HOSTS": "203.0.113.7"}, UNSET),
    "asyncio debugging": ({"PYTHONASYNCIODEBUG": "1"}, DEBUG),
    "Python's development mode": ({"PYTHONDEVMODE": "1"}, DEBUG),
    "test mode for all": ({"DIVIDEND_TEST_MODE": "1", "HOST": "0.0.0.0"}, PUBLIC),  # noqa: S104
    "the playground for all": ({"DIVIDEND_PLAYGROUND": "1", "HOST": "::"}, PUBLIC),
    "a port that is a word": ({"PORT": "eighty"}, "is not a number from 0 to 65535"),
    "a port that is too large": ({"PORT": "65536"}, "is not a number from 0 to 65535"),
    "a bot that nobody may connect to": ({"HTTP_CONNECTIONS": "0"}, "is under 1"),
    "a lease that a pause outlasts": ({"DIVIDEND_LEASE": "5"}, "is under 20 seconds"),
    "a log level that is none": ({"LOG_LEVEL": "TRACE"}, "is none of DEBUG, INFO,"),
    "a store in memory": ({"DATABASE_URL": "sqlite:///:memory:"}, "names no file"),
    "a store of another kind": ({"DATABASE_URL": f"mysql://bot:{LONG}@db/dividend"}, STORE),
    "a store that is no address": ({"DATABASE_URL": "dividend.sqlite"}, STORE),
    "a store with a port that is none": (
        {"DATABASE_URL": f"postgresql://bot:{LONG}@db:port/dividend"},
        "is not an address",
    ),
    "a choice there is not": ({"app.yaml": "privcy: {}\n"}, "app.yaml:2: privcy: there is no such"),
    "a threshold that is too low": ({"app.yaml": "privacy: { threshold: 4 }\n"}, "app.yaml:2: "),
}
READABLE = ("DIVIDEND_SECRET_KEY", "SLACK_BOT_TOKEN", "TEAMS_APP_PASSWORD")
UNSAFE_FILES = {
    f"everybody may {may} the file of {name}": (name, mode)
    for name in READABLE
    for may, mode in (("read", 0o604), ("write", 0o602))
}

Refusal = Callable[[Mapping[str, str]], tuple[int, str]]


@pytest.fixture
def refusal(tmp_path: Path, logs_as_before: None) -> Refusal:
    """The program's exit status and what it says."""

    def start(changed: Mapping[str, str]) -> tuple[int, str]:
        config = tmp_path / "app.yaml"
        config.write_text(ORGANISATION + changed.get("app.yaml", ""))
        given = {
            **SAFE,
            "DIVIDEND_CONFIG": str(config),
            "DATABASE_URL": f"sqlite:///{tmp_path}/nowhere/store.sqlite",  # it does not come so far
            **{name: value for name, value in changed.items() if name != "app.yaml"},
        }
        result = CliRunner().invoke(program, ["serve"], env=given)
        return result.exit_code, result.output

    return start


def test_safe_settings_are_not_refused(refusal: Refusal) -> None:
    status, text = refusal({})

    assert status == 1
    assert "nowhere cannot be written in (No such file or directory)" in text


def test_words_of_which_no_good_version_is_left_are_refused(
    refusal: Refusal, tmp_path: Path
) -> None:
    """Read when they are needed, they would fail in front of a person."""
    own = tmp_path / "messages" / "en" / "nudges" / "ours.md"
    own.parent.mkdir(parents=True)
    own.write_text("---\ntitle: Ours\n---\nIt is {{ nobody.knows.what }}.\n")

    status, text = refusal({})

    assert status == 1
    assert "ours.md" in text
    assert "nowhere cannot be written in" not in text


def test_pythons_development_mode_is_refused_by_its_switch_too(tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text(ORGANISATION)
    given = {
        **SAFE,
        "PATH": os.environ["PATH"],
        "DIVIDEND_CONFIG": str(tmp_path / "app.yaml"),
        "DATABASE_URL": f"sqlite:///{tmp_path}/nowhere/store.sqlite",
    }
    developing = [sys.executable, "-X", "dev", "-W", "ignore", "-m", "bot", "serve"]

    told = subprocess.run(developing, env=given, capture_output=True, text=True, check=False)

    assert told.returncode == 1
    assert f"PYTHONDEVMODE {DEBUG}" in told.stderr


def test_a_port_that_another_program_has_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError) as refused:
            asyncio.run(host(web.Application(), "127.0.0.1", port, 200, lambda: None))

    told = f"nobody can be heard at 127.0.0.1:{port} (Address already in use): set PORT"
    assert str(refused.value).startswith(told)


def test_what_is_unsafe_is_refused_with_what_to_do_and_without_its_value(
    refusal: Refusal, tmp_path: Path, measured: Measured
) -> None:
    wrong = dict[str, str]()
    for case, (changed, advice) in UNSAFE.items():
        told = refusal(changed)
        if not refused(told, next(iter(changed)), advice):
            wrong[case] = f"{told}"
    for case, (name, mode) in UNSAFE_FILES.items():
        file = tmp_path / name
        file.write_text(LONG)
        file.chmod(mode)
        told = refusal({name: "", f"{name}_FILE": str(file)})
        if not refused(told, f"{name}_FILE", KEPT):
            wrong[case] = f"{told}"

    cases = len(UNSAFE) + len(UNSAFE_FILES)
    refused_well = f"{cases - len(wrong)} of {cases}"
    measured("R-X5", "unsafe settings refused at the start", f"{cases} of {cases}", refused_well)
    assert not wrong, json.dumps(wrong, indent=1)


def refused(told: tuple[int, str], name: str, advice: str) -> bool:
    status, text = told
    quoted = any(secret in text for secret in (LONG, SHORT))
    return status == 1 and name in text and advice in text and not quoted
