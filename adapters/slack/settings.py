"""What the Slack adapter must be told before it starts."""

from dataclasses import dataclass

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
API = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """``app_token`` empty: Slack calls us over HTTP; set: we connect to Slack (Socket Mode).

    ``workspaces`` and ``app_id`` narrow down whose events count; empty means all that are signed
    with our secret. ``hook_hosts`` are the hosts a ``response_url`` may have; in test mode loopback
    addresses are allowed as well. ``answer_within`` are the seconds a turn may take: Slack gives up
    after 3. ``call_within`` are the seconds that a call of ours may take in all. After one that
    broke off without an answer, a message is looked for ``look_after`` seconds later.
    ``silence`` are the seconds after which a connection that says nothing counts as dead.
    """

    bot_token: str
    signing_secret: str
    app_token: str = ""
    api_url: str = API
    test_mode: bool = False
    workspaces: frozenset[str] = frozenset()
    app_id: str = ""
    hook_hosts: frozenset[str] = frozenset({"hooks.slack.com"})
    path: str = "/slack/events"
    answer_within: float = 1.8
    call_within: float = 10.0
    look_after: float = 5.0
    silence: float = 45.0

    def __repr__(self) -> str:
        """Without the secrets: settings end up in logs and tracebacks."""
        return f"SlackSettings(api_url={self.api_url!r}, test_mode={self.test_mode})"
