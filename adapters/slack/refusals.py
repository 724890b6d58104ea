"""Slack's words for no, as the delivery errors of the core."""

import math

from bot.errors import DeliveryError, Refused, Throttled, Unclear, Unreachable, WorkspacePaused

LONGEST_WAIT = 3600.0
USUAL_WAIT = 60.0

PAUSED = frozenset(
    [
        "account_inactive",
        "app_uninstalled",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_not_found",
        "token_expired",
        "token_revoked",
    ]
)
GONE = frozenset(
    [
        "cannot_dm_bot",
        "channel_is_limited_access",
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "messages_tab_disabled",
        "method_not_supported_for_channel_type",
        "not_in_channel",
        "restricted_action",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    ]
)
CARD_GONE = frozenset(
    ["cant_update_message", "edit_window_closed", "expired_url", "message_not_found", "used_url"]
)
UNSURE = frozenset(
    ["fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"]
)


class CardGone(Unreachable):
    """The card that was to be replaced cannot be; a new message can still be sent."""


def refusal(code: str, status: int, retry_after: str) -> DeliveryError:
    """``code`` is Slack's word, empty where the answer could not be read."""
    if status == 429 or code in {"ratelimited", "rate_limited"}:
        return Throttled(wait(retry_after))
    if code in PAUSED:
        return WorkspacePaused(code)
    if code in CARD_GONE:
        return CardGone(code)
    if code in GONE:
        return Unreachable(code)
    if status >= 500 or code in UNSURE:
        return Unclear(code or "server error")
    if status == 413:
        return Refused("too large")
    return Refused(code) if code else Unclear("unreadable")


def wait(retry_after: str) -> float:
    """Seconds; a header that is no sensible number means the usual wait."""
    try:
        seconds = float(retry_after)
    except ValueError:
        return USUAL_WAIT
    return min(max(seconds, 1.0), LONGEST_WAIT) if math.isfinite(seconds) else USUAL_WAIT
