"""What Slack tells of an account."""

from adapters.slack.api import SlackApi
from adapters.slack.payload import part, said
from bot.errors import Unreachable
from bot.model.events import Actor
from bot.model.ports import Profile

PATIENCE = 12.0


class SlackDirectory:
    """A ``Directory``: called from worker threads, works on the adapter's event loop."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    def profile(self, actor: Actor) -> Profile:
        wanted = {"user": actor.account, "include_locale": True}
        user = part(self._api.wait(self._api.ask("users.info", wanted), PATIENCE), "user")
        if not user or user.get("deleted") is True:
            raise Unreachable("user_deleted" if user else "user_not_found")
        profile = part(user, "profile")
        confirmed = user.get("is_email_confirmed") is True
        return Profile(
            name=said(user, "real_name") or said(profile, "real_name") or said(user, "name"),
            email=said(profile, "email") if confirmed else "",
            zone=said(user, "tz"),
            locale=said(user, "locale"),
            guest=_is_guest(user, actor.workspace),
        )


def _is_guest(user: dict[str, object], workspace: str) -> bool:
    """Guest accounts, strangers of Slack Connect, and people of another workspace."""
    kinds = ("is_restricted", "is_ultra_restricted", "is_stranger")
    elsewhere = said(user, "team_id") not in {"", workspace}
    return any(user.get(kind) is True for kind in kinds) or (
        elsewhere and "enterprise_user" not in user
    )
