"""Microsoft's words for no. Only known ones are repeated: a reason is kept, logged and shown."""

from bot.model.ports import Gone

_CONNECTOR = frozenset(
    [
        "ActivityNotFoundInConversation",
        "BadArgument",
        "BadSyntax",
        "BotDisabledByAdmin",
        "BotNotInConversationRoster",
        "BotNotRegistered",
        "ConversationBlockedByUser",
        "ConversationNotFound",
        "Forbidden",
        "ForbiddenOperationException",
        "InvalidBotApiHost",
        "MessageSizeTooBig",
        "MessageWritesBlocked",
        "NotEnoughPermissions",
        "NotFound",
        "ServiceError",
        "Unauthorized",
        "UserNotFound",
    ]
)
CAUSES = {
    "BotDisabledByAdmin": Gone.BLOCKED,
    "BotNotInConversationRoster": Gone.REMOVED,
    "ConversationBlockedByUser": Gone.BLOCKED,
    "ConversationNotFound": Gone.LEFT,
    "MessageWritesBlocked": Gone.BLOCKED,
    "UserNotFound": Gone.LEFT,
}
_LOGIN = frozenset(
    [
        "access_denied",
        "interaction_required",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_resource",
        "invalid_scope",
        "unauthorized_client",
        "unsupported_grant_type",
    ]
)


def known(word: str) -> str:
    """The word if it is one of the connector's or the login's, else an empty text."""
    return word if word in _CONNECTOR | _LOGIN else ""
