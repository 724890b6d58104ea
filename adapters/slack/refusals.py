"""Slack's words for no, as the delivery errors of the core."""

import math

from bot.errors import DeliveryError, Refused, Throttled, Unclear, Unreachable, WorkspacePaused
from bot.model.ports import Gone

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
CAUSES = {
    "channel_not_found": Gone.LEFT,
    "is_archived": Gone.ARCHIVED,
    "is_inactive": Gone.LEFT,
    "messages_tab_disabled": Gone.BLOCKED,
    "not_in_channel": Gone.REMOVED,
    "restricted_action": Gone.BLOCKED,
    "user_disabled": Gone.LEFT,
    "user_not_found": Gone.LEFT,
    "users_not_found": Gone.LEFT,
}
CARD_GONE = frozenset(
    ["cant_update_message", "edit_window_closed", "expired_url", "message_not_found", "used_url"]
)
UNSURE = frozenset(
    ["fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"]
)
CONTENT = frozenset(
    [
        "access_denied",
        "accesslimited",
        "as_user_not_supported",
        "attachment_payload_limit_exceeded",
        "channel_type_not_supported",
        "deprecated_endpoint",
        "duplicate_channel_not_found",
        "duplicate_external_id",
        "duplicate_message_not_found",
        "enterprise_is_restricted",
        "exchanged_trigger_id",
        "expired_trigger_id",
        "file_deleted",
        "file_not_found",
        "hash_conflict",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_channel",
        "invalid_charset",
        "invalid_cursor",
        "invalid_form_data",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invalid_payload",
        "invalid_post_type",
        "invalid_token",
        "invalid_trigger_id",
        "invalid_ts_latest",
        "invalid_ts_oldest",
        "message_limit_exceeded",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "method_deprecated",
        "missing_argument",
        "missing_charset",
        "missing_post_type",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_permission_to_post",
        "no_service",
        "no_text",
        "not_enabled",
        "not_found",
        "push_limit_reached",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "too_many_attachments",
        "too_many_contact_cards",
        "trigger_exchanged",
        "trigger_expired",
        "two_factor_setup_required",
        "unknown_method",
        "view_too_large",
    ]
)
BUSY = frozenset(["rate_limited", "ratelimited"])
KNOWN = BUSY | PAUSED | GONE | CARD_GONE | UNSURE | CONTENT
OTHER = "other_error"  # any other word: nobody knows what it quotes, and reasons are kept and shown


class CardGone(Unreachable):
    """The card that was to be replaced cannot be; a new message can still be sent."""


def refusal(code: str, status: int, retry_after: str) -> DeliveryError:
    """``code`` is what Slack answered, empty where that could not be read."""
    code = OTHER if code and code not in KNOWN else code
    if status == 429 or code in BUSY:
        return Throttled(wait(retry_after))
    if code in PAUSED:
        return WorkspacePaused(code)
    if code in CARD_GONE:
        return CardGone(code)
    if code in GONE:
        return Unreachable(code, CAUSES.get(code, ""))
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
