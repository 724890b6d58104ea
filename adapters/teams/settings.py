"""What the Teams adapter must be told to run."""

from dataclasses import dataclass

SERVICE_URL = "https://smba.trafficmanager.net/teams/"
METADATA_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """``service_hosts`` (host or host:port) are honoured in test mode only, as is ``unchecked``."""

    app_id: str
    app_password: str
    tenant_id: str
    test_mode: bool = False
    token_url: str = ""
    metadata_url: str = METADATA_URL
    service_hosts: tuple[str, ...] = ()
    unchecked: bool = False

    @property
    def checks_nothing(self) -> bool:
        """Only with an empty app id in test mode: neither senders nor replies carry a token."""
        return self.unchecked and self.test_mode and not self.app_id

    @property
    def login_url(self) -> str:
        return self.token_url or LOGIN.format(tenant=self.tenant_id)

    @property
    def service_url(self) -> str:
        """Where people who never wrote are reached; in test mode never outside."""
        return f"http://{self.service_hosts[0]}/" if self.extra_hosts else SERVICE_URL

    @property
    def extra_hosts(self) -> frozenset[str]:
        return frozenset(self.service_hosts) if self.test_mode else frozenset()
