"""Payloads as Slack sends them, with the parts that a test varies as arguments."""

from typing import Any

from adapters.slack.errand import Errand
from bot.model.forms import Form

Json = dict[str, Any]

ENVELOPE: Json = {
    "type": "event_callback",
    "team_id": "T1",
    "api_app_id": "A1",
    "event_id": "Ev1",
    "event_time": 1700000000,
    "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
}


def event(inner: Json, **envelope: object) -> Json:
    return {**ENVELOPE, "event": {"event_ts": "1700000000.000200", **inner}, **envelope}


def typed(text: str, **inner: object) -> Json:
    said = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": text}
    return event(said | inner)


def mention(text: str, **inner: object) -> Json:
    return event({"type": "app_mention", "channel": "C1", "user": "U1", "text": text} | inner)


def button(
    value: str,
    *,
    channel: str = "D1",
    ts: str = "17.1",
    ephemeral: bool = False,
    home: bool = False,
    response_url: str = "",
) -> Json:
    message = {"type": "message", "message_ts": ts, "channel_id": channel}
    action = {"type": "button", "action_id": value, "value": value, "action_ts": "1700000000.5"}
    place: Json = {
        "container": {**message, "channel_id": "C1" if ephemeral else channel}
        | {"is_ephemeral": ephemeral}
    }
    if home:
        place = {
            "container": {"type": "view", "view_id": "V1"},
            "view": {"id": "V1", "type": "home"},
        }
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "trigger_id": "1.2.abc",
        "response_url": response_url,
        "actions": [action],
        **place,
    }


def submission(form: Form, *, metadata: str = "", **entered: str) -> Json:
    values = {field: {"entered": {"type": "x", "value": v}} for field, v in entered.items()}
    return {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "view": {
            "id": "V1",
            "hash": "1.a",
            "type": "modal",
            "private_metadata": metadata or str(Errand(form.action)),
            "state": {"values": values},
        },
    }
