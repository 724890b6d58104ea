"""Slack's payloads as neutral events: who did what, and where the answer can go.

Who did it is read from the envelope that Slack signed, never from values, names or metadata.
"""

from dataclasses import replace
from datetime import datetime

from adapters.slack.bounds import Json
from adapters.slack.incoming import Challenge, Ignored, Incoming, RateLimited, Source, Understood
from adapters.slack.parse_events import event_of
from adapters.slack.parse_interactions import (
    change_of,
    command_of,
    is_in_dialog,
    press_of,
    submission_of,
)
from adapters.slack.payload import identity, part, parts, said
from adapters.slack.settings import SlackSettings
from bot.model.events import AnyEvent


def understood(payload: Json, sent_at: datetime, settings: SlackSettings) -> Understood:
    """``sent_at`` is when Slack sent it, for payloads that do not say when it happened."""
    match said(payload, "type"):
        case "url_verification":
            return Challenge(said(payload, "challenge"))
        case "app_rate_limited":
            return RateLimited(identity(payload, "team_id"))
        case "ssl_check":
            return Ignored("ssl_check")
    workspace = workspace_of(payload)
    if not workspace or (settings.workspaces and workspace not in settings.workspaces):
        return Ignored("another workspace")
    if settings.app_id and identity(payload, "api_app_id") != settings.app_id:
        return Ignored("another app")
    return _incoming(payload, workspace, sent_at, settings)


def workspace_of(payload: Json) -> str:
    """The workspace the app is installed in.

    With Slack Connect ``team`` may be the stranger's, so what names the installation goes first.
    """
    authorizations = parts(payload, "authorizations")
    return (
        identity(payload, "view", "app_installed_team_id")
        or (identity(authorizations[0], "team_id") if authorizations else "")
        or identity(payload, "team", "id")
        or identity(payload, "team_id")
        or identity(payload, "user", "team_id")
    )


def _incoming(
    payload: Json, workspace: str, sent_at: datetime, settings: SlackSettings
) -> Incoming | Ignored:
    trigger, hook = said(payload, "trigger_id"), said(payload, "response_url")
    known = settings.workspaces
    match said(payload, "type"):
        case "event_callback":
            return _wrapped(Source.EVENT, event_of(payload, workspace, sent_at, known), "", "")
        case "block_actions" if is_in_dialog(payload):
            change = change_of(payload, workspace, sent_at, known)
            wrapped, view = _wrapped(Source.ACTION, change, trigger, hook), part(payload, "view")
            if isinstance(wrapped, Ignored):
                return wrapped
            return replace(wrapped, view_id=identity(view, "id"), view_hash=said(view, "hash"))
        case "block_actions":
            press = press_of(payload, workspace, sent_at, known)
            return _wrapped(Source.ACTION, press, trigger, hook)
        case "view_submission":
            submission = submission_of(payload, workspace, sent_at, known)
            return _wrapped(Source.VIEW, submission, trigger, hook)
        case "" if said(payload, "command"):
            command = command_of(payload, workspace, sent_at)
            return _wrapped(Source.COMMAND, command, trigger, hook)
        case _:
            return Ignored("unknown type")


def _wrapped(
    source: Source, found: AnyEvent | Ignored, trigger: str, hook: str
) -> Incoming | Ignored:
    return found if isinstance(found, Ignored) else Incoming(source, found, trigger, hook)
