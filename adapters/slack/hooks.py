"""The addresses to answer at (``response_url``): which may be used, and how often."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from adapters.slack.addresses import Hook
from adapters.slack.settings import LOOPBACK, SlackSettings

MOST_USES = 5  # Slack's own limits
LIFETIME = timedelta(minutes=30)


def may_call(url: str, settings: SlackSettings) -> bool:
    """Only Slack's own host over TLS; in test mode also this machine.

    The address came in a signed request. A mistake in reading it must still not make the bot call a
    stranger.
    """
    try:
        parts = urlsplit(url)
        host, port, user = parts.hostname or "", parts.port, parts.username
    except ValueError:
        return False
    if user is not None or not url.isascii() or "\\" in url:
        return False
    if settings.test_mode and host in LOOPBACK:
        return parts.scheme in {"http", "https"}
    return parts.scheme == "https" and host in settings.hook_hosts and port in {None, 443}


class HookUses:
    """Counts the uses of each address; Slack refuses the sixth, and any after half an hour."""

    def __init__(self) -> None:
        self._uses = dict[str, tuple[datetime, int]]()

    def take(self, hook: Hook, now: datetime) -> bool:
        """Whether the address may be called now; counts the call if so."""
        if now - hook.given_at >= LIFETIME:
            return False
        self._uses = {u: (at, n) for u, (at, n) in self._uses.items() if now - at < LIFETIME}
        given_at, uses = self._uses.get(hook.url, (hook.given_at, 0))
        if uses >= MOST_USES:
            return False
        self._uses[hook.url] = (given_at, uses + 1)
        return True
