"""Proves that Slack sent a request, from its raw bytes, before anything is decoded or parsed."""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from adapters.slack.bounds import Json, OutOfBounds, read_form, read_json

LARGEST_BODY = 1_000_000
WINDOW = timedelta(seconds=300)
TIMESTAMP = "X-Slack-Request-Timestamp"
SIGNATURE = "X-Slack-Signature"

_SECONDS = re.compile(r"[0-9]{1,11}", re.ASCII)
_SIGNED = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A fixed answer: it tells a stranger nothing, and Slack whether to try again."""

    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


UNPROVED = Refusal(401, "not signed by Slack\n")
TOO_LARGE = Refusal(413, "too large\n")
ENCODED = Refusal(415, "content encodings are not taken\n")
SLOW = Refusal(408, "too slow\n")
JUNK = Refusal(400, "not understood\n", {"X-Slack-No-Retry": "1"})
AWAY = Refusal(503, "try again\n")


@dataclass(frozen=True, slots=True)
class Admitted:
    """A payload that Slack signed, and when it was sent."""

    payload: Json
    sent_at: datetime


def unwanted(encodings: Sequence[str], length: int | None) -> Refusal | None:
    """What can be refused before the body is read: a bomb is never unpacked."""
    if any(encoding.strip().lower() != "identity" for encoding in encodings):
        return ENCODED
    return TOO_LARGE if (length or 0) > LARGEST_BODY else None


def admit(
    raw: bytes,
    timestamps: Sequence[str],
    signatures: Sequence[str],
    content_type: str,
    secret: str,
    now: datetime,
) -> Admitted | Refusal:
    """``timestamps`` and ``signatures`` are all values of the two headers: one each, or refused."""
    if len(raw) > LARGEST_BODY:
        return TOO_LARGE
    if len(timestamps) != 1 or len(signatures) != 1:
        return UNPROVED
    sent_at = _proved(raw, timestamps[0], signatures[0], secret, now)
    if sent_at is None:
        return UNPROVED
    try:
        return Admitted(_payload(raw, content_type), sent_at)
    except OutOfBounds:
        return JUNK


def signature(secret: str, timestamp: str, raw: bytes) -> str:
    """What Slack puts into ``X-Slack-Signature`` for this body."""
    signed = b"v0:" + timestamp.encode("ascii") + b":" + raw
    return "v0=" + hmac.digest(secret.encode(), signed, "sha256").hex()


def _proved(
    raw: bytes, timestamp: str, claimed: str, secret: str, now: datetime
) -> datetime | None:
    if not _SECONDS.fullmatch(timestamp) or not _SIGNED.fullmatch(claimed):
        return None
    if abs(int(timestamp) - now.timestamp()) > WINDOW.total_seconds():
        return None
    if not hmac.compare_digest(signature(secret, timestamp, raw), claimed):
        return None
    return datetime.fromtimestamp(int(timestamp), UTC)


def _payload(raw: bytes, content_type: str) -> Json:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise OutOfBounds("not UTF-8") from error
    match content_type.partition(";")[0].strip().lower():
        case "application/json":
            return read_json(text)
        case "application/x-www-form-urlencoded":
            form = read_form(text)
            return read_json(form["payload"]) if "payload" in form else {**form}
        case _:
            raise OutOfBounds("neither JSON nor a form")
