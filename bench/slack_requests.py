"""Signed requests as Slack sends them, each one new."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from itertools import count
from time import time
from urllib.parse import urlencode

SECRET = "a signing secret for benchmarks"
WORKSPACE = "T1"


def account(number: int) -> str:
    return f"U{number:04}"


def help_commands(people: int) -> Iterator[bytes]:
    """``/dividend help``, said by everybody in turn."""
    for number in count():
        command = {
            "command": "/dividend",
            "text": "help",
            "team_id": WORKSPACE,
            "user_id": account(number % people),
            "channel_id": "D1",
            "trigger_id": f"{number}.1.bench",
            "response_url": "https://hooks.slack.com/commands/T1/1/x",
        }
        yield signed(command)


def check_ins(people: int, errand: str, values: Mapping[str, str]) -> Iterator[bytes]:
    """A form that everybody in turn submits, with ``values`` by field id."""
    state = {name: {"entered": {"type": "x", "value": value}} for name, value in values.items()}
    for number in count():
        submission = {
            "type": "view_submission",
            "team": {"id": WORKSPACE},
            "user": {"id": account(number % people), "team_id": WORKSPACE},
            "view": {
                "id": f"V{number}",
                "hash": f"{number}.a",
                "type": "modal",
                "callback_id": "form",
                "private_metadata": errand,
                "state": {"values": state},
            },
        }
        yield signed({"payload": json.dumps(submission)})


def signed(form: Mapping[str, str]) -> bytes:
    """The whole request; Slack's signature holds for five minutes."""
    body, stamp = urlencode(form).encode(), str(int(time()))
    proof = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    head = (
        "POST /slack/events HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/x-www-form-urlencoded",
        f"X-Slack-Request-Timestamp: {stamp}",
        f"X-Slack-Signature: v0={proof.hexdigest()}",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body
